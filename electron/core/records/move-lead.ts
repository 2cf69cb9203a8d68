// Leads change their status: the milestones they reach, the events of their history, and the day's figures, in the caller's transaction.
import type { LeadPlace } from '../../../shared/domain/conversion.ts'
import { ARRIVAL_COLUMNS, milestonesAfter } from '../../../shared/domain/pipeline.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import { insertRows } from '../db/insert-rows.ts'
import { goneRecord } from './gone.ts'
import { countConvertedLead } from './tally.ts'
import type { Change, Columns } from './undo.ts'

export type MovableLead = {
  readonly id: number
  readonly webhook_id: string
  readonly contact_id: number | null
  readonly workspace_id: string | null
  readonly status: LeadStatus
  readonly stage_reached: LeadStatus
  readonly contacted_at: string | null
  readonly qualified_at: string | null
  readonly proposal_sent_at: string | null
  readonly negotiating_at: string | null
  readonly scheduled_at: string | null
  readonly converted_at: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly is_test: 0 | 1
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
}
const MOVABLE_LEAD = `l.id, l.webhook_id, l.contact_id, l.workspace_id, l.status, l.stage_reached,
  ${ARRIVAL_COLUMNS.map((column) => `l.${column}`).join(', ')}, l.created_at, l.updated_at, l.is_test, l.first_name, l.last_name, l.phone`

export function leadToMove(context: WriteContext, id: number): MovableLead {
  const lead = context.db.sql(`select ${MOVABLE_LEAD} from leads l where l.id = ?`).get<MovableLead>(id)
  if (lead === undefined) throw goneRecord(context.db, 'lead', id)
  return lead
}

/** In the order of their ids here; those that are not there are left out. */
export function leadsToMove({ db }: WriteContext, ids: readonly number[]): MovableLead[] {
  return db
    .sql(`select ${MOVABLE_LEAD} from json_each(?) j join leads l on l.id = j.value order by j.key`)
    .all<MovableLead>(JSON.stringify(ids))
}

/** Moves the lead and writes its history; the step can be undone. Moving to the status it has changes nothing. */
export function moveLead(
  context: WriteContext,
  lead: MovableLead,
  status: LeadStatus,
  reason: string | undefined,
): Change {
  const [step] = moveLeads(context, [lead], status, reason)
  return step ?? { table: 'leads', key: lead.id, before: {}, after: {} }
}

/** Where a lead stands, from its row and back to its columns. */
export function placeOf(lead: MovableLead): LeadPlace {
  return {
    status: lead.status,
    stageReached: lead.stage_reached,
    contactedAt: lead.contacted_at,
    qualifiedAt: lead.qualified_at,
    proposalSentAt: lead.proposal_sent_at,
    negotiatingAt: lead.negotiating_at,
    scheduledAt: lead.scheduled_at,
    convertedAt: lead.converted_at,
  }
}

export function placeColumns(place: LeadPlace): Readonly<Record<PlaceColumn, string | null>> {
  return {
    status: place.status,
    stage_reached: place.stageReached,
    contacted_at: place.contactedAt,
    qualified_at: place.qualifiedAt,
    proposal_sent_at: place.proposalSentAt,
    negotiating_at: place.negotiatingAt,
    scheduled_at: place.scheduledAt,
    converted_at: place.convertedAt,
  }
}

type PlaceColumn = 'status' | 'stage_reached' | (typeof ARRIVAL_COLUMNS)[number]
const MOVED = ['status', 'stage_reached', ...ARRIVAL_COLUMNS, 'updated_at'] as const

