// The zone a sender names: an IANA name, an offset, or what people call it in the United States.
import { isTimeZone } from '../days.ts'
import { foldKey } from '../fold.ts'
import { offsetOfZone } from '../payload/instants.ts'

export type NamedZone =
  | { readonly kind: 'zone'; readonly timeZone: string }
  /** Clocks that never change: what "-07:00" says of a zone. */
  | { readonly kind: 'offset'; readonly offsetMs: number }

/**
 * EST in July is said by people who mean the clocks of New York, so these are places. MST is the exception: it is Arizona's, and the same as Denver's
 * in winter.
 */
const WORDS: Readonly<Record<string, string>> = {
  eastern: 'America/New_York',
  central: 'America/Chicago',
  mountain: 'America/Denver',
  pacific: 'America/Los_Angeles',
  arizona: 'America/Phoenix',
  alaska: 'America/Anchorage',
  hawaii: 'Pacific/Honolulu',
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  ct: 'America/Chicago',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  mt: 'America/Denver',
  mst: 'America/Phoenix',
  mdt: 'America/Denver',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  akst: 'America/Anchorage',
  akdt: 'America/Anchorage',
  hst: 'Pacific/Honolulu',
  utc: 'UTC',
  gmt: 'UTC',
  z: 'UTC',
}

export function readZone(text: string): NamedZone | null {
  const name = text.trim()
  if (name === '' || name.length > 80) return null
  const word =
    WORDS[foldKey(name).replace(/(?:standard|daylight)?time(?:zone)?(?:us(?:canada)?|usandcanada)?$/, '')]
  if (word !== undefined) return { kind: 'zone', timeZone: word }
  if (/^[A-Za-z]/.test(name) && isTimeZone(name))
    return {
      kind: 'zone',
      timeZone: new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone,
    }
  const offsetMs = offsetOfZone(name)
  return offsetMs === null ? null : { kind: 'offset', offsetMs }
}
