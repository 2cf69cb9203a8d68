// What a conversion makes of its lead: forward when it is logged, back to where the lead was without it when it is voided or taken back.
import {
  type ConversionType,
  firstArrivals,
  isSale,
  type LeadMove,
  type LeadPlace,
  momentOf,
  placeAfter,
  type StandingConversion,
} from '../../../shared/domain/conversion.ts'
import { type LeadStatus, SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import {
  followConversion,
  leadToMove,
  type MovableLead,
  placeColumns,
  placeOf,
  writeStatusEvents,
} from './move-lead.ts'
import { type Columns, writeRow } from './undo.ts'

export type ConversionOfLead = {
  readonly id: string
  readonly conversion_type: ConversionType
  readonly converted_at: string
  readonly created_at: string
  readonly voided_at: string | null
}

/** The lead goes where it belongs now that a conversion came, changed or went. Both sides are rows of the table; null: there is none. */
export function moveWithConversion(
  context: WriteContext,
  leadId: number,
  before: ConversionOfLead | null,
  after: ConversionOfLead | null,
  reason: string,
): void {
  const was = before !== null && before.voided_at === null ? before : null
  const is = after !== null && after.voided_at === null ? after : null
  const one = is ?? was
  if (one === null || (was !== null && is !== null && was.converted_at === is.converted_at)) return
  const lead = leadToMove(context, leadId)
  const created = { createdAt: lead.created_at }
  const place = placeOf(lead)
  const next = placeAfter(
    place,
    {
      id: one.id,
      type: one.conversion_type,
      before: was === null ? null : momentOf(created, was.converted_at),
    },
    movesOf(context, leadId),
    standingConversions(context, lead),
  )
  writePlace(context, lead, place, next, { by: one.id, isBack: is === null, reason })
}

/** A change of status that is undone brings back what the lead said then; a sale that was logged meanwhile stands all the same. */
export function keepFirstSale(context: WriteContext, leadId: number): void {
  const lead = leadToMove(context, leadId)
  const [first] = standingConversions(context, lead)
    .filter(({ type }) => isSale(type))
    .map(({ at }) => at)
    .sort()
  if (first === undefined) return
  const place = placeOf(lead)
  const convertedAt = place.convertedAt === null || first < place.convertedAt ? first : place.convertedAt
  writePlace(context, lead, place, { ...place, stageReached: 'converted', convertedAt }, null)
}

export function hasSale(db: ReadDb, leadId: number): boolean {
  const types = SALE_TYPES.map((type) => `'${type}'`).join(', ')
  const text = `select 1 from conversions where lead_id = ? and voided_at is null and conversion_type in (${types}) limit 1`
  return db.sql(text).value(leadId) !== undefined
}

type Mover = { readonly by: string; readonly isBack: boolean; readonly reason: string }

function writePlace(
  context: WriteContext,
  lead: MovableLead,
  place: LeadPlace,
  next: LeadPlace,
  mover: Mover | null,
): void {
  const before: Columns = placeColumns(place)
  const after: Columns = placeColumns(next)
  const changed = Object.keys(after).filter((column) => before[column] !== after[column])
  if (changed.length === 0) return
  const values: Columns = Object.fromEntries(changed.map((column) => [column, after[column] ?? null]))
  // What is undone, or done again, leaves the lead as little worked on as it was.
  const isStep = mover !== null && !['Undone', 'Done again'].includes(mover.reason)
  writeRow(context, 'leads', lead.id, {
    ...values,
    ...(isStep ? { updated_at: context.clock.now() } : {}),
  })
  if (place.status !== next.status && mover !== null)
    writeStatusEvents(
      context,
      [
        {
          lead,
          from: place.status,
          to: next.status,
          data: {
            conversion_id: mover.by,
            ...(mover.isBack
              ? { is_back: true }
              : { reached: place.stageReached, first: firstArrivals(place, next) }),
          },
        },
      ],
      mover.reason,
      // The conversion itself is what its workspace is told of.
      { isTracked: false },
    )
  followConversion(context, lead, before, values)
}

function standingConversions({ db }: WriteContext, lead: MovableLead): StandingConversion[] {
  return db
    .sql(
      `select id, conversion_type, converted_at, created_at, voided_at from conversions where lead_id = ? and voided_at is null
       order by created_at, rowid`,
    )
    .all<ConversionOfLead>(lead.id)
    .map(({ id, conversion_type: type, converted_at, created_at: loggedAt }) => ({
      id,
      type,
      at: momentOf({ createdAt: lead.created_at }, converted_at),
      loggedAt,
    }))
}

type Told = {
  readonly from?: LeadStatus
  readonly to?: LeadStatus
  readonly reason?: string
  readonly conversion_id?: string
  readonly is_back?: boolean
  readonly reached?: LeadStatus
  readonly first?: NonNullable<LeadMove['by']>['first']
}

function movesOf({ db }: WriteContext, leadId: number): LeadMove[] {
  return db
    .sql(
      `select event_data, created_at from lead_events where lead_id = ? and event_type = 'status_changed' order by id`,
    )
    .all<{ event_data: string; created_at: string }>(leadId)
    .flatMap(({ event_data, created_at: at }) => {
      const told = JSON.parse(event_data) as Told
      const { from, to, conversion_id: id } = told
      if (from === undefined || to === undefined) return []
      return [
        {
          from,
          to,
          at,
          isBack: id === undefined ? told.reason === 'Undone' : told.is_back === true,
          by: id === undefined ? null : { id, reached: told.reached ?? from, first: told.first ?? [] },
        },
      ]
    })
}