/** The same for many; those that have the status already are left out. */
export function moveLeads(
  context: WriteContext,
  leads: readonly MovableLead[],
  status: LeadStatus,
  reason: string | undefined,
): Change[] {
  const moving = leads.filter((lead) => lead.status !== status)
  if (moving.length === 0) return []
  const now = context.clock.now()
  const write = context.db.sql(
    `update leads set ${MOVED.map((column) => `${column} = ?`).join(', ')} where id = ?`,
  )
  const steps = moving.map((lead): Change => {
    const reached = milestonesAfter(placeOf(lead), status, now)
    const next = { ...placeColumns({ ...reached, status }), updated_at: now }
    write.run(...MOVED.map((column) => next[column]), lead.id)
    const changed = MOVED.filter((column) => lead[column] !== next[column])
    return {
      table: 'leads',
      key: lead.id,
      before: Object.fromEntries(changed.map((column) => [column, lead[column]])),
      after: Object.fromEntries(changed.map((column) => [column, next[column]])),
    }
  })
  context.touch('leads')
  writeStatusEvents(
    context,
    moving.map((lead) => ({ lead, from: lead.status, to: status })),
    reason,
    { at: now },
  )
  for (const [at, lead] of moving.entries()) {
    const { before, after } = steps[at] as Change
    followConversion(context, lead, before, after)
  }
  return steps
}

const EVENT = ['lead_id', 'event_type', 'event_data', 'created_at', 'performed_by'] as const
const TRACKED = [
  'contact_id',
  'lead_id',
  'workspace_id',
  'action',
  'action_details',
  'performed_by',
  'timestamp',
] as const

/** What a change of status tells the history of its leads, and the workspaces that they are in. */
export function writeStatusEvents(
  context: WriteContext,
  moves: readonly {
    readonly lead: Pick<MovableLead, 'id' | 'contact_id' | 'workspace_id'>
    readonly from: LeadStatus
    readonly to: LeadStatus
    /** What else the event says. */
    readonly data?: Readonly<Record<string, unknown>>
  }[],
  reason: string | undefined,
  {
    isTracked = true,
    at: now = context.clock.now(),
  }: { readonly isTracked?: boolean; readonly at?: string } = {},
): void {
  const { db, actor } = context
  const why = reason === undefined || reason === '' ? {} : { reason }
  insertRows(
    db,
    'lead_events',
    EVENT,
    moves.map(({ lead, from, to, data }) => [
      lead.id,
      'status_changed',
      JSON.stringify({ from, to, ...why, ...data }),
      now,
      actor,
    ]),
  )
  const tracked = moves.filter(
    ({ lead }) => isTracked && lead.workspace_id !== null && lead.contact_id !== null,
  )
  if (tracked.length === 0) return
  insertRows(
    db,
    'workspace_tracking',
    TRACKED,
    tracked.map(({ lead, from, to }) => [
      lead.contact_id,
      lead.id,
      lead.workspace_id,
      to === 'qualified' || to === 'converted' || to === 'rejected' ? to : 'updated',
      `Status ${from} to ${to}`,
      actor,
      now,
    ]),
  )
  for (const workspaceId of new Set(tracked.map(({ lead }) => lead.workspace_id)))
    db.sql('update workspaces set last_activity_at = ? where id = ?').run(now, workspaceId)
  context.touch('workspaces')
}

/** Keeps lead_analytics in step when a change of a row, or its undo, sets or clears `converted_at`. */
export function followConversion(
  context: WriteContext,
  lead: Pick<MovableLead, 'webhook_id' | 'created_at' | 'is_test'>,
  before: Columns,
  after: Columns,
): void {
  if (lead.is_test === 1 || !('converted_at' in after) || before.converted_at === after.converted_at) return
  const createdMs = Date.parse(lead.created_at)
  const day = context.directory.dayOf(createdMs)
  const now = context.clock.now()
  if (typeof before.converted_at === 'string') {
    countConvertedLead(context.db, lead.webhook_id, day, -1, Date.parse(before.converted_at) - createdMs, now)
  }
  if (typeof after.converted_at === 'string') {
    countConvertedLead(context.db, lead.webhook_id, day, 1, Date.parse(after.converted_at) - createdMs, now)
  }
}
