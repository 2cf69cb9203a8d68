// The workspaces: the clients that leads are routed to, what they hold and have sold, and one of them in full.
import { getRouteApi } from '@tanstack/react-router'
import { Briefcase, Plus } from 'lucide-react'
import { type ReactNode, useMemo, useRef } from 'react'
import type { Workspace } from '../../../shared/contract/workspaces.ts'
import { useApiQuery, wholeRows } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { showCount, showMoney, showTotal } from '../../ui/format.ts'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Badge, StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing } from '../../ui/words.tsx'
import { assignmentWords, WorkspaceDialog } from './workspace-dialog.tsx'
import { WorkspacePanel } from './workspace-panel.tsx'
import './workspaces.css'

const route = getRouteApi('/routing')

type Sold = {
  readonly currency: string
  readonly totalConversions: number
  readonly totalRevenueCents: number
}

function columnsOf(
  soldBy: ReadonlyMap<string, readonly Sold[]>,
  agentName: (slug: string) => string,
): readonly Column<Workspace>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      min: 160,
      grow: 1.6,
      cell: (workspace) => (
        <>
          <strong title={workspace.name}>{workspace.name}</strong>
          {workspace.isSample && <Badge>Sample</Badge>}
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      min: 92,
      grow: 0,
      cell: ({ isActive }) => (
        <StatusDot
          tone={isActive ? 'good' : 'lost'}
          label={isActive ? 'Active' : 'Inactive'}
          isHollow={!isActive}
        />
      ),
    },
    {
      id: 'leads',
      title: 'Leads',
      min: 72,
      grow: 0,
      isNumber: true,
      cell: (workspace) => showCount(workspace.leadCount),
    },
    {
      id: 'sold',
      title: 'Sold',
      min: 64,
      grow: 0,
      isNumber: true,
      cell: ({ id }) => showCount((soldBy.get(id) ?? []).reduce((sum, one) => sum + one.totalConversions, 0)),
    },
    {
      id: 'revenue',
      title: 'Revenue',
      min: 128,
      grow: 0.6,
      isNumber: true,
      cell: ({ id }) => {
        const sums = (soldBy.get(id) ?? []).map((one) => showMoney(one.totalRevenueCents, one.currency))
        return sums.length === 0 ? <Nothing /> : sums.join(' · ')
      },
    },
    {
      id: 'activity',
      title: 'Last activity',
      min: 108,
      grow: 0,
      cell: ({ lastActivityAt }) => (lastActivityAt ? <When at={lastActivityAt} as="ago" /> : <Nothing />),
    },
    {
      id: 'goes',
      title: 'Goes to',
      min: 150,
      cell: ({ assignment }) => assignmentWords(assignment, agentName),
    },
    {
      id: 'id',
      title: 'Id',
      min: 120,
      grow: 0.8,
      cell: ({ id }) => (
        <span className="mono" title={id}>
          {id}
        </span>
      ),
    },
  ]
}

export function WorkspacesView({ views }: { readonly views: ReactNode }) {
  const { new: isCreating = false, client: openId } = route.useSearch()
  const navigate = route.useNavigate()
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const query = useApiQuery('workspaces.list', {})
  const summaries = useApiQuery('workspaces.summaries', {}).data
  const agents = useApiQuery('agents.list', {}).data
  const columns = useMemo(() => {
    const soldBy = new Map<string, Sold[]>()
    for (const line of summaries ?? [])
      soldBy.set(line.workspaceId, [...(soldBy.get(line.workspaceId) ?? []), line])
    const names = new Map(agents?.map(({ slug, name }) => [slug, name]))
    return columnsOf(soldBy, (slug) => names.get(slug) ?? slug)
  }, [summaries, agents])
  const rows = wholeRows(query)
  const setCreating = (isOpen: boolean) =>
    void navigate({ search: (now) => ({ ...now, new: isOpen || undefined }), replace: true })
  const open = (id: string | undefined) =>
    void navigate({
      search: (now) => ({ ...now, client: id, trail: undefined, of: undefined }),
      replace: openId !== undefined,
    })
  return (
    <>
      <ListScreen
        toolbar={
          <>
            {views}
            {!rows.isLoading && <span className="count">{showTotal(rows.total, true, 'workspace')}</span>}
            <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
              New workspace
            </Button>
          </>
        }
        panel={
          openId !== undefined && (
            <WorkspacePanel
              ref={panel}
              id={openId}
              onClose={() => {
                open(undefined)
                table.current?.focus()
              }}
            />
          )
        }
      >
        <DataTable
          ref={table}
          label="Workspaces"
          columns={columns}
          rows={rows}
          idOf={idOf}
          openId={openId}
          onOpen={({ id }, how) => {
            open(id)
            if (how === 'open') focusPanel(panel)
          }}
          resetKey=""
          isDimmed={isInactive}
          empty={
            <EmptyState
              icon={<Briefcase size={20} aria-hidden />}
              title="No workspaces yet"
              action={
                <Button tone="main" onClick={() => setCreating(true)}>
                  Create the first workspace
                </Button>
              }
            >
              <p>
                A workspace is a client’s own environment: the leads, appointments and sales that belong to
                them. Rules route to it, every screen can be narrowed to it, and the client’s own programs can
                read it with a key.
              </p>
            </EmptyState>
          }
        />
      </ListScreen>
      {isCreating && <WorkspaceDialog onClose={() => setCreating(false)} />}
    </>
  )
}

function idOf({ id }: Workspace): string {
  return id
}

function isInactive({ isActive }: Workspace): boolean {
  return !isActive
}
