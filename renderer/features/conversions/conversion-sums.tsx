// The sums of a list: what was sold in it, each currency for itself, the one with the most first.
import type { Output } from '../../../shared/contract/index.ts'
import { showMoney, showTotal } from '../../ui/format.ts'

type Sum = Output<'conversions.page'>['sums'][number]

const REVENUE =
  'Sum of the values of sales and contracts in this list. Milestones, voided ones and test leads do not count; currencies are never mixed.'
const AVERAGE = 'Revenue over the sales and contracts that have a value.'

export function Sums({ sums }: { readonly sums: readonly Sum[] }) {
  return (
    <ul className="conversion-sums" aria-label="Sums of this list">
      {sums.map(({ currency, conversions, withValue, revenueCents }) => (
        <li key={currency}>
          <strong title={REVENUE}>{showMoney(revenueCents, currency)}</strong>{' '}
          <span className="mute">
            {showTotal(conversions, true, 'sale')}
            {withValue < conversions && `, ${conversions - withValue} without a value`}
            {withValue > 1 && (
              <span title={AVERAGE}>
                {' '}
                · {showMoney(Math.round(revenueCents / withValue), currency)} on average
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
