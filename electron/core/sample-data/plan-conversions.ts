// What was won: sales and contracts, a plan sold later, a sale entered twice and voided; and the odd milestone on the way.
import { type Calendar, DAY } from './calendar.ts'
import type { PlannedAppointment } from './plan-appointments.ts'
import type { Random } from './random.ts'

export type PlannedEvent = {
  readonly at: number
  readonly type: string
  /** JSON; or the appointment it speaks of, whose id is known only once it is written. */
  readonly data: string | PlannedAppointment
  readonly by: string
}
export type PlannedConversion = {
  readonly id: string
  readonly type: string
  readonly cents: number | null
  readonly at: number
  readonly day: string
  readonly by: string
  readonly voidedMs: number | null
  readonly voidReason: string | null
}

export function milestone(random: Random, calendar: Calendar, at: number, agent: string): PlannedConversion {
  const day = calendar.days[calendar.dayAt(at)] as string
  return {
    id: uuid(random),
    type: 'qualified',
    cents: null,
    at,
    day,
    by: agent,
    voidedMs: null,
    voidReason: null,
  }
}

/** The sale, whose id is returned; sometimes a plan sold to the same customer later; now and then one that was entered twice and voided. */
export function win(
  random: Random,
  calendar: Calendar,
  anchorMs: number,
  won: {
    readonly at: number
    readonly agent: string
    readonly sale: { readonly cents: number; readonly kind: string }
  },
  events: PlannedEvent[],
  conversions: PlannedConversion[],
): string {
  const add = (at: number, type: string, cents: number, voidedMs: number | null): string => {
    const id = uuid(random)
    const day = calendar.days[calendar.dayAt(at)] as string
    const voidReason = voidedMs === null ? null : 'Entered twice.'
    conversions.push({ id, type, cents, at, day, by: won.agent, voidedMs, voidReason })
    events.push({
      at,
      type: 'converted',
      data: `{"conversion_id":"${id}","conversion_type":"${type}","value_cents":${cents}}`,
      by: won.agent,
    })
    return id
  }
  const id = add(won.at, won.sale.kind, won.sale.cents, null)
  const again = won.at + 6 * 60_000
  if (random.chance(0.012) && again + 3_600_000 < anchorMs)
    add(again, won.sale.kind, won.sale.cents, again + 3_600_000)
  const later = calendar.inOfficeHours(won.at + random.between(20, 220) * DAY, random)
  if (random.chance(0.06) && later < anchorMs) add(later, 'contract', random.between(9, 60) * 2_000, null)
  return id
}

/** A version 4 UUID (RFC 9562) from the seeded numbers, so that the same seed gives the same ids. */
function uuid(random: Random): string {
  const hex = (digits: number) =>
    random
      .below(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + random.below(4)).toString(16)}${hex(3)}-${hex(6)}${hex(6)}`
}
