// The five figures an owner looks at first, with what they were in the period before.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Figures } from '../../../shared/contract/analytics.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { METRICS, type Measured, type MetricName, sumIn } from '../../../shared/domain/metrics.ts'
import { showCount, showMoney, showTotal } from '../../ui/format.ts'
import { behind, type ConversionsSearch, type LeadsSearch, soldIn } from './behind.ts'
import { Change } from './change.tsx'
import { Defined } from './definition.tsx'
import {
  CONTACTED_IN_FIVE,
  inOrder,
  ofWhole,
  showAmount,
  showPercent,
  showShortAmount,
  TOO_FEW,
} from './figure-words.tsx'
import type { View } from './use-view.ts'

export function Headline({
  view,
  answer: { now, before },
}: {
  readonly view: View
  readonly answer: Output<'analytics.overview'>
}) {
  const { currency, scope } = view
  const others = inOrder(now.revenue, currency).filter((sum) => sum.currency !== currency)
  const money = (name: 'revenue' | 'costPerSale') => METRICS[name].of(now, currency) as Measured
  const wasMoney = (name: 'revenue' | 'costPerSale') =>
    before === null ? null : (METRICS[name].of(before, currency) as Measured).value
  const revenue = sumIn(now, currency).revenueCents
  const perSale = money('costPerSale')
  return (
    <dl className="headline" aria-label="Headline figures">
      <Figure name="leads" leads={behind(scope, 'leads')} value={showCount(now.leads)}>
        <Change now={now.leads} before={before?.leads ?? null} show={showCount} isGoodWhen="more" />
      </Figure>
      <ShareFigure
        name="contactedInFiveShare"
        label={CONTACTED_IN_FIVE}
        now={now}
        before={before}
        part={(figures) => figures.contactedInFive}
        leads={behind(scope, 'contactedInFive')}
      />
      <ShareFigure
        name="conversionRate"
        now={now}
        before={before}
        part={(figures) => figures.converted}
        leads={behind(scope, 'converted')}
      />
      <Figure name="revenue" value={<Large cents={revenue} currency={currency} />} sold={soldIn(scope)}>
        <Change
          now={revenue}
          before={wasMoney('revenue')}
          show={(cents) => showAmount(cents, currency)}
          isGoodWhen="more"
        />
        {others.map((sum) => (
          <span key={sum.currency} className="headline-other">
            and {showAmount(sum.revenueCents, sum.currency)}
          </span>
        ))}
      </Figure>
      <Figure
        name="costPerSale"
        value={
          perSale.value === null ? (
            <span className="headline-none">{perSale.note}</span>
          ) : (
            <Large cents={Math.round(perSale.value)} currency={currency} />
          )
        }
      >
        {perSale.value !== null && (
          <>
            <Change
              now={perSale.value}
              before={wasMoney('costPerSale')}
              show={(cents) => showAmount(Math.round(cents), currency)}
              isGoodWhen="less"
            />
            <span>
              {perSale.isSmall ? `${showTotal(now.converted, true, 'sale')}, ${TOO_FEW}` : perSale.note}
            </span>
          </>
        )}
      </Figure>
    </dl>
  )
}

type FigureProps = {
  readonly name: MetricName
  readonly label?: string
  readonly value: ReactNode
  readonly children: ReactNode
  readonly leads?: LeadsSearch | undefined
  readonly sold?: ConversionsSearch | undefined
}

function Figure({ name, label = METRICS[name].label, value, children, leads, sold }: FigureProps) {
  return (
    <div className="headline-figure">
      <dt>
        <Defined meaning={METRICS[name].definition}>{label}</Defined>
      </dt>
      <dd className="headline-value">
        {leads !== undefined ? (
          <Link to="/leads" search={leads} title="Open these leads">
            {value}
          </Link>
        ) : sold !== undefined ? (
          <Link to="/conversions" search={sold} title="Open these conversions">
            {value}
          </Link>
        ) : (
          value
        )}
      </dd>
      <dd className="headline-detail">{children}</dd>
    </div>
  )
}

function ShareFigure({
  name,
  label,
  now,
  before,
  part,
  leads,
}: {
  readonly name: MetricName
  readonly label?: string
  readonly now: Figures
  readonly before: Figures | null
  readonly part: (figures: Figures) => number
  readonly leads: LeadsSearch | undefined
}) {
  const { value, isSmall, note } = METRICS[name].of(now, '') as Measured
  const was = before === null ? null : (METRICS[name].of(before, '') as Measured)
  const counts = ofWhole(part(now), now.leads)
  return (
    <Figure
      name={name}
      {...(label === undefined ? {} : { label })}
      {...(value === null ? {} : { leads })}
      value={
        value === null ? (
          <span className="headline-none">{note}</span>
        ) : isSmall ? (
          counts
        ) : value === 0 ? (
          'None'
        ) : (
          showPercent(value)
        )
      }
    >
      {value !== null && (
        <>
          <span>{isSmall ? TOO_FEW : counts}</span>
          {!isSmall && was !== null && was.value !== null && !was.isSmall && (
            <Change now={value} before={was.value} show={showPercent} isShare isGoodWhen="more" />
          )}
        </>
      )}
    </Figure>
  )
}

/** A sum as large type has room for it, whole on pointing at it. */
function Large({ cents, currency }: { readonly cents: number; readonly currency: string }) {
  const whole = showAmount(cents, currency)
  return whole.length > 10 ? (
    <span title={showMoney(cents, currency)}>{showShortAmount(cents, currency)}</span>
  ) : (
    whole
  )
}
