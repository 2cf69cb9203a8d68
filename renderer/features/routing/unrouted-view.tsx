// What belongs to no workspace: open leads and coming appointments, given to one by hand or routed again by today's rules.
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Briefcase, CircleCheck, RefreshCw, X } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { UnroutedRow } from '../../../shared/contract/routing.ts'
import { OPEN_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { runCommand, useApiQuery, useRows, useTasks } from '../../api/hooks.ts'
import { callOrThrow } from '../../api/queries.ts'
import { PAGE_ROWS } from '../../api/windowed-rows.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { showCount, showMoney, showName, showTotal } from '../../ui/format.ts'
import { Menu } from '../../ui/menu.tsx'
import { type Target, useSelection } from '../../ui/selection.ts'
import { ListScreen } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { ViewCount, Views, viewLook } from '../../ui/views.tsx'
import { Nothing, Words } from '../../ui/words.tsx'

const route = getRouteApi('/routing')

type What = 'leads' | 'appointments'

function columnsOf(what: What): readonly Column<UnroutedRow>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      min: 150,
      cell: (row) => <strong title={showName(row)}>{showName(row)}</strong>,
    },
    {
      id: 'at',
      title: what === 'leads' ? 'Received' : 'Time',
      min: 112,
      grow: 0,
      cell: (row) => <When at={row.at} />,
    },
    { id: 'zip', title: 'ZIP', min: 76, grow: 0, cell: (row) => <Words text={row.zipCode} /> },
    { id: 'product', title: 'Product', min: 104, grow: 0.4, cell: (row) => <Words text={row.product} /> },
    {
      id: 'cost',
      title: 'Paid',
      min: 78,
      grow: 0,
      isNumber: true,
      cell: (row) => (row.costCents === null ? <Nothing /> : <span>{showMoney(row.costCents)}</span>),
    },
    {
      id: 'reason',
      title: 'Why not routed',
      min: 240,
      grow: 2.4,
      cell: (row) => <Words text={row.reason} />,
    },
  ]
}
const COLUMNS = { leads: columnsOf('leads'), appointments: columnsOf('appointments') }

/** The list of leads that the core makes of it, for their ids. */
const OPEN_UNROUTED = { workspaceId: null, statuses: [...OPEN_STATUSES] }

async function idsBetween(what: What, from: number, to: number): Promise<readonly number[]> {
  if (what === 'leads')
    return callOrThrow('leads.ids', {
      filter: OPEN_UNROUTED,
      offset: from,
      limit: Math.min(50_000, to - from + 1),
    })
  const ids: number[] = []
  for (let offset = from; offset <= to; offset += PAGE_ROWS) {
    const limit = Math.min(PAGE_ROWS, to - offset + 1)
    const { rows } = await callOrThrow('routing.unroutedAppointments', { offset, limit })
    ids.push(...rows.map(idOf))
    if (rows.length < limit) break
  }
  return ids
}

