// Telephone numbers: read once into E.164 with the extension apart, shown in the manner of the agency's country.
//
// "Possible" is asked, not "valid": validity knows which ranges are in use today, refuses the fictional 555-01XX numbers and every range
// opened after the library's release, and a refusal here would cost a paid lead. The lengths and the shape of the numbering plan are
// enough to refuse nonsense, and need only the library's smallest metadata.

import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

export type Phone = { readonly e164: string; readonly extension: string | null }
export type PhoneReading =
  | { readonly ok: true; readonly phone: Phone }
  | { readonly ok: false; readonly message: string }

const PLAIN_US = /^(?:\+?1[-. ]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[-. ]?)(\d{3})[-. ]?(\d{4})$/
const EXTENSION =
  /(?:[\s,;.)\d])\s*(?:;?\s*ext(?:ension|n)?|x|#|poste|,{1,3})\s*[.:=#]?\s*(\d{1,7})\s*\)?\s*$/i
const SECOND_NUMBER = /^(.*?)\s*(?:[/|;,&]|\bor\b|\band\b)\s*\+?\(?\d/i
const LETTER = /[a-z]/i
const LETTERS = /[a-z]/gi
const WORDS = /[a-z]+/gi
const LEADING_REMARK = /^[^\d+(]+/
const TRAILING_REMARK = /[^\d)]+$/
const NOT_DIGIT = /\D+/g
const ONE_DIGIT = /^(\d)\1+$/
const AREA_CODE = /^\+1[2-9]/
/** E.164: at most fifteen digits. Some national plans allow more, which no line outside of them can call. */
const LONGEST = 16

/** The keypad of ITU-T E.161, from a to z. */
const KEYPAD = '22233344455566677778889999'

/** Reads a telephone number as a sender or a person wrote it; numbers without a country code belong to `defaultRegion` (ISO 3166). */
export function parsePhone(raw: unknown, defaultRegion = 'US'): PhoneReading {
  const text = typeof raw === 'string' ? raw.trim() : writeOut(raw)
  if (text === '') return refuse('The phone number is missing.')
  if (defaultRegion === 'US') {
    const plain = PLAIN_US.exec(text)
    if (plain !== null) {
      const national = (plain[1] ?? plain[2] ?? '') + plain[3] + plain[4]
      if (!ONE_DIGIT.test(national)) return accept(`+1${national}`, null)
    }
  }
  return parseAnyPhone(text, defaultRegion)
}

/** The whole reading without the shortcut above; exported so that a test can hold both to the same answer. */
export function parseAnyPhone(text: string, defaultRegion: string): PhoneReading {
  if (text.length > 200) return refuse('The phone field holds a long text, not a phone number.')
  const wide = text.normalize('NFKC').replace(/^\s*tel:\s*/i, '')
  const extension = EXTENSION.exec(wide)
  let main = extension === null ? wide : wide.slice(0, extension.index + 1)
  const second = SECOND_NUMBER.exec(main)
  // "602-555-0142 / 602-555-0143": the first whole number counts, the raw payload keeps both.
  if (second?.[1] !== undefined && countDigits(second[1]) >= 10) main = second[1]
  if (LETTER.test(main)) {
    const digits = countDigits(main)
    if (digits < 3) return refuse(`“${shorten(text)}” is not a phone number.`)
    // Ten digits are a whole number, so letters beside them are remarks ("home"); fewer, and the letters are keys (1-800-ROOFERS).
    main = digits >= 10 ? main.replace(WORDS, ' ') : main.replace(LETTERS, toKeypad)
  }
  const trimmed = main.replace(LEADING_REMARK, '').replace(TRAILING_REMARK, '')
  const international =
    trimmed.startsWith('00') && countDigits(trimmed) >= 12 ? `+${trimmed.slice(2)}` : trimmed
  const digits = international.replace(NOT_DIGIT, '')
  if (digits === '') return refuse(`“${shorten(text)}” holds no digits, so it is not a phone number.`)
  if (digits.length > 4 && ONE_DIGIT.test(digits.length === 11 ? digits.slice(1) : digits)) {
    return refuse(`“${shorten(text)}” repeats one digit, so it is not a phone number.`)
  }
  const region = isSupportedCountry(defaultRegion) ? (defaultRegion as CountryCode) : 'US'
  const found = parsePhoneNumberFromString(international, { defaultCountry: region, extract: false })
  if (found === undefined || !found.isPossible() || found.number.length > LONGEST)
    return refuse(explain(text, digits, region))
  if (found.countryCallingCode === '1' && !AREA_CODE.test(found.number)) {
    return refuse(
      `“${shorten(text)}” is not a North American number: an area code begins with 2 to 9. Check the digits.`,
    )
  }
  return accept(found.number, extension?.[1] ?? found.ext ?? null)
}

const callingCodes = new Map<string, string>()
const AS_US = /^\+1(\d{3})(\d{3})(\d{4})$/

/** For people: "(602) 555-0142 x12" inside the home region's numbering plan, "+44 20 7946 0018" otherwise. */
export function showPhone(e164: string, extension: string | null = null, homeRegion = 'US'): string {
  const tail = extension === null || extension === '' ? '' : ` x${extension}`
  const us = homeRegion === 'US' ? AS_US.exec(e164) : null
  if (us !== null) return `(${us[1]}) ${us[2]}-${us[3]}${tail}`
  const found = parsePhoneNumberFromString(e164)
  if (found === undefined) return e164 + tail
  const isHome = found.countryCallingCode === callingCodeOf(homeRegion)
  return (isHome ? found.formatNational() : found.formatInternational()) + tail
}

function callingCodeOf(region: string): string {
  let code = callingCodes.get(region)
  if (code === undefined) {
    code = isSupportedCountry(region) ? getCountryCallingCode(region as CountryCode) : ''
    callingCodes.set(region, code)
  }
  return code
}

function writeOut(raw: unknown): string {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw > 0 ? String(raw) : ''
}

function toKeypad(letter: string): string {
  return KEYPAD[letter.toLowerCase().charCodeAt(0) - 97] ?? letter
}

function countDigits(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) count++
  }
  return count
}

function explain(text: string, digits: string, region: CountryCode): string {
  if (region === 'US' && digits.length === 7) {
    return `“${shorten(text)}” lacks its area code. Write all ten digits.`
  }
  if (region === 'US' && !text.includes('+')) {
    return `“${shorten(text)}” has ${digits.length} digits; a US number has ten. Check it, or begin it with + and the country code.`
  }
  return `“${shorten(text)}” is not a possible phone number. Write it with + and the country code.`
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

function accept(e164: string, extension: string | null): PhoneReading {
  return { ok: true, phone: { e164, extension } }
}

function refuse(message: string): PhoneReading {
  return { ok: false, message }
}
