// How the vocabularies read on a screen. One table, so that a status has one name everywhere.
import type { DUPLICATE_REASONS } from './merging.ts'
import type {
  APPOINTMENT_OUTCOMES,
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  CALL_RESULTS,
  DELIVERY_VERDICTS,
  LEAD_STATUSES,
  LEAD_TYPES,
  LOCATION_TYPES,
  SENDER_RULES,
  TRACKING_ACTIONS,
} from './vocabulary.ts'

type Labels<T extends readonly string[]> = Readonly<Record<T[number], string>>

export const STATUS_LABELS: Labels<typeof LEAD_STATUSES> = {
  new: 'New',
  contacted: 'Contacted',
  qualified: 'Qualified',
  proposal_sent: 'Proposal sent',
  negotiating: 'Negotiating',
  scheduled: 'Scheduled',
  converted: 'Converted',
  rejected: 'Rejected',
  lost: 'Lost',
}

export const LEAD_TYPE_LABELS: Labels<typeof LEAD_TYPES> = {
  solar: 'Solar',
  hvac: 'HVAC',
  insurance: 'Insurance',
  general: 'General',
}

export const CALL_RESULT_LABELS: Labels<typeof CALL_RESULTS> = {
  no_answer: 'No answer',
  voicemail: 'Left a voicemail',
  reached: 'Reached',
  call_back: 'Asked to call back',
  wrong_number: 'Wrong number',
}

export const APPOINTMENT_TYPE_LABELS: Labels<typeof APPOINTMENT_TYPES> = {
  consultation: 'Consultation',
  estimate: 'Estimate',
  installation: 'Installation',
  follow_up: 'Follow-up',
}

export const APPOINTMENT_STATUS_LABELS: Labels<typeof APPOINTMENT_STATUSES> = {
  scheduled: 'Scheduled',
  confirmed: 'Confirmed',
  completed: 'Completed',
  cancelled: 'Cancelled',
  no_show: 'No-show',
  rescheduled: 'Rescheduled',
}

export const APPOINTMENT_OUTCOME_LABELS: Labels<typeof APPOINTMENT_OUTCOMES> = {
  qualified: 'Qualified',
  not_interested: 'Not interested',
  needs_follow_up: 'Needs follow-up',
  proposal_sent: 'Proposal sent',
}

export const LOCATION_TYPE_LABELS: Labels<typeof LOCATION_TYPES> = {
  home: 'Home visit',
  office: 'Office',
  phone: 'Phone',
  video: 'Video',
}

export const VERDICT_LABELS: Labels<typeof DELIVERY_VERDICTS> = {
  received: 'Received',
  accepted: 'Accepted',
  held: 'On hold',
  quarantined: 'Needs repair',
  refused: 'Refused',
  dismissed: 'Dismissed',
}

/** What was done to a contact or lead in a workspace, before the person's name. */
export const TRACKING_ACTION_LABELS: Labels<typeof TRACKING_ACTIONS> = {
  received: 'Received',
  sent: 'Sent away',
  updated: 'Updated',
  qualified: 'Qualified',
  converted: 'Converted',
  rejected: 'Rejected',
}

export const DUPLICATE_REASON_LABELS: Labels<typeof DUPLICATE_REASONS> = {
  phone: 'Same phone',
  email: 'Same e-mail',
  name_address: 'Same name and address',
}

/** "Same phone, same e-mail" */
export function duplicateReasons(reasons: readonly (typeof DUPLICATE_REASONS)[number][]): string {
  return reasons
    .map((reason) => DUPLICATE_REASON_LABELS[reason])
    .map((label, at) => (at === 0 ? label : label.toLowerCase()))
    .join(', ')
}

/** What waits for a person, whatever it waits for; the same words in the navigation, the screen's heading and the filter. */
export const REVIEW_LABEL = 'To review'

export const SENDER_RULE_LABELS: Labels<typeof SENDER_RULES> = {
  provider: 'Provider key or provider id',
  key: 'Provider key only',
  open: 'Anyone who knows the address',
}

/** Reads an unlisted vocabulary word aloud: `heat-pump` becomes "Heat pump". */
export function labelOf(word: string): string {
  const spaced = word.replace(/[-_]+/g, ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
