// The agents' diaries: whole hours from 9 to 17, Saturdays until noon. Nobody is booked twice, and what stands there already stays free of
// new bookings.
import type { ReadDb } from '../db/connection.ts'
import { type Calendar, DAY, HOUR } from './calendar.ts'
import type { Random } from './random.ts'

export type Booking = { readonly agent: string; readonly day: number; readonly startMs: number }
export type Diary = {
  /** The first free time from a day on, with the agent who has it; within three weeks, else null. */
  book(random: Random, agent: string, fromDay: number, hours: number): Booking | null
}

const OPENS = 9
const CLOSES = 17
const CLOSES_SATURDAY = 12
const DAYS_AHEAD = 21

export function openDiary(db: ReadDb, calendar: Calendar, agents: readonly string[]): Diary {
  const length = calendar.days.length
  // One bit for each hour from OPENS on.
  const taken = new Uint8Array(agents.length * length)
  const known = db.sql(
    `select scheduled_at, duration_minutes from appointments where assigned_to = ? and scheduled_at >= ? and status not in ('cancelled', 'no_show')`,
  )
  for (const [who, agent] of agents.entries()) {
    for (const { scheduled_at, duration_minutes } of known.iterate(
      agent,
      new Date(calendar.startOf(0)).toISOString(),
    )) {
      const startMs = Date.parse(scheduled_at)
      if (startMs >= calendar.startOf(length - 1) + DAY) continue
      const day = calendar.dayAt(startMs)
      const endMs = startMs + duration_minutes * 60_000
      for (let hour = OPENS; hour < CLOSES; hour++) {
        const slot = calendar.at(day, hour)
        if (slot < endMs && slot + HOUR > startMs) mark(taken, who * length + day, 1 << (hour - OPENS))
      }
    }
  }
  const findOn = (random: Random, who: number, day: number, hours: number): number | null => {
    const closes = calendar.weekday(day) === 6 ? CLOSES_SATURDAY : CLOSES
    const span = closes - OPENS - hours + 1
    const wish = random.below(span)
    const busy = taken[who * length + day] as number
    for (let tried = 0; tried < span; tried++) {
      const slot = (wish + tried) % span
      const bits = ((1 << hours) - 1) << slot
      if ((busy & bits) !== 0) continue
      mark(taken, who * length + day, bits)
      return calendar.at(day, OPENS + slot)
    }
    return null
  }
  return {
    book: (random, agent, fromDay, hours) => {
      const own = Math.max(0, agents.indexOf(agent))
      const last = Math.min(fromDay + DAYS_AHEAD, length - 1)
      for (let day = fromDay; day <= last; day++) {
        if (calendar.weekday(day) === 0) continue
        for (let turn = 0; turn < agents.length; turn++) {
          const who = (own + turn) % agents.length
          const startMs = findOn(random, who, day, hours)
          if (startMs !== null) return { agent: agents[who] as string, day, startMs }
        }
      }
      return null
    },
  }
}

function mark(taken: Uint8Array, index: number, bits: number): void {
  taken[index] = (taken[index] as number) | bits
}