export function UnroutedView({ views }: { readonly views: ReactNode }) {
  const { what = 'leads' } = route.useSearch()
  const counts = useApiQuery('routing.unroutedCounts', {}).data
  const isRouting = useTasks().some(
    ({ name, status }) => name === 'routing.routeAgain' && status === 'running',
  )
  const leads = useRows('routing.unroutedLeads', {})
  const appointments = useRows('routing.unroutedAppointments', {})
  const rows = what === 'leads' ? leads : appointments
  const navigate = useNavigate()
  const table = useRef<TableHandle>(null)
  const between = useCallback((from: number, to: number) => idsBetween(what, from, to), [what])
  const selection = useSelection<UnroutedRow>({ key: what, total: rows.total, idOf, idsBetween: between })
  const give = async (workspaceId: string) => {
    const ids = [...(await idsOf(selection.target, what, rows.total))]
    const done = await runCommand(
      'routing.assign',
      what === 'leads' ? { leadIds: ids, workspaceId } : { appointmentIds: ids, workspaceId },
    )
    if (done) selection.clear()
  }
  const total = counts ? counts.leads + counts.appointments : 0
  return (
    <ListScreen
      toolbar={
        <>
          {views}
          <Switcher what={what} counts={counts} />
          {total > 0 && (
            <Button
              icon={<RefreshCw size={14} aria-hidden />}
              isBusy={isRouting}
              onClick={() => void runCommand('routing.routeAgain', {})}
            >
              Route all again
            </Button>
          )}
        </>
      }
    >
      {selection.count > 0 && (
        <GiveBar
          count={selection.count}
          total={rows.total}
          onGive={give}
          onAll={selection.all}
          onClear={() => {
            selection.clear()
            table.current?.focus()
          }}
        />
      )}
      <DataTable
        key={what}
        ref={table}
        label={what === 'leads' ? 'Unrouted leads' : 'Unrouted appointments'}
        columns={COLUMNS[what]}
        rows={rows}
        idOf={idOf}
        selection={selection}
        resetKey={what}
        onOpen={(row) => void navigate({ to: '/leads', search: { lead: row.leadId } })}
        empty={
          <EmptyState icon={<CircleCheck size={20} aria-hidden />} title={`No unrouted ${what}`}>
            <p>
              What no rule takes waits here, to be given to a workspace by hand or by better rules.{' '}
              {what === 'leads'
                ? 'Lost and rejected leads wait for nothing.'
                : 'Cancelled ones wait for nothing.'}
            </p>
          </EmptyState>
        }
      />
    </ListScreen>
  )
}

function idOf({ appointmentId, leadId }: UnroutedRow): number {
  return appointmentId ?? leadId
}

async function idsOf(target: Target, what: What, total: number): Promise<readonly number[]> {
  if ('ids' in target) return target.ids
  const allBut = new Set(target.allBut)
  return (await idsBetween(what, 0, total - 1)).filter((id) => !allBut.has(id))
}

function Switcher({
  what,
  counts,
}: {
  readonly what: What
  readonly counts: { readonly leads: number; readonly appointments: number } | undefined
}) {
  return (
    <Views label="What waits">
      {(['leads', 'appointments'] as const).map((each) => (
        <Link
          key={each}
          to="/routing"
          search={{ view: 'unrouted', what: each === 'leads' ? undefined : each }}
          {...viewLook(what === each)}
        >
          {each === 'leads' ? 'Leads' : 'Appointments'}
          <ViewCount count={counts?.[each]} />
        </Link>
      ))}
    </Views>
  )
}

function GiveBar({
  count,
  total,
  onGive,
  onAll,
  onClear,
}: {
  readonly count: number
  readonly total: number
  readonly onGive: (workspaceId: string) => void
  readonly onAll: () => void
  readonly onClear: () => void
}) {
  const workspaces = useApiQuery('workspaces.list', {}).data
  const active = useMemo(() => workspaces?.filter(({ isActive }) => isActive) ?? [], [workspaces])
  return (
    <section className="bulk-bar" aria-label="Selected records">
      <strong>{showCount(count)} selected</strong>
      {count < total && (
        <Button tone="quiet" onClick={onAll}>
          Mark all {showCount(total)}
        </Button>
      )}
      <span className="grow" />
      <Menu
        align="end"
        trigger={<Button icon={<Briefcase size={14} aria-hidden />}>Give to</Button>}
        entries={
          active.length === 0
            ? [{ label: 'There is no active workspace', disabled: true, run: () => {} }]
            : active.map(({ id, name, leadCount }) => ({
                label: name,
                detail: showTotal(leadCount, true, 'lead'),
                run: () => onGive(id),
              }))
        }
      />
      <IconButton label="Unmark all" keys="Esc" icon={<X size={16} aria-hidden />} onClick={onClear} />
    </section>
  )
}
