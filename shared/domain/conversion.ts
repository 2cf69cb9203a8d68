// Rules of conversions that need no table (DOMAIN §6, §9): what counts, and where a lead is with them and without them.
import { isStage, type Milestones, milestonesAfter } from './pipeline.ts'
import {
  type CONVERSION_TYPES,
  type LeadStatus,
  type MILESTONE_TYPES,
  SALE_TYPES,
  STAGES,
} from './vocabulary.ts'

export type ConversionType = (typeof CONVERSION_TYPES)[number]
type Stage = (typeof STAGES)[number]

export const CONVERSION_LIMITS = {
  /** A billion: what is above is a slipped digit. */
  mostCents: 100_000_000_000,
  mostDetails: 50,
  /** Nobody has sold anything to these leads before. */
  earliestDay: '1990-01-01',
  /** Clocks differ, and a day begins earlier elsewhere; what is later has not happened yet. */
  aheadMs: 86_400_000,
} as const

/** Whether it is something won, and not a milestone on the way. */
export function isSale(type: ConversionType): boolean {
  return (SALE_TYPES as readonly string[]).includes(type)
}

const STATUS_OF_MILESTONE: Readonly<Record<(typeof MILESTONE_TYPES)[number], Stage>> = {
  qualified: 'qualified',
  proposal: 'proposal_sent',
  appointment: 'scheduled',
}

/** Where a conversion moves its lead, if it is not further already. */
export function statusOfConversion(type: ConversionType): Stage {
  return type === 'sale' || type === 'contract' ? 'converted' : STATUS_OF_MILESTONE[type]
}

/** A sale moves a lead from anywhere; a milestone only forward, and not out of an exit. */
export function movesLead(status: LeadStatus, type: ConversionType): boolean {
  const target = statusOfConversion(type)
  if (isSale(type)) return status !== target
  return isStage(status) && STAGES.indexOf(status) < STAGES.indexOf(target)
}

/** When it counts for its lead: what is older than the lead itself counts as converted at once. */
export function momentOf(lead: { readonly createdAt: string }, convertedAt: string): string {
  return convertedAt < lead.createdAt ? lead.createdAt : convertedAt
}

// ---- The way of a lead ----------------------------------------------------------------------------------------------------------

export type LeadPlace = Milestones & { readonly status: LeadStatus }

/** One change of status, as the history tells it. */
export type LeadMove = {
  readonly from: LeadStatus
  readonly to: LeadStatus
  readonly at: string
  /** It took an earlier one back. */
  readonly isBack: boolean
  /** The conversion that moved the lead, with the furthest stage before it and the stages it arrived at first. */
  readonly by: {
    readonly id: string
    readonly reached: LeadStatus
    readonly first: readonly Stage[]
  } | null
}

/** A conversion that is not voided; `at` is when it counts for the lead. */
export type StandingConversion = {
  readonly id: string
  readonly type: ConversionType
  readonly at: string
  readonly loggedAt: string
}

/** A conversion that came, changed or went; `before` is when it counted until now, null where it did not. */
export type ChangedConversion = {
  readonly id: string
  readonly type: ConversionType
  readonly before: string | null
}

const ARRIVED = {
  contacted: 'contactedAt',
  qualified: 'qualifiedAt',
  proposal_sent: 'proposalSentAt',
  negotiating: 'negotiatingAt',
  scheduled: 'scheduledAt',
  converted: 'convertedAt',
} as const satisfies Record<Exclude<Stage, 'new'>, keyof Milestones>

/** Stages at which the lead arrived first between two places. */
export function firstArrivals(before: LeadPlace, after: LeadPlace): Exclude<Stage, 'new'>[] {
  return (Object.keys(ARRIVED) as (keyof typeof ARRIVED)[]).filter(
    (stage) => before[ARRIVED[stage]] === null && after[ARRIVED[stage]] !== null,
  )
}

/**
 * Where a lead is once a conversion came, changed or went: its history is walked once more from the first move that a conversion made which counts
 * no more or otherwise. What people decided stays; what nobody but that conversion said is as it was without it.
 */
