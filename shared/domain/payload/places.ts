// States and ZIP codes of the US. What is neither is kept as given: a Canadian province or a postcode is an address too.

import { foldKey, foldText } from '../fold.ts'

const STATES =
  'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming,AS American Samoa,GU Guam,MP Northern Mariana Islands,PR Puerto Rico,VI US Virgin Islands'

/** Two letters and name, in the order of the alphabet, territories last. */
export const US_STATES: readonly { readonly code: string; readonly name: string }[] = STATES.split(',').map(
  (line) => ({
    code: line.slice(0, 2),
    name: line.slice(3),
  }),
)

const codes = new Map<string, string>([
  ['washingtondc', 'DC'],
  ['virginislands', 'VI'],
])
for (const { code, name } of US_STATES) {
  codes.set(code.toLowerCase(), code)
  codes.set(foldKey(name), code)
}

/** "Arizona", "az", "A.Z.", "US-AZ" -> "AZ"; anything else trimmed and otherwise as it came. */
export function readState(text: string): string {
  const key = foldKey(text)
  return codes.get(key) ?? (/^us.{2}$/.test(key) ? codes.get(key.slice(2)) : undefined) ?? text.trim()
}

/**
 * The two or three letters by which a webhook's id names a region: "Florida" -> "fl", "Calif" -> "ca", "cal" -> "cal", "USA" -> "us".
 * Empty when the text has no letters.
 */
export function regionLetters(text: string): string {
  const state = readState(text)
  if (/^[A-Z]{2}$/.test(state)) return state.toLowerCase()
  const key = foldKey(text).replace(/[^a-z]/g, '')
  if (key === 'usa' || key.startsWith('unitedstates')) return 'us'
  const begun = key.length > 3 && US_STATES.find(({ name }) => foldKey(name).startsWith(key))
  return begun ? begun.code.toLowerCase() : key.slice(0, 3)
}

/** The state that a text names in full ("Solar, West Virginia" -> "wv"), else null. */
export function stateNamedIn(text: string): string | null {
  const words = ` ${foldText(text).replace(/[^a-z]+/g, ' ')} `
  const named = US_STATES.filter(({ name }) => words.includes(` ${foldText(name)} `))
  // West Virginia also says Virginia.
  const longest = named.sort((a, b) => b.name.length - a.name.length)[0]
  return longest?.code.toLowerCase() ?? null
}

const ZIP9 = /^(\d{5})[- ]?(\d{4})$/
const ZIP5 = /^(\d{5})(?:[- ]?\d{4})?$/

/** A ZIP code as text: ZIP+4 is kept ("85001-1234"), and the zeros a JSON number loses come back (2139 -> "02139"). */
export function readZip(raw: string | number): string {
  const text = typeof raw === 'number' ? String(raw).padStart(5, '0') : raw.trim()
  const plus4 = ZIP9.exec(text)
  return plus4 === null ? text : `${plus4[1]}-${plus4[2]}`
}

/** The five digits that routing compares; null when it is no US ZIP code. */
export function zip5(zip: string | null | undefined): string | null {
  return ZIP5.exec(zip?.trim() ?? '')?.[1] ?? null
}
