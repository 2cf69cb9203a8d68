// Contacts: people, one per webhook and phone, with all their leads.
import { getRouteApi } from '@tanstack/react-router'
import { SearchX, UsersRound } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { useRows } from '../../api/hooks.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { hasName, showCount, showName, showPhone, showPlace, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { Words } from '../../ui/words.tsx'
import { ContactPanel } from './contact-panel.tsx'

const route = getRouteApi('/contacts')

const columns: readonly Column<ContactRow>[] = [
  {
    id: 'name',
    title: 'Name',
    min: 170,
    grow: 1.6,
    cell: (contact) =>
      hasName(contact) ? (
        <strong title={showName(contact)}>{showName(contact)}</strong>
      ) : (
        <span className="mute">No name</span>
      ),
  },
  {
    id: 'phone',
    title: 'Phone',
    min: 152,
    grow: 0,
    cell: (contact) => <span>{showPhone(contact.phone, contact.phoneExtension)}</span>,
  },
  { id: 'email', title: 'Email', min: 200, grow: 1.8, cell: (contact) => <Words text={contact.email} /> },
  { id: 'place', title: 'Place', min: 140, cell: (contact) => <Words text={showPlace(contact)} /> },
  {
    id: 'webhook',
    title: 'Webhook',
    min: 124,
    cell: (contact) => <Words text={contact.webhookName ?? contact.webhookId} />,
  },
  {
    id: 'leads',
    title: 'Leads',
    min: 72,
    grow: 0,
    isNumber: true,
    cell: (contact) => <span>{showCount(contact.leadCount)}</span>,
  },
  {
    id: 'last',
    title: 'Last lead',
    min: 116,
    grow: 0,
    isNumber: true,
    cell: (contact) => (contact.lastLeadAt ? <When at={contact.lastLeadAt} /> : <Words text={null} />),
  },
]

export function ContactsScreen() {
  const { q, contact: openId } = route.useSearch()
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const openBox = useAppState((state) => state.open)
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)

  const input = useMemo(() => ({ workspaceId, search: q ?? '' }), [workspaceId, q])
  const rows = useRows('contacts.page', input)
  const filterKey = JSON.stringify(input)

  const search = useCallback(
    (text: string) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true }),
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
          <SearchBox label="Search contacts" value={q ?? ''} onChange={search} />
          {!rows.isLoading && <span className="count">{total}</span>}
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
        resetKey={filterKey}
        empty={
          q ? (
            <EmptyState
              icon={<SearchX size={20} aria-hidden />}
              title="Nobody matches"
              action={<Button onClick={() => search('')}>Clear search</Button>}
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
    </ListScreen>
  )
}

function idOf(contact: ContactRow): number {
  return contact.id
}
