// Deleting, the same for every list: what is one thing alone goes at once, with an Undo in the toast; what takes others along, and many at once,
// is asked about first, and the question says how much goes.
import { Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import type { Failure, Reply } from '../../shared/contract/reply.ts'
import type { takenAlong } from '../../shared/contract/shapes.ts'
import { undo } from '../api/hooks.ts'
import { keysOf } from '../app/shortcuts.ts'
import { Button } from './button.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { EmptyState, ErrorState } from './states.tsx'
import { When } from './time.tsx'
import { showToast } from './toasts.tsx'

type Taken = ReturnType<(typeof takenAlong)['parse']>

type DeletionOptions<T> = {
  readonly what: 'lead' | 'contact'
  /** How much would go. */
  readonly preview: (target: T) => Promise<Reply<Taken>>
  /** Deletes what was told of it, or begins to; false where that was refused, and said. `hasMoved`: it is no longer what was told. */
  readonly run: (target: T, taken: Taken, hasMoved: () => void) => Promise<boolean>
  readonly onDone: (target: T) => void
}

/** `ask` deletes, after a question where one is due; `box` is that question, to be put on the screen. */
export function useDeletion<T>({ what, preview, run, onDone }: DeletionOptions<T>): {
  readonly ask: (target: T) => void
  readonly box: ReactNode
} {
  const [asked, setAsked] = useState<{ readonly target: T; readonly taken: Taken; readonly round: number }>()
  const isBusy = useRef(false)
  const rounds = useRef(0)
  const put = (target: T, taken: Taken) => setAsked({ target, taken, round: ++rounds.current })
  /** Where it is no longer what was told, it is asked about once more, with what it is now. */
  const remove = async (target: T, taken: Taken) => {
    let isOther = false
    const done = await run(target, taken, () => {
      isOther = true
    })
    if (done) onDone(target)
    else if (isOther) {
      const reply = await preview(target)
      if (reply.ok && reply.value.leads + reply.value.contacts > 0) put(target, reply.value)
    }
  }
  const ask = async (target: T) => {
    // A second press of the key meanwhile means the same.
    if (isBusy.current) return
    isBusy.current = true
    try {
      const reply = await preview(target)
      if (!reply.ok) showToast({ title: reply.error.message, tone: 'danger' })
      else if (isAlone(reply.value)) await remove(target, reply.value)
      else put(target, reply.value)
    } finally {
      isBusy.current = false
    }
  }
  return {
    ask: (target) => void ask(target),
    box: asked && (
      <DeleteDialog
        key={asked.round}
        what={what}
        taken={asked.taken}
        onClose={() => setAsked((now) => (now?.round === asked.round ? undefined : now))}
        onConfirm={() => remove(asked.target, asked.taken)}
      />
    ),
  }
}

function isAlone({ contacts, leads, appointments, conversions }: Taken): boolean {
  return contacts + leads <= 1 && appointments + conversions === 0
}

function DeleteDialog({
  what,
  taken,
  onClose,
  onConfirm,
}: {
  readonly what: 'lead' | 'contact'
  readonly taken: Taken
  readonly onClose: () => void
  readonly onConfirm: () => unknown
}) {
  const count = what === 'lead' ? taken.leads : taken.contacts
  const one =
    taken.name === null ? `this ${what}` : what === 'lead' ? `the lead of ${taken.name}` : taken.name
  const words = count === 1 ? one : countOf(count, what)
  const along = [
    ...(what === 'contact' ? [[taken.leads, 'lead'] as const] : []),
    [taken.appointments, 'appointment'] as const,
    [taken.conversions, 'conversion'] as const,
  ].filter(([many]) => many > 0)
  const isOne = along.length === 1 && along[0]?.[0] === 1
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete ${words}?`}
      tone="danger"
      confirmLabel={count === 1 ? 'Delete' : `Delete ${countOf(count, what)}`}
      onConfirm={onConfirm}
      startsAtConfirm
    >
      {along.length > 0 && (
        <p>
          <strong>{listOf(along.map(([many, word]) => countOf(many, word)))}</strong> {isOne ? 'goes' : 'go'}{' '}
          along
          {taken.conversions > 0 && `, and revenue is counted without ${isOne ? 'it' : 'them'}`}.
        </p>
      )}
      <p>Deliveries stay as they came. Undo ({keysOf('undo')}) brings everything back as it was.</p>
    </ConfirmDialog>
  )
}

function countOf(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count.toLocaleString('en-US')} ${word}s`
}

/** "3 leads, 1 appointment and 2 conversions" */
function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** In place of a record that could not be read: one that was deleted can be brought back right here. */
export function MissingRecord({
  what,
  failure,
  onRetry,
}: {
  readonly what: 'lead' | 'contact'
  readonly failure: Failure
  readonly onRetry: () => void
}) {
  const told = (code: string) => failure.details?.find((detail) => detail.code === code)?.message
  const [undoId, by, at] = [told('deleted'), told('deleted_by'), told('deleted_at')]
  if (undoId === undefined) return <ErrorState failure={failure} onRetry={onRetry} />
  return (
    <EmptyState
      icon={<Trash2 size={20} aria-hidden />}
      title={`This ${what} was deleted`}
      action={<Button onClick={() => void undo(Number(undoId))}>Undo</Button>}
    >
      <p>
        By {by}
        {at && (
          <>
            {', '}
            <When at={at} as="full" />
          </>
        )}
        . Undo brings it back with all that went with it.
      </p>
    </EmptyState>
  )
}
