// Pairs of contacts that may be one person, strongest first; Enter compares and merges.
import { Link } from '@tanstack/react-router'
import { UsersRound } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ContactRow, DuplicatePair } from '../../../shared/contract/contacts.ts'
import { duplicateReasons } from '../../../shared/domain/labels.ts'
import { useRows } from '../../api/hooks.ts'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { showName, showPhone, showTotal } from '../../ui/format.ts'
import { ListScreen } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { orNothing } from '../../ui/words.tsx'
import { MergeDialog } from './merge-dialog.tsx'

function where(contact: ContactRow): string {
  return `${showPhone(contact.phone, contact.phoneExtension)} · ${contact.webhookName ?? contact.webhookId}`
}

const columns: readonly Column<DuplicatePair>[] = [
  {
    id: 'keep',
    title: 'Contact',
    min: 130,
    grow: 1,
    cell: ({ keep }) => <strong title={showName(keep)}>{showName(keep)}</strong>,
  },
  {
    id: 'why',
    title: 'Why',
    min: 150,
    grow: 1,
    cell: (pair) => orNothing(duplicateReasons(pair.reasons)),
  },
  {
    id: 'merge',
    title: 'Other contact',
    min: 130,
    grow: 1,
    cell: ({ merge }) => orNothing(showName(merge)),
  },
  {
    id: 'where',
    title: 'Phone, webhook',
    min: 190,
    grow: 1,
    cell: ({ keep }) => orNothing(where(keep)),
  },
  {
    id: 'other',
    title: 'Other phone, webhook',
    min: 190,
    grow: 1,
    cell: ({ merge }) => orNothing(where(merge)),
  },
]

export function DuplicatesScreen() {
  const table = useRef<TableHandle>(null)
  const rows = useRows('contacts.duplicates', {})
  const [pair, setPair] = useState<DuplicatePair>()
  return (
    <ListScreen
      toolbar={
        <>
          <Link to="/contacts" className="button quiet">
            <span className="button-text">All contacts</span>
          </Link>
          {!rows.isLoading && (
            <span className="count">{showTotal(rows.total, rows.isTotalExact, 'pair')} to look at</span>
          )}
        </>
      }
    >
      <DataTable
        ref={table}
        label="Duplicates"
        columns={columns}
        rows={rows}
        idOf={idOf}
        openId={pair && idOf(pair)}
        onOpen={setPair}
        empty={
          <EmptyState icon={<UsersRound size={20} aria-hidden />} title="No duplicates">
            <p>
              Contacts with the same phone on two webhooks, the same e-mail, or the same name and address are
              suggested here. Nothing is merged by itself.
            </p>
          </EmptyState>
        }
      />
      {pair && (
        <MergeDialog
          key={idOf(pair)}
          keepId={pair.keep.id}
          mergeId={pair.merge.id}
          onClose={() => {
            setPair(undefined)
            table.current?.focus()
          }}
        />
      )}
    </ListScreen>
  )
}

function idOf({ keep, merge }: DuplicatePair): string {
  return `${keep.id} ${merge.id}`
}
