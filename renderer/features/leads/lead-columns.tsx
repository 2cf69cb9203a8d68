// What the list of leads can show: a few columns made for it, and every column of a lead besides.
import type { ReactNode } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_COLUMNS, type ListColumn } from '../../../shared/domain/list/columns.ts'
import { showMoney } from '../../../shared/domain/money.ts'
import { hasName, showCount, showName, showPhone, showTown } from '../../ui/format.ts'
import type { References } from '../../ui/references.ts'
import { Badge, LeadStatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { Age, When } from '../../ui/time.tsx'
import { Nothing, orNothing } from '../../ui/words.tsx'
import { LocalTime } from './local-time.tsx'

/** Columns made of what every row brings along; their ids are not names of the database's columns, except where they show just that. */
const OWN: readonly Column<LeadRow>[] = [
  {
    id: 'age',
    title: 'Age',
    min: 86,
    grow: 0,
    sort: 'created_at',
    cell: (lead) => <Age since={lead.createdAt} isWaiting={lead.status === 'new' && !lead.isFromFile} />,
  },
  {
    id: 'name',
    title: 'Name',
    min: 140,
    grow: 2,
    sort: 'last_name',
    cell: (lead) => (
      <>
        {hasName(lead) ? (
          <strong title={showName(lead)}>{showName(lead)}</strong>
        ) : (
          <span className="mute">No name</span>
        )}
        {lead.isTest && <Badge tone="warn">Test</Badge>}
      </>
    ),
  },
  {
    id: 'phone',
    title: 'Phone',
    min: 148,
    grow: 0,
    sort: 'phone',
    cell: (lead) => orNothing(lead.phone && showPhone(lead.phone, lead.phoneExtension)),
  },
  {
    id: 'local_time',
    title: 'Local time',
    min: 176,
    grow: 0,
    cell: (lead) => <LocalTime lead={lead} />,
  },
  {
    id: 'lead_type',
    title: 'Type',
    min: 88,
    grow: 0,
    sort: 'lead_type',
    cell: (lead) => LEAD_TYPE_LABELS[lead.leadType],
  },
  {
    id: 'status',
    title: 'Status',
    min: 120,
    grow: 0,
    sort: 'status',
    cell: (lead) => <LeadStatusDot status={lead.status} />,
  },
  {
    id: 'provider_id',
    title: 'Provider',
    min: 116,
    grow: 0.5,
    sort: 'provider_id',
    cell: (lead) => orNothing(lead.providerName ?? (lead.isFromFile ? null : lead.source)),
  },
  {
    id: 'place',
    title: 'Place',
    min: 128,
    grow: 1.1,
    sort: 'city',
    cell: (lead) => orNothing(showTown(lead)),
  },
  {
    id: 'workspace_id',
    title: 'Workspace',
    min: 124,
    grow: 1.2,
    sort: 'workspace_id',
    cell: (lead) => orNothing(lead.workspaceName),
  },
  {
    id: 'created_at',
    title: 'Received',
    min: 108,
    grow: 0,
    isNumber: true,
    sort: 'created_at',
    cell: (lead) => <When at={lead.createdAt} />,
  },
  {
    id: 'assigned_to',
    title: 'Assigned to',
    min: 110,
    sort: 'assigned_to',
    cell: (lead) => orNothing(lead.assignedToName ?? lead.assignedTo),
  },
  {
    id: 'next_step',
    title: 'Next step',
    min: 130,
    sort: 'next_step',
    cell: (lead) => orNothing(lead.nextStep),
  },
  {
    id: 'follow_up_at',
    title: 'Follow-up',
    min: 112,
    grow: 0,
    isNumber: true,
    sort: 'follow_up_at',
    cell: (lead) => (lead.followUpAt === null ? <Nothing /> : <When at={lead.followUpAt} />),
  },
]

export const USUAL_COLUMNS: readonly string[] = [
  'age',
  'name',
  'phone',
  'lead_type',
  'status',
  'provider_id',
  'place',
  'workspace_id',
]

export const COLUMN_OPTIONS = [
  ...OWN.map(({ id, title }) => ({
    id,
    title,
    group: LEAD_COLUMNS.find(({ name }) => name === id)?.group ?? 'Lead',
  })),
  ...LEAD_COLUMNS.filter(({ name }) => !OWN.some(({ id }) => id === name)).map(({ name, label, group }) => ({
    id: name,
    title: label,
    group,
  })),
]

/** The columns of `ids`, in their order; unknown ones (an old view) are left out. */
export function leadColumns(ids: readonly string[], references: References): Column<LeadRow>[] {
  return ids.flatMap((id) => {
    const own = OWN.find((column) => column.id === id)
    if (own !== undefined) return [own]
    const column = LEAD_COLUMNS.find(({ name }) => name === id)
    return column === undefined ? [] : [furtherColumn(column, references)]
  })
}

/** Names of the database's columns that a row does not bring along by itself. */
export function furtherNames(ids: readonly string[]): string[] {
  return ids.filter(
    (id) => !OWN.some((column) => column.id === id) && LEAD_COLUMNS.some(({ name }) => name === id),
  )
}

function furtherColumn(column: ListColumn, references: References): Column<LeadRow> {
  const { name, label, kind } = column
  const isNumber = kind === 'number' || kind === 'money' || kind === 'instant'
  return {
    id: name,
    title: label,
    min: Math.max(isNumber ? 104 : 120, 24 + label.length * 7),
    ...(isNumber ? { grow: 0, isNumber: true } : {}),
    sort: name,
    cell: (lead) => contentOf(column, lead.more?.[name] ?? null, references),
  }
}

function contentOf(
  { kind, choices, refersTo, name }: ListColumn,
  value: string | number | null,
  references: References,
): ReactNode {
  if (value === null || value === '') return <Nothing />
  switch (kind) {
    case 'money':
      return showMoney(Number(value))
    case 'instant':
      return <When at={String(value)} />
    case 'flag':
      return value === 1 ? 'Yes' : 'No'
    case 'number':
      // An id is a name, not an amount.
      return name === 'id' || name.endsWith('_id') ? String(value) : showCount(Number(value))
    case 'choice':
      return choices?.find((choice) => choice.value === value)?.label ?? String(value)
    case 'reference':
      return references[refersTo ?? 'webhooks'].find((each) => each.value === value)?.label ?? String(value)
    default:
      return String(value)
  }
}
