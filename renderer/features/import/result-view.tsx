// What an import did, or would do, in counts and sentences.
import { useState } from 'react'
import type { ImportResult } from '../../../shared/contract/imports.ts'
import { labelOf } from '../../../shared/domain/labels.ts'
import { api } from '../../api/client.ts'
import { saveText } from '../../api/files.ts'
import { Button } from '../../ui/button.tsx'
import { showCount } from '../../ui/format.ts'
import { showToast } from '../../ui/toasts.tsx'

export function Counts({
  result,
  makes,
}: {
  readonly result: ImportResult
  readonly makes: 'leads' | 'contacts'
}) {
  const counts: readonly (readonly [label: string, count: number, hint: string])[] = [
    ...(makes === 'leads' ? [['New leads', result.leads, ''] as const] : []),
    ['New people', result.newContacts, ''],
    ['People brought up to date', result.updatedContacts, ''],
    ['Rows of people who are there', result.existing, makes === 'leads' ? 'no lead was added' : ''],
    ['Rows that came before', result.known, 'by an earlier import or delivery'],
    ['Rows that stand in the file twice', result.repeated, ''],
    ['Rows that cannot be taken', result.refused, ''],
  ]
  return (
    <dl className="import-counts">
      {counts
        .filter(([, count], at) => count > 0 || at < 2)
        .map(([label, count, hint]) => (
          <div key={label}>
            <dt>
              {label}
              {hint && <span className="mute"> ({hint})</span>}
            </dt>
            <dd>{showCount(count)}</dd>
          </div>
        ))}
    </dl>
  )
}

const KINDS = ['webhook', 'provider', 'workspace', 'agent'] as const
const OFF = new Set<string>(['webhook', 'provider'])

/** What the rows of an exact export belong to and is not here. */
export function MadePlaces({ result, isDone }: { readonly result: ImportResult; readonly isDone: boolean }) {
  const made = KINDS.flatMap((kind) => (result.made ?? []).filter((one) => one.kind === kind))
  if (made.length === 0) return null
  const hasOff = made.some(({ kind }) => OFF.has(kind))
  return (
    <section className="import-made">
      <h3>{isDone ? 'Made for these rows' : 'Not here yet, and made with the import'}</h3>
      <ul>
        {made.slice(0, SHOWN_PLACES).map(({ kind, id, name }) => (
          <li key={`${kind} ${id}`}>
            <span className="mute">{labelOf(kind)}</span>
            <span className="clip">{name}</span>
            {name !== id && <span className="mute clip">{id}</span>}
          </li>
        ))}
      </ul>
      <p className="mute">
        {made.length > SHOWN_PLACES && `And ${showCount(made.length - SHOWN_PLACES)} more. `}
        {hasOff &&
          `Webhooks and providers ${isDone ? 'are' : 'begin'} switched off, so nothing can be sent to them until you switch them on and give them a key.`}
      </p>
    </section>
  )
}

/** Of a list of what is made; nobody has more of them than this by hand. */
const SHOWN_PLACES = 20

export function Problems({ result }: { readonly result: ImportResult }) {
  return (
    <>
      {result.refused > 0 && (
        <NoteList
          title="Rows that cannot be taken"
          notes={result.problems}
          total={result.refused}
          rest="They are all in the file of refused rows."
        />
      )}
      {result.notes > 0 && (
        <NoteList
          title="Values that cannot be read"
          notes={result.firstNotes}
          total={result.notes}
          rest="The rows are taken; such values are kept with the lead as they came."
        />
      )}
    </>
  )
}

function NoteList({
  title,
  notes,
  total,
  rest,
}: {
  readonly title: string
  readonly notes: ImportResult['problems']
  readonly total: number
  readonly rest: string
}) {
  return (
    <details className="import-notes" open={total <= 20}>
      <summary>
        {title}: {showCount(total)}
      </summary>
      <p className="mute">
        {total > notes.length && `The first ${showCount(notes.length)} of ${showCount(total)}. `}
        {rest}
      </p>
      <ol>
        {notes.map(({ line, message }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line may have several, and the list never moves
          <li key={`${line} ${at}`}>
            <span className="mute">Line {showCount(line)}</span> {message}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** "list.csv" -> "list refused rows.csv" */
function refusedName(name: string): string {
  return `${name.replace(/\.[a-z]{2,4}$/i, '')} refused rows.csv`
}

export function RefusedButton({ handle, name }: { readonly handle: string; readonly name: string }) {
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    const pieces: string[] = []
    let offset: number | null = 0
    while (offset !== null) {
      const reply: Awaited<ReturnType<typeof read>> = await read(handle, offset)
      if (!reply.ok) {
        showToast({ title: reply.error.message, tone: 'danger' })
        break
      }
      pieces.push(reply.value.text)
      offset = reply.value.nextOffset
    }
    if (offset === null) saveText(pieces, refusedName(name))
    setBusy(false)
  }
  return (
    <Button isBusy={isBusy} onClick={() => void save()}>
      Download refused rows
    </Button>
  )
}

function read(handle: string, offset: number) {
  return api.call('imports.refusedRows', { handle, offset })
}
