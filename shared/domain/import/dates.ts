// Dates of a file: in the order that was chosen for it, and in the agency's zone where the file names none. A spreadsheet writes what its clock on
// the wall said; read as UTC, an evening's lead would stand on the wrong day.
import { Temporal } from 'temporal-polyfill'
import { parseInstant } from '../payload/instants.ts'
import type { DateOrder } from './guess.ts'

const NUMERIC = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[T ,]+(.+))?$/
const HAS_ZONE = /(?:z|utc|gmt|[ecmp][sd]t|ak[sd]t|hst|[+-]\d{2}:?(?:\d{2})?\)?)\s*$/i
const EPOCH = /^\d{9,14}(?:\.\d+)?$/

const MOST_KNOWN = 2_000

/** ISO 8601 UTC text, or null when the cell is no date. */
export function dateReader(order: DateOrder, timeZone: string): (cell: string) => string | null {
  const offsets = new Map<string, number>()
  // Many lists name days and no times, so the same cells come again and again.
  const known = new Map<string, string | null>()
  const read = (cell: string): string | null => {
    const text = cell.trim()
    const ordered = inOrder(text, order)
    const instant = parseInstant(ordered)
    if (instant === null || EPOCH.test(text) || hasZone(ordered)) return instant
    // What names no zone was read as UTC; it moves by the zone's distance on that hour.
    const hour = instant.slice(0, 13)
    let offset = offsets.get(hour)
    if (offset === undefined) {
      const local = Temporal.PlainDateTime.from(instant.slice(0, 23))
      offset = local.toZonedDateTime(timeZone).epochMilliseconds - Date.parse(instant)
      if (offsets.size > 50_000) offsets.clear()
      offsets.set(hour, offset)
    }
    return new Date(Date.parse(instant) + offset).toISOString()
  }
  return (cell) => {
    let instant = known.get(cell)
    if (instant === undefined) {
      instant = read(cell)
      if (known.size > MOST_KNOWN) known.clear()
      known.set(cell, instant)
    }
    return instant
  }
}

function hasZone(text: string): boolean {
  // The hyphens of a bare date are no zone.
  return text.includes(':') && HAS_ZONE.test(text)
}

function inOrder(text: string, order: DateOrder): string {
  const found = NUMERIC.exec(text)
  if (found === null) return text
  const [, a = '', b = '', c = '', time] = found
  const [year, month, day] =
    a.length === 4
      ? [a, b, c]
      : order === 'dmy'
        ? [c, b, a]
        : order === 'ymd' && c.length < 4
          ? [a, b, c]
          : [c, a, b]
  // The order is a guess about the whole file: a date that it does not fit is read the other way round, as payloads are.
  const isTurned = order !== 'ymd' && Number(month) > 12 && Number(day) <= 12
  const date = [year.length === 2 ? `20${year}` : year, isTurned ? day : month, isTurned ? month : day]
  return `${date.join('-')}${time === undefined ? '' : ` ${time}`}`
}
