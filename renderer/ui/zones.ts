import type { Option } from './fields.tsx'

/** The zones an agency in the United States is likely to be in come first; with the words that people know them by, its own name first. */
const LIKELY: Readonly<Record<string, string>> = {
  'America/New_York':
    'Eastern ET EST EDT Boston Atlanta Miami Orlando Tampa Florida Georgia Carolina Virginia Ohio Pennsylvania Philadelphia Washington DC Jersey Massachusetts Connecticut Maryland Maine Vermont Delaware',
  'America/Chicago':
    'Central CT CST CDT Dallas Houston Austin Antonio Texas Illinois Minneapolis Minnesota Wisconsin Missouri Louis Oklahoma Louisiana Orleans Alabama Mississippi Arkansas Iowa Kansas Nebraska Nashville Tennessee Dakota',
  'America/Denver':
    'Mountain MT MST MDT Colorado Utah Salt Lake New Mexico Albuquerque Montana Wyoming Idaho El Paso',
  'America/Phoenix': 'Arizona Mountain MST Tucson Mesa Scottsdale no daylight saving',
  'America/Los_Angeles':
    'Pacific PT PST PDT California San Diego Francisco Jose Sacramento Seattle Washington Portland Oregon Las Vegas Nevada',
  'America/Anchorage': 'Alaska AKST AKDT Juneau Fairbanks',
  'Pacific/Honolulu': 'Hawaii HST Maui',
  'America/Detroit': 'Eastern EST EDT Michigan',
  'America/Indiana/Indianapolis': 'Eastern EST EDT Indiana',
  'America/Indianapolis': 'Eastern EST EDT Indiana',
  'America/Boise': 'Mountain MST MDT Idaho',
  'America/Kentucky/Louisville': 'Eastern EST EDT Kentucky',
  'America/Louisville': 'Eastern EST EDT Kentucky',
  'America/Puerto_Rico': 'Atlantic AST San Juan',
}

function offsetOf(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** Every zone this computer knows, with its distance from UTC today. */
export function zoneOptions(): Option[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const known = Intl.supportedValuesOf('timeZone')
  const likely = Object.keys(LIKELY).filter((name) => known.includes(name))
  const names = new Set([here, ...likely, ...known, 'UTC'])
  return [...names].map((name) => ({
    value: name,
    label: name.replaceAll('_', ' '),
    detail: [LIKELY[name]?.split(' ')[0], offsetOf(name)].filter(Boolean).join(' · '),
    words: LIKELY[name],
  }))
}
