// Contacts: people, one per webhook and phone, with all their leads.
import { getRouteApi, Link } from '@tanstack/react-router'
import { SearchX, UsersRound } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import type { ViewDefinition } from '../../../shared/contract/views.ts'
import { useRows } from '../../api/hooks.ts'
import { callOrThrow } from '../../api/queries.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { recordInHand } from '../../ui/active-row.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { showTotal } from '../../ui/format.ts'
import { useListView } from '../../ui/list-view.tsx'
import { announce } from '../../ui/live-region.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { useSelection, wantedOf } from '../../ui/selection.ts'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { ViewMenu } from '../../ui/view-menu.tsx'
import { ContactBulkBar } from './bulk-bar.tsx'
import { COLUMN_OPTIONS, contactColumns, USUAL_COLUMNS } from './contact-columns.tsx'
import { ContactPanel } from './contact-panel.tsx'
import { contactsFilter } from './contacts-search.ts'
import { useDeleteContacts } from './delete-contacts.ts'

const route = getRouteApi('/contacts')

const READY = [{ name: 'All contacts', definition: {} }]

export function ContactsScreen() {
  const { contact: openId, ...definition } = route.useSearch()
  const { q } = definition
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const openBox = useAppState((state) => state.open)
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)

  const narrow = useCallback(
    (change: Partial<ReturnType<typeof route.useSearch>>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  const view = useListView({
    list: 'contacts',
    params: definition,
    onChange: narrow,
    columns: COLUMN_OPTIONS,
    usualColumns: USUAL_COLUMNS,
  })
  const { where, match, sort, shown } = view

  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the search that it reads
  const filter = useMemo(() => contactsFilter(definition, workspaceId), [workspaceId, q, match, where])
  const columns = useMemo(() => contactColumns(shown), [shown])
  const rows = useRows('contacts.page', { ...filter, sort })
  const filterKey = JSON.stringify(filter)
  const isNarrowed = Boolean(q || where.length)

  const search = useCallback((text: string) => narrow({ q: text || undefined }), [narrow])
  const show = useCallback(
    ({ q, where, match, sort, columns }: ViewDefinition) =>
      void navigate({ search: (now) => ({ ...now, q, where, match, sort, columns, contact: undefined }) }),
    [navigate],
  )
  const open = (contact: ContactRow, how: 'open' | 'peek') => {
    void navigate({ search: (now) => ({ ...now, contact: contact.id }), replace: openId !== undefined })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, contact: undefined }), replace: true })
    table.current?.focus()
  }

  const idsBetween = useCallback(
    (from: number, to: number) =>
      callOrThrow('contacts.ids', { ...filter, sort, offset: from, limit: Math.min(50_000, to - from + 1) }),
    [filter, sort],
  )
  const selection = useSelection<ContactRow>({ key: filterKey, total: rows.total, idOf, idsBetween })

  const deletion = useDeleteContacts((target) => {
    const isOpenGone =
      openId !== undefined &&
      ('ids' in target ? target.ids.includes(openId) : !target.allBut?.includes(openId))
    selection.clear()
    if (isOpenGone) close()
    table.current?.moveOn()
  })
  const hasMarks = selection.count > 0
  const deleteMarked = () => deletion.ask(wantedOf(selection.target, filter))
  useShortcut('list.delete', () => {
    if (hasMarks) return deleteMarked()
    const id = recordInHand(table.current, rows, openId)
    if (id !== undefined) deletion.ask({ ids: [id] })
  })

  const total = showTotal(rows.total, rows.isTotalExact, 'contact')
  const lastFilter = useRef(filterKey)
  useEffect(() => {
    if (lastFilter.current === filterKey || rows.isLoading) return
    lastFilter.current = filterKey
    announce(total)
  }, [filterKey, rows.isLoading, total])

  return (
    <ListScreen
      toolbar={
        <>
          <ViewMenu list="contacts" ready={READY} definition={definition} onOpen={show} />
          <SearchBox label="Search contacts" value={q ?? ''} onChange={search} />
          {view.chips}
          <span className="toolbar-end">
            {!rows.isLoading && <span className="count">{total}</span>}
            <Link to="/duplicates" className="button quiet">
              <span className="button-text">Duplicates</span>
            </Link>
            <ExportButton
              list="contacts"
              filter={filter}
              sort={sort}
              total={rows.total}
              isTotalExact={rows.isTotalExact}
            />
            {view.columnsButton}
          </span>
        </>
      }
      panel={
        openId !== undefined && (
          <ContactPanel
            ref={panel}
            id={openId}
            onClose={close}
            onDelete={() => deletion.ask({ ids: [openId] })}
          />
        )
      }
    >
      {hasMarks && (
        <ContactBulkBar
          count={selection.count}
          total={rows.total}
          target={selection.target}
          filter={filter}
          sort={sort}
          onAll={selection.all}
          onDelete={deleteMarked}
          onClear={selection.clear}
        />
      )}
      <DataTable
        ref={table}
        label="Contacts"
        columns={columns}
        rows={rows}
        idOf={idOf}
        openId={openId}
        onOpen={open}
        sort={sort}
        onSort={view.setSort}
        selection={selection}
        resetKey={`${filterKey} ${JSON.stringify(sort)}`}
        empty={
          isNarrowed ? (
            <EmptyState
              icon={<SearchX size={20} aria-hidden />}
              title="Nobody matches"
              action={
                <Button onClick={() => narrow({ q: undefined, where: undefined, match: undefined })}>
                  Clear filters
                </Button>
              }
            >
              <p>Try half a name, the last four digits of the phone, an email or an address.</p>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<UsersRound size={20} aria-hidden />}
              title={workspaceId === undefined ? 'No contacts yet' : 'No contacts for this workspace yet'}
              action={
                <Button tone="main" onClick={() => openBox('newLead')}>
                  New lead
                </Button>
              }
            >
              <p>
                A contact is made with its first lead: one per phone number and webhook. All later leads of
                the same person join it.
              </p>
            </EmptyState>
          )
        }
      />
      {view.boxes}
      {deletion.box}
    </ListScreen>
  )
}

function idOf(contact: ContactRow): number {
  return contact.id
}
