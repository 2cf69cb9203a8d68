// The bar over a list with marked rows: how many they are, and what can be done with all of them at once, under one undo.
import { Trash2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from './button.tsx'

type BulkBarProps = {
  /** "Selected leads" */
  readonly label: string
  readonly count: number
  readonly total: number
  readonly onAll: () => void
  readonly onDelete: () => void
  readonly onClear: () => void
  /** What else can be done with them. */
  readonly children: ReactNode
}

export function BulkBar({ label, count, total, onAll, onDelete, onClear, children }: BulkBarProps) {
  return (
    <section className="bulk-bar" aria-label={label}>
      <strong>{count.toLocaleString('en-US')} selected</strong>
      {count < total && (
        <Button tone="quiet" onClick={onAll}>
          Select all {total.toLocaleString('en-US')}
        </Button>
      )}
      <span className="grow" />
      {children}
      <Button icon={<Trash2 size={14} aria-hidden />} onClick={onDelete}>
        Delete
      </Button>
      <IconButton label="Clear selection" keys="Esc" icon={<X size={16} aria-hidden />} onClick={onClear} />
    </section>
  )
}
