// What can be done with the marked contacts, all at once and under one undo; two of them can be made one.
import { Download, Merge, Pencil } from 'lucide-react'
import { useState } from 'react'
import type { ContactFilter } from '../../../shared/contract/contacts.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { BulkBar } from '../../ui/bulk-bar.tsx'
import { Button } from '../../ui/button.tsx'
import { useExport } from '../../ui/export-button.tsx'
import { copyOf, type Target, wantedOf } from '../../ui/selection.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'

type ContactBulkBarProps = {
  readonly count: number
  readonly total: number
  readonly target: Target
  readonly filter: ContactFilter
  readonly sort: Sort
  readonly onAll: () => void
  readonly onDelete: () => void
  readonly onClear: () => void
}

export function ContactBulkBar({ target, filter, sort, ...bar }: ContactBulkBarProps) {
  const exportThem = useExport(({ ask }) => ask)
  const [isChanging, setChanging] = useState(false)
  const [pair, setPair] = useState<readonly [keepId: number, mergeId: number]>()
  const two = 'ids' in target && target.ids.length === 2 ? target.ids : undefined
  return (
    <>
      <BulkBar label="Selected contacts" {...bar}>
        {two && (
          <Button
            icon={<Merge size={14} aria-hidden />}
            onClick={() => setPair([two[0] as number, two[1] as number])}
          >
            Merge
          </Button>
        )}
        <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setChanging(true)}>
          Change
        </Button>
        <Button
          icon={<Download size={14} aria-hidden />}
          onClick={() =>
            exportThem({ list: 'contacts', filter, sort, marked: copyOf(target), total: bar.count })
          }
        >
          Export
        </Button>
      </BulkBar>
      {isChanging && (
        <ChangeDialog
          count={bar.count}
          target={wantedOf(target, filter)}
          onClose={() => setChanging(false)}
        />
      )}
      {pair && (
        <MergeDialog
          keepId={pair[0]}
          mergeId={pair[1]}
          onClose={() => setPair(undefined)}
          onMerged={bar.onClear}
        />
      )}
    </>
  )
}
