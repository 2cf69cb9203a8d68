// What a draft would have done with what has come: where from, where to, how many, and what they are worth.
import { Link, useNavigate } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { useApiQuery, useRows } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { showCount, showMoney, showTotal } from '../../ui/format.ts'
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing, Words } from '../../ui/words.tsx'

type Result = Output<'routing.replay'>
type Group = Result['groups'][number]
type Way = Pick<Group, 'from' | 'to' | 'count'> & { readonly kind: 'leads' | 'appointments' }
type Of = { readonly days: 30 | 90; readonly version: string }

export function Replay({
  days,
  version,
  isOld,
  onAgain,
}: Of & { readonly isOld: boolean; readonly onAgain: () => void }) {
  const query = useApiQuery('routing.replay', { days, version }, { isExact: true, enabled: !isOld })
  const [shown, setShown] = useState<Way>()
  const result = query.data
  if (query.error) return <ErrorState failure={query.error.failure} onRetry={onAgain} />
  if (!result) return <Skeleton lines={4} />
  const moved = result.groups.length + result.appointmentGroups.length
  return (
    <section className="replay" aria-label="Replay">
      {isOld && (
        <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
          The draft has changed since.{' '}
          <button type="button" className="link" onClick={onAgain}>
            Replay it again
          </button>
        </Notice>
      )}
      <Summary result={result} days={days} />
      {moved > 0 && (
        <div className="replay-table">
          <table className="routing-table">
            <caption className="unseen">What the draft would have sent elsewhere</caption>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col" className="number">
                  Records
                </th>
                <th
                  scope="col"
                  className="number"
                  title="So many of them today’s rules would send there as well"
                >
                  Also by today’s rules
                </th>
                <th scope="col" className="number" title="Paid for the leads whose price is known">
                  Paid
                </th>
                <th
                  scope="col"
                  className="number"
                  title="Sales and contracts of these leads, voided ones aside"
                >
                  Revenue
                </th>
              </tr>
            </thead>
            <tbody>
              {result.groups.map((group) => (
                <WayRow
                  key={`${group.from.id} ${group.to.id}`}
                  way={{ ...group, kind: 'leads' }}
                  onShow={setShown}
                  also={showCount(group.alsoToday)}
                  paid={<Paid group={group} />}
                  revenue={
                    group.sales > 0 && (
                      <>
                        {showMoney(group.revenueCents)}{' '}
                        <span className="mute">({showTotal(group.sales, true, 'sale')})</span>
                      </>
                    )
                  }
                />
              ))}
              {result.appointmentGroups.map((group) => (
                <WayRow
                  key={`visit ${group.from.id} ${group.to.id}`}
                  way={{ ...group, kind: 'appointments' }}
                  onShow={setShown}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && <Records days={days} version={version} way={shown} onClose={() => setShown(undefined)} />}
    </section>
  )
}

/** What went one way; what is not known of it stays empty. */
function WayRow({
  way,
  onShow,
  also,
  paid,
  revenue,
}: {
  readonly way: Way
  readonly onShow: (way: Way) => void
  readonly also?: ReactNode
  readonly paid?: ReactNode
  readonly revenue?: ReactNode
}) {
  const { from, to } = way
  return (
    <tr>
      <th scope="row">{from.name}</th>
      <td>{to.name}</td>
      <td className="number">
        <button type="button" className="link" onClick={() => onShow(way)}>
          {recordsOf(way)}
          <span className="unseen">
            {' '}
            from {from.name} to {to.name}
          </span>
        </button>
      </td>
      <td className="number">{also || <Nothing />}</td>
      <td className="number">{paid || <Nothing />}</td>
      <td className="number">{revenue || <Nothing />}</td>
    </tr>
  )
}

/** "12 leads", "1 appointment". */
function recordsOf({ count, kind }: Way): string {
  return showTotal(count, true, kind === 'leads' ? 'lead' : 'appointment')
}

function Summary({ result, days }: { readonly result: Result; readonly days: number }) {
  const { considered, unchanged, fixed, elsewhere, unrouted, newlyRouted } = result.leads
  if (considered === 0) return <p>No lead came in the last {days} days, so there is nothing to replay.</p>
  const figures = [
    ['elsewhere', elsewhere],
    ['newly routed', newlyRouted],
    ['unrouted', unrouted],
    ['unchanged', unchanged],
    ['not for rules to say', fixed],
  ] as const
  return (
    <>
      <p>
        With this draft, of the {showTotal(considered, true, 'lead')} of the last {days} days (
        <When at={result.at} as="full" />
        ):
      </p>
      <dl className="replay-figures">
        {figures.map(([words, count]) => (
          <div key={words}>
            <dd>{showCount(count)}</dd>
            <dt>{words}</dt>
          </div>
        ))}
      </dl>
      {fixed > 0 && (
        <p className="mute">
          What a person placed, or a sender sent for a workspace by name, stays where it is.
        </p>
      )}
    </>
  )
}

function Paid({ group: { costCents, withoutPrice, count } }: { readonly group: Group }) {
  if (withoutPrice === count) return <span className="mute">no price known</span>
  return (
    <>
      {showMoney(costCents)}
      {withoutPrice > 0 && <span className="mute"> ({showCount(withoutPrice)} without a price)</span>}
    </>
  )
}

type RecordRow = Output<'routing.replayRecords'>['rows'][number]

const columns: readonly Column<RecordRow>[] = [
  {
    id: 'name',
    title: 'Name',
    min: 160,
    cell: (row) => (
      <Link to="/leads" search={{ lead: row.leadId }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'at', title: 'When', min: 110, grow: 0, cell: (row) => <When at={row.at} /> },
  { id: 'zip', title: 'ZIP', min: 90, grow: 0, cell: (row) => <Words text={row.zip} /> },
  { id: 'product', title: 'Product', min: 110, grow: 0.6, cell: (row) => <Words text={row.product} /> },
  {
    id: 'cost',
    title: 'Paid',
    min: 84,
    grow: 0,
    isNumber: true,
    cell: (row) => (row.costCents === null ? <Nothing /> : <span>{showMoney(row.costCents)}</span>),
  },
]

function Records({ days, version, way, onClose }: Of & { readonly way: Way; readonly onClose: () => void }) {
  const { kind, from, to } = way
  const navigate = useNavigate()
  const rows = useRows('routing.replayRecords', { days, version, kind, from: from.id, to: to.id })
  return (
    <Dialog
      isOpen
      size="large"
      title={`${recordsOf(way)}: ${from.name} → ${to.name}`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className="replay-records">
        <DataTable
          label="Records of the replay"
          columns={columns}
          rows={rows}
          idOf={recordId}
          onOpen={(row) => void navigate({ to: '/leads', search: { lead: row.leadId } })}
          empty={<p className="routing-lead">They are no longer there. Replay the draft again.</p>}
        />
      </div>
    </Dialog>
  )
}

function recordId({ appointmentId, leadId }: RecordRow): number {
  return appointmentId ?? leadId
}
