// Leads: the list one works from, and the detail beside it.
import { getRouteApi } from '@tanstack/react-router'
import { Columns2, List } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import type { ViewDefinition } from '../../../shared/contract/views.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useRows } from '../../api/hooks.ts'
import { callOrThrow } from '../../api/queries.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { recordInHand } from '../../ui/active-row.ts'
import { IconButton } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterChip, ToggleChip } from '../../ui/filter-chip.tsx'
import { showTotal } from '../../ui/format.ts'
import { useListView } from '../../ui/list-view.tsx'
import { announce } from '../../ui/live-region.tsx'
import { useReferences } from '../../ui/references.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { useSelection, wantedOf } from '../../ui/selection.ts'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { StatusMark } from '../../ui/status.tsx'
import { ViewMenu } from '../../ui/view-menu.tsx'
import { Board, type BoardHandle } from './board.tsx'
import { LeadBulkBar } from './bulk-bar.tsx'
import { useDeleteLeads } from './delete-leads.ts'
import { type KeyColumn, useEditableColumns } from './lead-cells.tsx'
import { COLUMN_OPTIONS, furtherNames, leadColumns, USUAL_COLUMNS } from './lead-columns.tsx'
import { LeadKeys } from './lead-keys.tsx'
import { LeadPanel, type LeadTask } from './lead-panel.tsx'
import { leadsFilter } from './leads-search.ts'
import { NoLeads } from './no-leads.tsx'
import { useClock, useWorkViews } from './work-views.ts'

const route = getRouteApi('/leads')

const NO_WORDS: readonly never[] = []

/** Columns that stay when the list is scrolled sideways, beside the box that selects. */
const STICKY = 2

