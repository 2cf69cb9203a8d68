// Which column of a file goes into which field. Headings are looked up among the names that payloads use (payload/targets.ts); those that only
// address books and CRM exports use stand here, because in a payload they would mean something else.
import { foldKey } from '../fold.ts'
import type { LeadFieldName, PayloadFieldName } from '../payload/fields.ts'
import { parseInstant } from '../payload/instants.ts'
import { US_STATES } from '../payload/places.ts'
import { SLOTS, targetOf, targetOfQuestion } from '../payload/targets.ts'
import { isPhone } from './guess.ts'
import { readStatus } from './statuses.ts'

/** Into a field by its name; among the further values of the lead (`extra`), under its heading; or nowhere (`leave`). */
export type ColumnTarget = string
export const KEEP = 'extra'
export const LEAVE = 'leave'
/** How far the lead got where it comes from: only a file can say that, a delivery brings new ones. */
export const STATUS = 'status'

type TargetName = LeadFieldName | PayloadFieldName | typeof STATUS

// Google Contacts, Outlook, HubSpot, Salesforce (report and Data Loader), Mailchimp, Facebook lead ads. Earlier ones go before later ones.
const EXPORTS: Readonly<Partial<Record<TargetName, string>>> = {
  first_name: 'FNAME,Given Name,Vorname',
  last_name: 'LNAME,Family Name,Nachname',
  full_name: 'Contact,Client,Client Name,Display Name,File As,Account Name',
  email:
    'E-mail 1 - Value,E-mail 1 - Type,E-mail Address,E-mail 2 - Value,E-mail 2 Address,E-mail 3 Address,Email 1,Email 2,Alternate Email',
  phone:
    'Phone 1 - Value,Primary Phone,Mobile Phone Number,Mobile Phone,Phone 2 - Value,Home Phone,Home Phone 2,Other Phone,Business Phone,Business Phone 2,Company Main Phone,Phone 3 - Value,Phone 2,Phone 3,SMS Phone Number,Main Phone,Phone Home,Phone Work,Alternate Phone',
  address:
    'Address 1 - Street,Home Street,Mailing Street,Other Street,Business Street,Street Line 1,Address 1 - Formatted,Home Address,Business Address,Strasse,Straße',
  city: 'Address 1 - City,Home City,Mailing City,Other City,Business City,Town/City,Ort',
  state:
    'Address 1 - Region,Home State,Mailing State,Mailing State/Province,Other State,Business State,State/Region,State/Province (text only)',
  zip_code:
    'Address 1 - Postal Code,Home Postal Code,Mailing Zip/Postal Code,Mailing Postal Code,Other Postal Code,Business Postal Code,PLZ',
  address_line_2: 'Home Street 2,Business Street 2,Address 1 - Extended Address',
  created_at:
    'Submitted,Submitted Date,Submitted Time,Submission Time,Submission Timestamp,Submit Time,Lead Created,Lead Created Date,Lead Create Date,Lead Time,Lead Received,Received,Received On,Received Date,Date Received,Entry Date,Entry Time,Entered,Entered On,Date Entered,Date of Entry,Inquiry Date,Enquiry Date,Date of Inquiry,Request Date,Requested,Requested On,Requested At,Creation Date,Creation Time,Time Created,Created Date/Time,Time Submitted,Opt-in Date,Posted,Posted At,Posted On,Post Date,Generated,Date Generated,Sign Up Date,OPTIN_TIME,Added,Added On,Date Added,Became a Lead Date,First Seen,Signup Date,Last Activity Created,Time Stamp,Date/Time,Time,Erstellt,Erstellt am,Erstellungsdatum,Eingang,Eingangsdatum,Eingegangen,Eingegangen am,Anfragedatum,Zeitstempel,Datum,Fecha',
  status:
    'Lead Status,Status,Lead Stage,Stage,Pipeline Stage,Deal Stage,Opportunity Stage,Disposition,Lead Disposition,Current Status,Status Name,Sales Status,Sales Stage',
  external_id: 'Record ID,Record ID - Contact,Contact ID,Lead Record ID,Lead ID,ID,LEID',
  source: 'Original Traffic Source,Original Source Type,Lead Source Detail',
  notes: 'NOTES,Remarks,Lead Notes,Description',
}
const exported = new Map<string, { readonly target: TargetName; readonly rank: number }>()
for (const [target, headings] of Object.entries(EXPORTS)) {
  for (const [rank, heading] of headings.split(',').entries()) {
    const key = foldKey(heading)
    if (!exported.has(key)) exported.set(key, { target: target as TargetName, rank: 100 + rank })
  }
}

