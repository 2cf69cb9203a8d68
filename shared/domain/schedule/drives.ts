// The ways that agents have between their home visits of a day: estimates (travel.ts), for a calendar.
import { type Spot, travelMinutes } from './travel.ts'
import type { Stretch } from './working-hours.ts'

export type HomeVisit = Stretch & {
  readonly id: number
  readonly agent: string
  /** Where it is; null when it is not known. */
  readonly spot: Spot | null
}

export type Drive = {
  /** The visit that it leads to. */
  readonly id: number
  readonly fromId: number
  /** An estimate. */
  readonly minutes: number
  /** Between the end of the one and the begin of the other. */
  readonly gapMinutes: number
}

/** The way to each visit from the one that its agent has before it on the same day; none where it is not known where one of the two is. */
export function drivesBetween(
  visits: readonly HomeVisit[],
  dayOf: (visit: HomeVisit) => string,
): readonly Drive[] {
  const rounds = new Map<string, HomeVisit[]>()
  for (const visit of visits) {
    const key = `${visit.agent} ${dayOf(visit)}`
    rounds.set(key, [...(rounds.get(key) ?? []), visit])
  }
  return [...rounds.values()].flatMap((round) =>
    round.flatMap((visit) => {
      const before = visitBefore(visit, round)
      if (before === undefined || before.spot === null || visit.spot === null) return []
      return [
        {
          id: visit.id,
          fromId: before.id,
          minutes: travelMinutes(before.spot, visit.spot),
          gapMinutes: Math.floor((visit.startMs - before.endMs) / 60_000),
        },
      ]
    }),
  )
}

/** The last one that is over when it begins. */
export function visitBefore<V extends Stretch>(visit: Stretch, others: readonly V[]): V | undefined {
  return others
    .filter((other) => other !== visit && other.endMs <= visit.startMs)
    .reduce<V | undefined>(
      (last, one) => (last === undefined || one.endMs > last.endMs ? one : last),
      undefined,
    )
}

/** There is less time between the two than the way takes. */
export function isTight({ minutes, gapMinutes }: Pick<Drive, 'minutes' | 'gapMinutes'>): boolean {
  return gapMinutes < minutes
}
