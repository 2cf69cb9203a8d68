// The currencies one can choose: those that American agencies meet first, then all others by their codes.
import { CURRENCIES } from '../../shared/domain/currency.ts'

const FIRST = ['USD', 'CAD', 'MXN', 'EUR', 'GBP', 'AUD']

let options:
  | readonly { readonly value: string; readonly label: string; readonly detail: string }[]
  | undefined

export function currencyOptions() {
  const names = new Intl.DisplayNames('en-US', { type: 'currency' })
  options ??= [...FIRST, ...CURRENCIES.filter((code) => !FIRST.includes(code))].map((code) => ({
    value: code,
    label: code,
    detail: names.of(code) ?? '',
  }))
  return options
}
