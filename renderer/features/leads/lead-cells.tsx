// Which cells of the list of leads can be changed where they stand, and how: every field that the detail can change, and the status.
import { useMemo } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { type EditField, type EditValue, fromColumn, leadEdit } from '../../../shared/domain/editing.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_STATUSES, LEAD_TYPES, type LeadStatus } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { EditableField } from '../../ui/editable-field.tsx'
import { saveField } from '../../ui/save-field.ts'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { moveLead } from './move-lead.ts'

/** A status is moved to and not written; in a list it is chosen like any other word. */
const STATUS: EditField = {
  name: 'status',
  label: 'Status',
  kind: 'choice',
  choices: LEAD_STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] })),
  isRequired: true,
  length: 20,
  reading: {
    name: 'status',
    kind: 'choice',
    label: 'Status',
    leadTypes: LEAD_TYPES,
    aliases: [],
    choices: null,
  },
}

type Choices = readonly { readonly value: string; readonly label: string }[]

/** The columns with editors for what can be changed, and those of what the keys change, shown or not. */
export function useEditableColumns(columns: readonly Column<LeadRow>[]): {
  readonly columns: readonly Column<LeadRow>[]
  readonly byKey: (name: KeyColumn) => Column<LeadRow>
} {
  const agents = useApiQuery('agents.list', {}).data
  const workspaces = useApiQuery('workspaces.list', {}).data
  return useMemo(() => {
    const choicesOf = (name: string): Choices | undefined => {
      if (name === 'assigned_to')
        return agents
          ?.filter(({ isActive }) => isActive)
          .map((each) => ({ value: each.slug, label: each.name }))
      if (name === 'workspace_id')
        return workspaces
          ?.filter(({ isActive }) => isActive)
          .map((each) => ({ value: each.id, label: each.name }))
      return undefined
    }
    return {
      columns: columns.map((column) => withEditor(column, choicesOf(column.id))),
      byKey: (name: KeyColumn) => withEditor({ id: name, min: 0, ...KEY_COLUMNS[name] }, choicesOf(name)),
    }
  }, [columns, agents, workspaces])
}

/** What a key of its own changes: S, A, T and D. */
export type KeyColumn = keyof typeof KEY_COLUMNS

const KEY_COLUMNS = {
  status: { title: 'Status', cell: ({ status }: LeadRow) => STATUS_LABELS[status] },
  assigned_to: {
    title: 'Assigned to',
    cell: ({ assignedToName, assignedTo }: LeadRow) => assignedToName ?? assignedTo ?? 'Nobody',
  },
  next_step: { title: 'Next step', cell: ({ nextStep }: LeadRow) => nextStep },
  follow_up_at: {
    title: 'Follow-up',
    cell: ({ followUpAt }: LeadRow) => (followUpAt === null ? 'None' : <When at={followUpAt} as="full" />),
  },
} as const

function withEditor(column: Column<LeadRow>, choices: Choices | undefined): Column<LeadRow> {
  const name = column.id
  const field = name === STATUS.name ? STATUS : leadEdit(name)
  if (field === undefined) return column
  return {
    ...column,
    editor: (lead, onEnd) =>
      // A test lead belongs to nobody's workspace.
      name === 'workspace_id' && lead.isTest ? undefined : (
        <EditableField
          field={field}
          value={cellValue(lead, field)}
          extension={lead.phoneExtension}
          {...(choices ? { options: choices } : {})}
          onEnd={onEnd}
          onSave={(value) =>
            field === STATUS
              ? move(lead.id, value as LeadStatus)
              : saveField('leads.update', lead.id, name, value)
          }
        >
          {column.cell(lead)}
        </EditableField>
      ),
  }
}

async function move(id: number, status: LeadStatus): Promise<string | undefined> {
  await moveLead(id, status)
  return undefined
}

/** As the contract has it, from what a row of the list brings along. */
function cellValue(lead: LeadRow, field: EditField): EditValue {
  switch (field.name) {
    case 'status':
      return lead.status
    case 'phone':
      return lead.phone
    case 'lead_type':
      return lead.leadType
    case 'workspace_id':
      return lead.workspaceId
    case 'assigned_to':
      return lead.assignedTo
    case 'next_step':
      return lead.nextStep
    case 'follow_up_at':
      return lead.followUpAt
    default: {
      const value = lead.more?.[field.name] ?? null
      return field.kind === 'boolean' ? fromColumn(field, value) : value
    }
  }
}
