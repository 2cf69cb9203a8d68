// What the list of contacts can show.
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { hasName, showCount, showName, showPhone, showTown } from '../../ui/format.ts'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing, orNothing } from '../../ui/words.tsx'
import { editable } from './contact-cells.tsx'

const COLUMNS: readonly Column<ContactRow>[] = [
  {
    id: 'name',
    title: 'Name',
    min: 170,
    grow: 1.6,
    sort: 'last_name',
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
    sort: 'phone',
    cell: (contact) => showPhone(contact.phone, contact.phoneExtension),
  },
  {
    id: 'email',
    title: 'Email',
    min: 200,
    grow: 1.8,
    sort: 'email',
    cell: (contact) => orNothing(contact.email),
  },
  {
    id: 'place',
    title: 'Place',
    min: 140,
    sort: 'city',
    cell: (contact) => orNothing(showTown(contact)),
  },
  {
    id: 'webhook_id',
    title: 'Webhook',
    min: 124,
    sort: 'webhook_id',
    cell: (contact) => orNothing(contact.webhookName ?? contact.webhookId),
  },
  {
    id: 'lead_count',
    title: 'Leads',
    min: 72,
    grow: 0,
    isNumber: true,
    sort: 'lead_count',
    cell: (contact) => showCount(contact.leadCount),
  },
  {
    id: 'last_lead_at',
    title: 'Last lead',
    min: 116,
    grow: 0,
    isNumber: true,
    sort: 'last_lead_at',
    cell: (contact) => (contact.lastLeadAt ? <When at={contact.lastLeadAt} /> : <Nothing />),
  },
  { id: 'city', title: 'City', min: 120, sort: 'city', cell: (contact) => orNothing(contact.city) },
  {
    id: 'state',
    title: 'State',
    min: 76,
    grow: 0,
    sort: 'state',
    cell: (contact) => orNothing(contact.state),
  },
  {
    id: 'zip_code',
    title: 'ZIP code',
    min: 92,
    grow: 0,
    sort: 'zip_code',
    cell: (contact) => orNothing(contact.zipCode),
  },
  {
    id: 'created_at',
    title: 'Created',
    min: 112,
    grow: 0,
    isNumber: true,
    sort: 'created_at',
    cell: (contact) => <When at={contact.createdAt} />,
  },
  {
    id: 'id',
    title: 'Contact id',
    min: 104,
    grow: 0,
    isNumber: true,
    sort: 'id',
    cell: (contact) => String(contact.id),
  },
]

export const USUAL_COLUMNS: readonly string[] = COLUMNS.slice(0, 7).map(({ id }) => id)
export const COLUMN_OPTIONS = COLUMNS.map(({ id, title }) => ({ id, title }))

const EDITABLE = COLUMNS.map(editable)

/** The columns of `ids`, in their order; unknown ones (an old view) are left out. */
export function contactColumns(ids: readonly string[]): Column<ContactRow>[] {
  return ids.flatMap((id) => EDITABLE.find((column) => column.id === id) ?? [])
}
