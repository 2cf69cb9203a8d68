// What is deleted stays listed for a day, greyed, with the way back.
import { showSpan } from './format.ts'
import { StatusDot } from './status.tsx'
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
