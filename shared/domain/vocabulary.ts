// The words of the trade, once. The database's CHECKs, the contract's schemas, the payload reader and the screens all derive from these lists.

export const LEAD_STATUSES = [
  'new',
  'contacted',
  'qualified',
  'proposal_sent',
  'negotiating',
  'scheduled',
  'converted',
  'rejected',
  'lost',
] as const
export type LeadStatus = (typeof LEAD_STATUSES)[number]

export const LEAD_TYPES = ['solar', 'hvac', 'insurance', 'general'] as const
export type LeadType = (typeof LEAD_TYPES)[number]

export const ROOF_CONDITIONS = ['excellent', 'good', 'fair', 'poor'] as const
export const SYSTEM_TYPES = ['central-air', 'heat-pump', 'ductless', 'window-unit', 'other'] as const
export const SERVICE_TYPES = ['installation', 'repair', 'maintenance', 'consultation'] as const
export const URGENCIES = ['immediate', 'within-week', 'within-month', 'planning'] as const
export const POLICY_TYPES = ['auto', 'home', 'life', 'health', 'business', 'other'] as const

export const APPOINTMENT_TYPES = ['consultation', 'estimate', 'installation', 'follow_up'] as const
export type AppointmentType = (typeof APPOINTMENT_TYPES)[number]
export const APPOINTMENT_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
  'cancelled',
  'no_show',
  'rescheduled',
] as const
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number]
export const LOCATION_TYPES = ['home', 'office', 'phone', 'video'] as const
export type LocationType = (typeof LOCATION_TYPES)[number]
export const APPOINTMENT_OUTCOMES = [
  'qualified',
  'not_interested',
  'needs_follow_up',
  'proposal_sent',
] as const
export type AppointmentOutcome = (typeof APPOINTMENT_OUTCOMES)[number]

export const REMINDER_KINDS = ['appointment', 'follow_up'] as const
export type ReminderKind = (typeof REMINDER_KINDS)[number]

/** What counts as won. */
export const SALE_TYPES = ['sale', 'contract'] as const
/** Steps on the way; each moves its lead forward to the stage of the same name. */
export const MILESTONE_TYPES = ['qualified', 'proposal', 'appointment'] as const
export const CONVERSION_TYPES = [...SALE_TYPES, ...MILESTONE_TYPES] as const

export const TRACKING_ACTIONS = ['received', 'sent', 'updated', 'qualified', 'converted', 'rejected'] as const
export const LEAD_EVENT_TYPES = [
  'created',
  'updated',
  'status_changed',
  'assigned',
  'note_added',
  'appointment_booked',
  'converted',
  'merged',
  'unmerged',
  'imported',
  'deleted',
  'restored',
] as const
export const APPOINTMENT_EVENT_TYPES = [
  'created',
  'updated',
  'rescheduled',
  'status_changed',
  'routed',
  'unrouted',
  'deleted',
  'restored',
] as const
export type AppointmentEventType = (typeof APPOINTMENT_EVENT_TYPES)[number]
export const CONVERSION_EVENT_TYPES = ['created', 'value_updated', 'note_added', 'voided'] as const
/** How an attempt to call a lead ended. */
export const CALL_RESULTS = ['no_answer', 'voicemail', 'reached', 'call_back', 'wrong_number'] as const
export type CallResult = (typeof CALL_RESULTS)[number]
/** In these somebody spoke with the person, so a new lead is contacted. */
export const REACHED_RESULTS = ['reached', 'call_back'] as const satisfies readonly CallResult[]
export const PERMISSIONS = ['read', 'write', 'convert'] as const
export type Permission = (typeof PERMISSIONS)[number]

/**
 * How a delivery ended. `accepted` made a lead; `held` carries no person and waits with its reason; `quarantined` failed at syntax or
 * fields and waits for repair; `refused` failed at identity (provider or signature); `received` is the moment before any decision.
 */
export const DELIVERY_VERDICTS = [
  'received',
  'accepted',
  'held',
  'quarantined',
  'refused',
  'dismissed',
] as const
export type DeliveryVerdict = (typeof DELIVERY_VERDICTS)[number]
/** What waits for a person. */
export const REVIEW_VERDICTS = ['held', 'quarantined'] as const satisfies readonly DeliveryVerdict[]

/**
 * Who may send to a webhook: `provider` takes a provider's key or its bare id (what existing senders do), `key` takes keys only,
 * `open` also takes senders that cannot name themselves and books them on the webhook's default provider.
 */
export const SENDER_RULES = ['provider', 'key', 'open'] as const
export type SenderRule = (typeof SENDER_RULES)[number]

export const THEMES = ['system', 'light', 'dark'] as const
export const ROUTING_METHODS = ['explicit', 'rule', 'manual', 'unrouted'] as const

/** The order of the funnel; exits are not stages. */
export const STAGES = [
  'new',
  'contacted',
  'qualified',
  'proposal_sent',
  'negotiating',
  'scheduled',
  'converted',
] as const satisfies readonly LeadStatus[]
export const EXIT_STATUSES = ['rejected', 'lost'] as const satisfies readonly LeadStatus[]
/** Statuses of leads that still want work. */
export const OPEN_STATUSES = STAGES.filter((status) => status !== 'converted')
