// Contacts: people, one per webhook and phone, with all their leads.
import { getRouteApi, Link } from '@tanstack/react-router'
import { Columns3, SearchX, UsersRound } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { DEFAULT_SORT } from '../../../shared/contract/list-filter.ts'
import type { ViewDefinition } from '../../../shared/contract/views.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { useRows } from '../../api/hooks.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ColumnDialog } from '../../ui/column-dialog.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { ConditionChips, FilterButton, FilterDialog, type ListConditions } from '../../ui/filter-dialog.tsx'
import { showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { ViewMenu } from '../../ui/view-menu.tsx'
import { COLUMN_OPTIONS, contactColumns, USUAL_COLUMNS } from './contact-columns.tsx'
import { ContactPanel } from './contact-panel.tsx'

const route = getRouteApi('/contacts')

const NO_WORDS: readonly never[] = []
const USUAL_SORT: Sort = { column: DEFAULT_SORT.contacts, direction: 'desc' }
const READY = [{ name: 'All contacts', definition: {} }]

export function ContactsScreen() {
  const { contact: openId, ...definition } = route.useSearch()
  const {
    q,
    where = NO_WORDS,
    match = 'all',
    sort = USUAL_SORT,
    columns: chosenColumns = USUAL_COLUMNS,
  } = definition
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const openBox = useAppState((state) => state.open)
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const [box, setBox] = useState<'filter' | 'columns'>()

  const filter = useMemo(
    () => ({ workspaceId, search: q ?? '', match, where }),
    [workspaceId, q, match, where],
  )
  const columns = useMemo(() => contactColumns(chosenColumns), [chosenColumns])
  const rows = useRows('contacts.page', { ...filter, sort })
  const filterKey = JSON.stringify(filter)
  const isNarrowed = Boolean(q || where.length)

  const narrow = useCallback(
    (change: Partial<ReturnType<typeof route.useSearch>>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  const search = useCallback((text: string) => narrow({ q: text || undefined }), [narrow])
  const setConditions = (value: ListConditions) =>
    narrow({
      where: value.where.length === 0 ? undefined : [...value.where],
      match: value.where.length > 1 && value.match === 'any' ? 'any' : undefined,
    })
  const setSort = (next: Sort) =>
    narrow({
      sort: next.column === USUAL_SORT.column && next.direction === USUAL_SORT.direction ? undefined : next,
    })
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
  useShortcut('list.filter', () => setBox('filter'))

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
          <ConditionChips
            list="contacts"
            value={{ match, where }}
            onChange={setConditions}
            onOpen={() => setBox('filter')}
          />
          <FilterButton onOpen={() => setBox('filter')} />
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
            <IconButton
              label="Columns"
              icon={<Columns3 size={15} aria-hidden />}
              onClick={() => setBox('columns')}
            />
          </span>
        </>
      }
      panel={openId !== undefined && <ContactPanel ref={panel} id={openId} onClose={close} />}
    >
      <DataTable
        ref={table}
        label="Contacts"
        columns={columns}
        rows={rows}
        idOf={idOf}
        openId={openId}
        onOpen={open}
        sort={sort}
        onSort={setSort}
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
      <FilterDialog
        list="contacts"
        isOpen={box === 'filter'}
        onClose={() => setBox(undefined)}
        value={{ match, where }}
        onChange={setConditions}
      />
      <ColumnDialog
        isOpen={box === 'columns'}
        onClose={() => setBox(undefined)}
        options={COLUMN_OPTIONS}
        chosen={chosenColumns}
        usual={USUAL_COLUMNS}
        onChange={(chosen) => narrow({ columns: chosen === undefined ? undefined : [...chosen] })}
      />
    </ListScreen>
  )
}

function idOf(contact: ContactRow): number {
  return contact.id
}
