// Amounts as people write them. Money is whole cents everywhere in code; a range ("$250-300") is two numbers, so it is none: who typed it
// is asked, and what was sent is estimated with a note beside it (payload/values.ts).

const SPACES = /[\s\u00a0\u2000-\u200b\u202f\u205f\u3000]+/g
const CURRENCY_BEFORE = /^(?:us\s?\$|usd|cad|c\$|eur|gbp|[$€£])\s*/i
const CURRENCY_AFTER = /\s*(?:us\s?dollars?|dollars?|bucks|usd|cad|euros?|eur|gbp|[$€£])$/i
const PERIOD_AFTER =
  /\s*(?:(?:\/|per|a|each|every)\s*(?:months?|mo|years?|yr|weeks?|wk)|monthly|yearly|annually|weekly|p\.?\s?[ma]\.?)\.?$/i
const SCALE = /^(.*\d)\s*(k|thousand|m|mm|mil|million)$/i
const UNIT_AFTER = /^(.*?\d(?:\s*(?:k|thousand|million))?)[\s-]*(?:\+\/-)?\s*([a-z²%][a-z²%./\s]*)$/i
const WHOLE = /^\d+$/
const US_FORM = /^(?:\d{1,3}(?:[,' ]\d{3})+|\d+)?(?:\.(\d*))?$/
const EUROPEAN_FORM = /^(?:\d{1,3}(?:[.' ]\d{3})+|\d+),(\d{1,2})$/
const TWOFOLD = /(?:^|[^\d.,'])[1-9]\d{0,2}\.\d{3}(?![\d.,])/
const DOTTED_THOUSANDS = /^\d{1,3}(?:\.\d{3}){2,}$/
const FACTORS: Readonly<Record<string, number>> = { k: 3, thousand: 3, m: 6, mm: 6, mil: 6, million: 6 }

/** Whole cents from 12.5, "$1,250.00", "1.250,00 €", "(5)", "$250k", "$180 / month"; null when it is no single amount. */
export function parseMoney(raw: unknown): number | null {
  if (typeof raw === 'number' && Number.isInteger(raw)) return inRange(raw * 100)
  const decimal = readDecimal(raw, true)
  return decimal === null ? null : inRange(scaleToWhole(decimal, 2))
}

/**
 * What a person types. "12.345" is twelve thousand to one half of the world and twelve to the other, so who typed it is asked.
 */
export function parseTypedMoney(text: string): number | null {
  return TWOFOLD.test(text) ? null : parseMoney(text)
}

/** A number from "1,250", "2,000 sq ft", "10 years", 1.5; null for a range ("5-10", "$250-300") or an open end ("400+"). */
export function parseNumber(raw: unknown): number | null {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null
  const decimal = readDecimal(raw, false)
  if (decimal === null) return null
  const value = Number(
    `${decimal.isNegative ? '-' : ''}${decimal.whole}.${decimal.fraction}e${decimal.shift}`,
  )
  return Number.isFinite(value) ? value + 0 : null
}

const formats = new Map<string, Intl.NumberFormat>()

/** "$1,250.00"; an unknown currency code is written out ("1,250.00 XXY"). */
export function showMoney(cents: number, currency = 'USD'): string {
  let format = formats.get(currency)
  if (format === undefined) {
    try {
      format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
    } catch {
      return `${new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 }).format(cents / 100)} ${currency}`
    }
    formats.set(currency, format)
  }
  return format.format(cents / 100)
}

/** whole.fraction × 10^shift, kept as digits so that no cent is lost to binary fractions. */
type Decimal = {
  readonly isNegative: boolean
  readonly whole: string
  readonly fraction: string
  readonly shift: number
}

function readDecimal(raw: unknown, isMoney: boolean): Decimal | null {
  if (typeof raw === 'number') {
    if (!Number.isFinite(raw)) return null
    const written = Math.abs(raw) < 1e-6 ? '0' : String(raw)
    return written.includes('e') ? null : readDecimal(written, isMoney)
  }
  if (typeof raw !== 'string' || raw.length > 60) return null
  let text = raw.replace(SPACES, ' ').trim()
  let isNegative = false
  if (text.startsWith('(') && text.endsWith(')')) {
    isNegative = true
    text = text.slice(1, -1).trim()
  }
  const sign = () => {
    if (/^[-−–]/.test(text)) {
      isNegative = !isNegative
      text = text.slice(1).trim()
    } else if (text.startsWith('+')) text = text.slice(1).trim()
  }
  sign()
  const before = text
  text = text.replace(CURRENCY_BEFORE, '')
  if (text !== before) sign()
  text = text.replace(PERIOD_AFTER, '')
  text = text.replace(CURRENCY_AFTER, '')
  let shift = 0
  if (!isMoney && !SCALE.test(text)) text = UNIT_AFTER.exec(text)?.[1] ?? text
  const scaled = SCALE.exec(text)
  if (scaled !== null) {
    shift = FACTORS[scaled[2]?.toLowerCase() ?? ''] ?? 0
    text = scaled[1] ?? ''
  }
  const number = splitDecimal(text.trim())
  return number === null ? null : { isNegative, ...number, shift }
}

function splitDecimal(text: string): { whole: string; fraction: string } | null {
  if (text === '' || text === '.') return null
  if (WHOLE.test(text)) return { whole: text, fraction: '0' }
  if (DOTTED_THOUSANDS.test(text)) return { whole: text.replaceAll('.', ''), fraction: '0' }
  const us = US_FORM.exec(text)
  if (us !== null) return { whole: onlyDigits(text.split('.')[0] ?? '') || '0', fraction: us[1] || '0' }
  const european = EUROPEAN_FORM.exec(text)
  if (european !== null) {
    return { whole: onlyDigits(text.split(',')[0] ?? ''), fraction: european[1] ?? '0' }
  }
  return null
}

function onlyDigits(text: string): string {
  return text.replace(/\D/g, '')
}

/** Moves the point `places` to the right (and by the decimal's own scale) and rounds half away from zero. */
function scaleToWhole(decimal: Decimal, places: number): number {
  const move = places + decimal.shift
  const digits = decimal.fraction.padEnd(move + 1, '0')
  const value = Number(decimal.whole + digits.slice(0, move)) + (digits.charCodeAt(move) >= 53 ? 1 : 0)
  return decimal.isNegative ? -value : value
}

function inRange(cents: number): number | null {
  return Number.isSafeInteger(cents) ? cents + 0 : null
}
