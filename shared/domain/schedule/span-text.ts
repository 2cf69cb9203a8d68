// The spans of a working day as people write them: "9-5", "9:00-17:30", "9am-12pm, 1-5:30pm". Read generously, and shown back as they were understood.
import type { WorkSpan } from './working-hours.ts'

export type SpanReading =
  | { readonly ok: true; readonly spans: readonly WorkSpan[] }
  | { readonly ok: false; readonly message: string }

const SPAN =
  /^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?\s*(?:-|–|—|to|until)\s*(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?$/i
const MOST = 4
const HALF_DAY = 720

/** Nothing, "off" and "closed" are a day off. */
export function readSpans(text: string): SpanReading {
  const written = text.trim()
  if (written === '' || /^(off|closed|none|-|–|—)$/i.test(written)) return { ok: true, spans: [] }
  if (/^(all day|24 ?h(ours)?)$/i.test(written)) return { ok: true, spans: [{ from: 0, to: 1440 }] }
  const parts = written.split(/[,;&]|\band\b/i).map((part) => part.trim())
  if (parts.length > MOST) return refuse('A day takes at most four spans of work.')
  const spans: WorkSpan[] = []
  for (const part of parts) {
    const span = readSpan(part, spans.at(-1)?.to ?? 0)
    if (span === null)
      return refuse(`“${part.slice(0, 40)}” is no span of time. Write it like 9 AM – 5 PM, or 9–12, 1–5.`)
    if (span.to <= span.from) return refuse(`“${part}” ends before it begins.`)
    if (span.from < (spans.at(-1)?.to ?? 0)) return refuse(`“${part}” begins before the span before it ends.`)
    spans.push(span)
  }
  return { ok: true, spans }
}

function readSpan(text: string, notBefore: number): WorkSpan | null {
  const found = SPAN.exec(text)
  if (found === null) return null
  const [, fromHour, fromMinute, fromHalf, toHour, toMinute, toHalf] = found
  const to = clock(toHour, toMinute, toHalf)
  let from = clock(fromHour, fromMinute, fromHalf)
  if (from === null || to === null) return null
  // Without AM or PM: "1-5" after a morning, and "1-5" at all, is the afternoon; "9-5" ends in it.
  const isBare = (hour: string | undefined, half: string | undefined) =>
    half === undefined && Number(hour) <= 12
  if (isBare(fromHour, fromHalf) && from < HALF_DAY && (from < notBefore || from < 6 * 60) && to !== from)
    from += HALF_DAY
  let end = to
  if (isBare(toHour, toHalf) && end <= from && end + HALF_DAY > from) end += HALF_DAY
  // Midnight ends a day.
  if (end === 0) end = 1440
  return from <= 1440 && end <= 1440 ? { from, to: end } : null
}

function clock(
  hour: string | undefined,
  minute: string | undefined,
  half: string | undefined,
): number | null {
  let hours = Number(hour)
  const minutes = Number(minute ?? 0)
  if (hours > 24 || minutes > 59 || (half !== undefined && (hours === 0 || hours > 12))) return null
  if (half !== undefined) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return hours * 60 + minutes
}

/** "9 AM – 12 PM, 1 PM – 5:30 PM"; empty for a day off. */
export function showSpans(spans: readonly WorkSpan[] | undefined): string {
  return (spans ?? []).map(({ from, to }) => `${showMinute(from)} – ${showMinute(to)}`).join(', ')
}

function showMinute(minute: number): string {
  const hour = Math.floor(minute / 60) % 24
  const rest = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${rest} ${hour < 12 ? 'AM' : 'PM'}`
}

function refuse(message: string): SpanReading {
  return { ok: false, message }
}