export function LeadsScreen() {
  const search = route.useSearch()
  const { q, statuses = NO_WORDS, types = NO_WORDS, test, lead: openId, layout } = search
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const references = useReferences()
  const workViews = useWorkViews()
  const table = useRef<TableHandle>(null)
  const board = useRef<BoardHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const [task, setTask] = useState<LeadTask>()

  const narrow = useCallback(
    (change: Partial<ReturnType<typeof route.useSearch>>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  const view = useListView({
    list: 'leads',
    params: search,
    onChange: narrow,
    columns: COLUMN_OPTIONS,
    usualColumns: USUAL_COLUMNS,
  })
  const { where, match, sort, shown } = view
  useClock(where)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the search that it reads
  const filter = useMemo(
    () => leadsFilter(search, workspaceId),
    [workspaceId, statuses, types, test, q, match, where],
  )
  const { columns, byKey } = useEditableColumns(
    useMemo(() => leadColumns(shown, references), [shown, references]),
  )
  const further = useMemo(() => furtherNames(shown), [shown])
  const rows = useRows('leads.page', { filter, sort, columns: further })
  const counts = useApiQuery('leads.counts', { workspaceId }).data
  const sample = useApiQuery('sampleData.status', {}).data?.leads ?? 0
  const filterKey = JSON.stringify(filter)
  const listKey = `${filterKey} ${JSON.stringify(sort)}`
  const isNarrowed = Boolean(q || statuses.length || types.length || test || where.length)

  const find = useCallback((text: string) => narrow({ q: text || undefined }), [narrow])
  const show = useCallback(
    (definition: ViewDefinition) =>
      // A view is a step for Back.
      void navigate({ search: (now) => ({ ...now, ...NO_VIEW, ...definition, lead: undefined }) }),
    [navigate],
  )
  const open = (lead: LeadRow, how: 'open' | 'peek') => {
    // The first one opened makes a step for Back; moving on from there does not.
    void navigate({ search: (now) => ({ ...now, lead: lead.id }), replace: openId !== undefined })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, lead: undefined }), replace: true })
    ;(board.current ?? table.current)?.focus()
  }
  const inHand = () => {
    if (board.current) return board.current.inHand()
    const at = table.current?.row()
    const lead = at === undefined ? undefined : rows.row(at)
    const row = document.activeElement?.getAttribute('aria-activedescendant')
    // Where the name stands: behind the box that selects and the first column.
    const cells = row ? document.getElementById(row)?.closest('[role="row"]')?.children : undefined
    const name = cells?.[STICKY]
    return lead && name ? { lead, at: name } : undefined
  }
  const changeInHand = (lead: LeadRow, column: KeyColumn) => {
    if (table.current?.edit(byKey(column) as never)) return
    setTask({ leadId: lead.id, column })
    open(lead, 'peek')
  }

  const idsBetween = useCallback(
    (from: number, to: number) =>
      callOrThrow('leads.ids', { filter, sort, offset: from, limit: Math.min(50_000, to - from + 1) }),
    [filter, sort],
  )
  const selection = useSelection<LeadRow>({
    key: filterKey,
    total: rows.total,
    isCounting: rows.isCounting,
    idOf,
    idsBetween,
  })

  const deletion = useDeleteLeads(({ target }) => {
    const isOpenGone =
      openId !== undefined &&
      ('ids' in target ? target.ids.includes(openId) : !target.allBut?.includes(openId))
    selection.clear()
    if (isOpenGone) close()
    table.current?.moveOn()
  })
  const hasMarks = selection.count > 0 && layout !== 'board'
  const deleteMarked = () => deletion.ask({ target: wantedOf(selection.target, filter) })
  useShortcut('list.delete', () => {
    if (hasMarks) return deleteMarked()
    const id = recordInHand(table.current, rows, openId)
    if (id !== undefined) deletion.ask({ target: { ids: [id] } })
  })

  const book = useAppState((state) => state.book)
  // An open panel says it for its own lead.
  useShortcut(
    'appointment.create',
    openId === undefined
      ? () => {
          const id = recordInHand(table.current, rows, openId)
          book(id === undefined ? {} : { leadId: id })
        }
      : undefined,
  )

  const logSale = useAppState((state) => state.logSale)
  useShortcut(
    'conversion.create',
    openId === undefined
      ? () => {
          const id = recordInHand(table.current, rows, openId) ?? board.current?.inHand()?.lead.id
          logSale(id === undefined ? {} : { leadId: id })
        }
      : undefined,
  )

  const total = rows.isCounting ? 'Counting…' : showTotal(rows.total, rows.isTotalExact, 'lead')
  const lastFilter = useRef(filterKey)
  useEffect(() => {
    if (lastFilter.current === filterKey || rows.isLoading || rows.isCounting) return
    lastFilter.current = filterKey
    announce(total)
  }, [filterKey, rows.isLoading, rows.isCounting, total])

  const { lead: _lead, ...definition } = search
  return (
    <ListScreen
      toolbar={
        <>
          <ViewMenu list="leads" ready={workViews} definition={definition} onOpen={show} />
          <SearchBox label="Search leads" value={q ?? ''} onChange={find} />
          <FilterChip
            label="Status"
            chosen={statuses}
            onChange={(chosen) => narrow({ statuses: chosen.length > 0 ? chosen : undefined })}
            options={LEAD_STATUSES.map((status) => ({
              value: status,
              label: STATUS_LABELS[status],
              mark: <StatusMark status={status} />,
              detail: counts?.byStatus[status]?.toLocaleString('en-US'),
            }))}
          />
          <FilterChip
            label="Type"
            chosen={types}
            onChange={(chosen) => narrow({ types: chosen.length > 0 ? chosen : undefined })}
            options={LEAD_TYPES.map((type) => ({
              value: type,
              label: LEAD_TYPE_LABELS[type],
              detail: counts?.byType[type]?.toLocaleString('en-US'),
            }))}
          />
          {view.chips}
          <ToggleChip
            label="Test leads"
            isOn={test ?? false}
            onChange={(isOn) => narrow({ test: isOn || undefined })}
          />
          <span className="toolbar-end">
            {!rows.isLoading && (
              <span className="count">
                {total}
                {sample > 0 && !isNarrowed && workspaceId === undefined && (
                  <span className="count-detail"> · {sample.toLocaleString('en-US')} are sample data</span>
                )}
              </span>
            )}
            <ExportButton
              list="leads"
              filter={filter}
              sort={sort}
              {...(rows.isCounting ? {} : { total: rows.total, isTotalExact: rows.isTotalExact })}
            />
            <IconButton
              label={layout === 'board' ? 'Show as a list' : 'Show as a board'}
              icon={layout === 'board' ? <List size={15} aria-hidden /> : <Columns2 size={15} aria-hidden />}
              onClick={() => narrow({ layout: layout === 'board' ? undefined : 'board' })}
            />
            {layout !== 'board' && view.columnsButton}
          </span>
        </>
      }
      panel={
        openId !== undefined && (
          <LeadPanel
            ref={panel}
            id={openId}
            onClose={close}
            onDelete={() => deletion.ask({ target: { ids: [openId] } })}
            isManySelected={hasMarks}
            task={task}
            onTaskBegun={() => setTask(undefined)}
          />
        )
      }
    >
      {hasMarks && (
        <LeadBulkBar
          count={selection.count}
          total={rows.total}
          target={selection.target}
          filter={filter}
          sort={sort}
          onAll={selection.all}
          onDelete={deleteMarked}
          onClear={selection.clear}
          onDone={() => table.current?.focus()}
        />
      )}
      {layout === 'board' && rows.total > 0 ? (
        <Board ref={board} filter={filter} sort={sort} openId={openId} onOpen={open} />
      ) : (
        <DataTable
          ref={table}
          label="Leads"
          columns={columns}
          rows={rows}
          idOf={idOf}
          openId={openId}
          onOpen={open}
          sort={sort}
          onSort={view.setSort}
          selection={selection}
          stickyColumns={STICKY}
          resetKey={listKey}
          empty={<NoLeads isNarrowed={isNarrowed} onClear={() => show({})} workspaceId={workspaceId} />}
        />
      )}
      {openId === undefined && <LeadKeys inHand={inHand} onChange={changeInHand} isManySelected={hasMarks} />}
      {view.boxes}
      {deletion.box}
    </ListScreen>
  )
}

/** Every part of a view left out: opening another view takes away what the last one had set. */
const NO_VIEW = {
  q: undefined,
  statuses: undefined,
  types: undefined,
  test: undefined,
  where: undefined,
  match: undefined,
  sort: undefined,
  columns: undefined,
  layout: undefined,
} as const satisfies Record<keyof ViewDefinition, undefined>

function idOf(lead: LeadRow): number {
  return lead.id
}
