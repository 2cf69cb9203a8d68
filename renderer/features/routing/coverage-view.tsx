// What has come in the last 90 days from places, or for products, that no rule covers.
import { Link } from '@tanstack/react-router'
import { CircleCheck, Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { ListScreen } from '../../ui/side-panel.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { RuleDialog } from './rule-dialog.tsx'

type Row = Output<'routing.coverage'>['rows'][number]

const DAYS = 90

export function CoverageView({ views }: { readonly views: ReactNode }) {
  const query = useApiQuery('routing.coverage', { days: DAYS })
  const [product, setProduct] = useState<string>()
  const [isWriting, setWriting] = useState(false)
  const answer = query.data
  const products = useMemo(() => productsOf(answer?.rows ?? []), [answer])
  const rows = answer?.rows.filter((row) => product === undefined || row.product === product) ?? []
  const zips = [...new Set(rows.flatMap(({ zip }) => zip ?? []))].sort()
  return (
    <ListScreen
      toolbar={
        <>
          {views}
          {answer && answer.uncovered > 0 && (
            <>
              <span className="rule-choices">
                {products.map(([name, leads]) => (
                  <button
                    key={name}
                    type="button"
                    className={`chip toggle-chip${product === name ? ' on' : ''}`}
                    aria-pressed={product === name}
                    onClick={() => setProduct(product === name ? undefined : name)}
                  >
                    {name} <span className="mute">{showCount(leads)}</span>
                  </button>
                ))}
              </span>
              {zips.length > 0 && (
                <Button icon={<Plus size={14} aria-hidden />} onClick={() => setWriting(true)}>
                  Rule for {showTotal(zips.length, true, 'ZIP code')}
                </Button>
              )}
            </>
          )}
        </>
      }
    >
      {query.error ? (
        <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
      ) : !answer ? (
        <Skeleton />
      ) : answer.uncovered === 0 ? (
        <EmptyState icon={<CircleCheck size={20} aria-hidden />} title="Nothing is left uncovered">
          <p>
            {answer.leads === 0
              ? `No lead came in the last ${DAYS} days.`
              : `An active rule covers every place and product of the ${showTotal(answer.leads, true, 'lead')} of the last ${DAYS} days.`}
          </p>
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        // biome-ignore lint/a11y/useSemanticElements: no group of form fields
        <div className="routing-scroll" role="group" aria-label="Coverage" tabIndex={0}>
          <p className="routing-lead">
            {showCount(answer.uncovered)} of {showTotal(answer.leads, true, 'lead')} of the last {DAYS} days
            came from a place, or for a product, that no active rule covers.
          </p>
          <table className="routing-table">
            <thead>
              <tr>
                <th scope="col">ZIP</th>
                <th scope="col">Product</th>
                <th scope="col" className="number">
                  Leads
                </th>
                <th scope="col">Newest</th>
                <th scope="col">
                  <span className="unseen">List</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.zip} ${row.product}`}>
                  <th scope="row">{row.zip ?? <span className="mute">No ZIP code</span>}</th>
                  <td>{row.product}</td>
                  <td className="number">{showCount(row.leads)}</td>
                  <td>
                    <When at={row.lastAt} as="ago" />
                  </td>
                  <td>
                    <Link to="/leads" search={{ where: whereOf(row) }}>
                      Show leads<span className="unseen"> of {row.zip ?? 'no ZIP code'}</span>
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {answer.more > 0 && (
            <p className="routing-lead mute">
              … and {showCount(answer.more)} further places with fewer leads.
            </p>
          )}
        </div>
      )}
      {isWriting && (
        <RuleDialog
          set="active"
          begin={{ products: product === undefined ? [] : [product], zips: zips.join('\n') }}
          onClose={() => setWriting(false)}
        />
      )}
    </ListScreen>
  )
}

function productsOf(rows: readonly Row[]): [name: string, leads: number][] {
  const sums = new Map<string, number>()
  for (const { product, leads } of rows) sums.set(product, (sums.get(product) ?? 0) + leads)
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, 6)
}

function whereOf({ zip }: Row) {
  return zip === null
    ? [{ column: 'zip_code', way: 'empty' as const, values: [] }]
    : [{ column: 'zip_code', way: 'starts' as const, values: [zip] }]
}