export function placeAfter(
  place: LeadPlace,
  changed: ChangedConversion,
  told: readonly LeadMove[],
  standing: readonly StandingConversion[],
): LeadPlace {
  const stands = new Map(standing.map((one) => [one.id, one]))
  const moves = withoutTakenBack(told)
  const own = stands.get(changed.id)
  const hasMoved = moves.some(({ by }) => by?.id === changed.id)
  let next: LeadPlace
  if (own !== undefined && !hasMoved) {
    // What somebody decided after it was logged is newer: then it only says how far the lead has come.
    const isOverruled = moves.some(({ by, at }) => by === null && at > own.loggedAt)
    const moved = movedBy(place, own)
    next = isOverruled ? { ...moved, status: place.status } : moved
  } else next = walkedAnew(place, changed.id, moves, stands)
  if (!isSale(changed.type)) return { ...next, convertedAt: place.convertedAt }
  return { ...next, convertedAt: firstConverted(place, next, changed.before, moves, standing) }
}

function movedBy(place: LeadPlace, { type, at }: StandingConversion): LeadPlace {
  if (!movesLead(place.status, type)) return place
  const status = statusOfConversion(type)
  return { ...milestonesAfter(place, status, at), status }
}

function walkedAnew(
  place: LeadPlace,
  changedId: string,
  moves: readonly LeadMove[],
  stands: ReadonlyMap<string, StandingConversion>,
): LeadPlace {
  const first = moves.findIndex(({ by }) => by !== null && (by.id === changedId || !stands.has(by.id)))
  const begin = moves[first]
  if (begin === undefined || begin.by === null) return place
  let next: LeadPlace = { ...place, status: begin.from, stageReached: begin.by.reached }
  const since = moves.slice(first)
  for (const { by } of since)
    if (by !== null && (by.id === changedId || !stands.has(by.id)))
      for (const stage of by.first)
        if (stage !== 'new' && stage !== 'converted') next = { ...next, [ARRIVED[stage]]: null }
  // Those that found the lead there already come in where they were logged.
  const unmoved = [...stands.values()].filter(
    (one) => one.loggedAt >= begin.at && !moves.some(({ by }) => by?.id === one.id),
  )
  for (const move of since) {
    while (unmoved[0] !== undefined && unmoved[0].loggedAt < move.at)
      next = movedBy(next, unmoved.shift() as StandingConversion)
    const conversion = move.by === null ? undefined : stands.get(move.by.id)
    if (move.by === null) next = { ...milestonesAfter(next, move.to, move.at), status: move.to }
    else if (conversion !== undefined) next = movedBy(next, conversion)
  }
  return unmoved.reduce(movedBy, next)
}

/** The first sale's moment, or that of who set it by hand, whichever was earlier. */
function firstConverted(
  place: LeadPlace,
  next: LeadPlace,
  before: string | null,
  moves: readonly LeadMove[],
  standing: readonly StandingConversion[],
): string | null {
  if (next.stageReached !== 'converted') return null
  const all = [
    ...moves.filter(({ by, to }) => by === null && to === 'converted').map(({ at }) => at),
    ...standing.filter(({ type }) => isSale(type)).map(({ at }) => at),
    // What a file brought stands in no history.
    ...(place.convertedAt === null || place.convertedAt === before ? [] : [place.convertedAt]),
  ]
  return all.sort()[0] ?? null
}

/**
 * What somebody did and took back is as if it had not been. A move of a conversion stays where it was told, however often it went and came: whether it
 * counts says the conversion.
 */
function withoutTakenBack(told: readonly LeadMove[]): readonly LeadMove[] {
  const moves: LeadMove[] = []
  for (const move of told) {
    if (move.isBack && move.by !== null) continue
    const taken = move.isBack
      ? moves.findLastIndex((one) => one.by === null && one.from === move.to && one.to === move.from)
      : -1
    if (taken === -1) moves.push(move)
    else moves.splice(taken, 1)
  }
  return moves
}
