import type { Option } from './fields.tsx'

/** The zones an agency in the United States is likely to be in come first. */
const LIKELY: readonly string[] = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
]

function offsetOf(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** Every zone this computer knows, with its distance from UTC today. */
export function zoneOptions(): Option[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const names = new Set([here, ...LIKELY, ...Intl.supportedValuesOf('timeZone'), 'UTC'])
  return [...names].map((name) => ({ value: name, label: name.replaceAll('_', ' '), detail: offsetOf(name) }))
}
