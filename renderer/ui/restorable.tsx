// Records that are switched on and off, and deleted with a day to take it back: their state, badges and buttons, the same everywhere.
import { Ellipsis, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from './button.tsx'
import { showSpan } from './format.ts'
import { Menu } from './menu.tsx'
import { PanelSection } from './side-panel.tsx'
import { Notice } from './states.tsx'
import { Badge, StatusDot } from './status.tsx'
import { useNow } from './time.tsx'

const RESTORE_MS = 24 * 3_600_000

/** "21 h left", "12 min left". */
export function TimeToRestore({ deletedAt }: { readonly deletedAt: string }) {
  const left = Math.min(RESTORE_MS, Date.parse(deletedAt) + RESTORE_MS - useNow())
  if (left < 60_000) return 'last minute'
  return left === RESTORE_MS ? '24 h left' : `${showSpan(left)} left`
}

export function isRestorable(deletedAt: string): boolean {
  return Date.parse(deletedAt) + RESTORE_MS > Date.now()
}

type Record = { readonly isActive: boolean; readonly deletedAt: string | null }

/** On, off, or deleted with what is left of the day. */
export function RecordState({
  record,
  onRestore,
}: {
  readonly record: Record
  readonly onRestore?: () => void
}) {
  if (record.deletedAt === null) {
    return (
      <StatusDot
        tone={record.isActive ? 'good' : 'lost'}
        label={record.isActive ? 'On' : 'Off'}
        isHollow={!record.isActive}
      />
    )
  }
  return (
    <>
      <StatusDot tone="lost" label="Deleted" isHollow />
      {onRestore && isRestorable(record.deletedAt) && (
        <button
          type="button"
          // In the list the row holds the focus; by keyboard the panel's own button restores.
          tabIndex={-1}
          className="link"
          onClick={(event) => {
            event.stopPropagation()
            onRestore()
          }}
        >
          Restore, <TimeToRestore deletedAt={record.deletedAt} />
        </button>
      )}
    </>
  )
}

/** Beside the name: Sample, Deleted, Off. */
export function RecordBadges({ record }: { readonly record: Record & { readonly isSample: boolean } }) {
  return (
    <>
      {record.isSample && <Badge>Sample</Badge>}
      {record.deletedAt !== null ? (
        <Badge tone="danger">Deleted</Badge>
      ) : (
        !record.isActive && <Badge tone="warn">Off</Badge>
      )}
    </>
  )
}

/** Edit and delete; of a deleted one, restore. `what` is its kind in a sentence: "webhook". */
export function RecordActions({
  record,
  what,
  onEdit,
  onDelete,
  onRestore,
}: {
  readonly record: Record
  readonly what: string
  readonly onEdit: () => void
  readonly onDelete: () => void
  readonly onRestore: () => void
}) {
  if (record.deletedAt !== null) {
    return (
      <Button
        tone="main"
        icon={<RotateCcw size={14} aria-hidden />}
        disabled={!isRestorable(record.deletedAt)}
        onClick={onRestore}
      >
        Restore
      </Button>
    )
  }
  return (
    <>
      <Button icon={<Pencil size={14} aria-hidden />} onClick={onEdit}>
        Edit
      </Button>
      <Menu
        trigger={<IconButton label="More" icon={<Ellipsis size={16} aria-hidden />} />}
        entries={[
          {
            label: `Delete ${what}`,
            icon: <Trash2 size={14} aria-hidden />,
            tone: 'danger',
            run: onDelete,
          },
        ]}
      />
    </>
  )
}

/** What it means that it is deleted, and how long there is a way back. */
export function DeletedNotice({
  deletedAt,
  children,
}: {
  readonly deletedAt: string
  /** What its senders get now: "senders get a 404". */
  readonly children: ReactNode
}) {
  return (
    <PanelSection>
      <Notice tone="warn">
        {isRestorable(deletedAt) ? (
          <>
            Deleted: {children}. It can be restored for 24 hours, <TimeToRestore deletedAt={deletedAt} />. Its
            leads stay.
          </>
        ) : (
          'Deleted more than 24 hours ago; it cannot be restored any more. Its leads stay.'
        )}
      </Notice>
    </PanelSection>
  )
}
