// Currencies by their ISO 4217 codes, as the platform knows them.
const KNOWN = new Set(Intl.supportedValuesOf('currency'))

export function isCurrency(code: string): boolean {
  return KNOWN.has(code)
}

export const CURRENCIES: readonly string[] = [...KNOWN]