/** Headings of a list of addresses that sound like a field and are none. */
const NO_FIELD = new Set(
  'emailmarketingstatus phonetype emailtype email1label phone1label address1label leadowner contactowner unsubscribed'.split(
    ' ',
  ),
)

export type ImportTarget = { readonly target: string; readonly rank: number }

export function importTargetOf(heading: string): ImportTarget | null {
  const key = foldKey(heading)
  if (key === '' || NO_FIELD.has(key)) return null
  const direct = targetOf(heading)
  if (direct !== null) return { target: SLOTS[direct.slot]?.name ?? '', rank: direct.rank }
  const known = exported.get(key)
  if (known !== undefined) return known
  const asked = targetOfQuestion(heading)
  return asked === null ? null : { target: SLOTS[asked.slot]?.name ?? '', rank: 500 + asked.rank }
}

/** Several columns may hold these: the first that can be read counts, the others stay with the lead. */
export const MANY_COLUMNS: ReadonlySet<string> = new Set(['phone', 'email'])

/**
 * A target for every column. `samples` are the first values of each; they decide where there are no headings, and find the phone when no
 * heading names it.
 */
export function guessMapping(
  headings: readonly string[] | null,
  samples: readonly (readonly string[])[],
): ColumnTarget[] {
  const best = new Map<string, { readonly column: number; readonly rank: number }>()
  const found = samples.map((values, column) => {
    if (headings === null) return guessByValues(values)
    const one = importTargetOf(headings[column] ?? '')
    return one === null || holds(one.target, values) ? one : null
  })
  for (const [column, one] of found.entries()) {
    if (one === null) continue
    const before = best.get(one.target)
    if (before === undefined || one.rank < before.rank) best.set(one.target, { column, rank: one.rank })
  }
  const mapping = found.map((one, column): ColumnTarget => {
    if (one === null) return KEEP
    return MANY_COLUMNS.has(one.target) || best.get(one.target)?.column === column ? one.target : KEEP
  })
  if (!mapping.includes('phone')) {
    const column = samples.findIndex(
      (values, at) =>
        mapping[at] === KEEP && values.length > 0 && values.every((value) => isPhone(withoutPrefix(value))),
    )
    if (column !== -1) mapping[column] = 'phone'
  }
  return mapping
}

/** A heading such as “Submitted” or “Status” may stand over yes and no, or over words of a newsletter. */
function holds(target: string, values: readonly string[]): boolean {
  if (values.length === 0) return true
  if (target === STATUS) return values.some((value) => readStatus(value) !== null)
  return target !== 'created_at' || values.some((value) => parseInstant(value) !== null)
}

const STATE_CODES = new Set(US_STATES.map(({ code }) => code))

function guessByValues(values: readonly string[]): ImportTarget | null {
  const all = (fits: (value: string) => boolean) =>
    values.length > 0 && values.every((value) => fits(value.trim()))
  if (all((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return { target: 'email', rank: 0 }
  if (all((value) => /^\d{5}(?:-\d{4})?$/.test(value))) return { target: 'zip_code', rank: 0 }
  if (all((value) => isPhone(withoutPrefix(value)))) return { target: 'phone', rank: 0 }
  if (all((value) => STATE_CODES.has(value.toUpperCase()))) return { target: 'state', rank: 0 }
  if (all((value) => /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}/.test(value))) return { target: 'created_at', rank: 0 }
  if (all((value) => /^\p{L}[\p{L}.'’-]+,? \p{L}[\p{L} .'’-]+$/u.test(value)))
    return { target: 'full_name', rank: 0 }
  return null
}

const PREFIX = /^(?:l|ag|as|c|f|p|z):(?=[+\d])/

/** Facebook writes "p:+1602…" and "l:123", so that spreadsheets leave the digits alone. */
export function withoutPrefix(cell: string): string {
  return cell.charCodeAt(1) === 58 || cell.charCodeAt(2) === 58 ? cell.replace(PREFIX, '') : cell
}

/** The same kind of file has the same headings: under this its mapping is remembered. */
export function headingsKey(headings: readonly string[]): string {
  return headings.map((heading) => foldKey(heading) || '-').join('|')
}

/** Names that no two columns share: "Email", "Email (2)"; a column without a heading is "Column 3". */
export function columnNames(headings: readonly string[] | null, count: number): string[] {
  const taken = new Map<string, number>()
  return Array.from({ length: count }, (_, column) => {
    const heading = headings?.[column]?.trim() || `Column ${column + 1}`
    const times = (taken.get(heading) ?? 0) + 1
    taken.set(heading, times)
    return times === 1 ? heading : `${heading} (${times})`
  })
}
