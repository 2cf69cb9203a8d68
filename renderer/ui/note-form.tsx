// A note, written where the history of its record stands.
import { type Ref, useEffect, useId, useRef, useState } from 'react'
import { showKeys } from '../app/shortcuts.ts'
import { Button } from './button.tsx'
import { TextArea } from './fields.tsx'
import './note-form.css'

/** Notes that were begun and not yet saved, by record: moving to another row and back loses no word. */
const drafts = new Map<string, string>()

/** `record` is its name among all kinds of records; `keep` resolves with undefined where the note was not kept. */
export function useNote(record: string, keep: (text: string) => Promise<unknown>) {
  const [text, setText] = useState(() => drafts.get(record) ?? '')
  const [isBusy, setBusy] = useState(false)
  const write = (next: string) => {
    setText(next)
    if (next) drafts.set(record, next)
    else drafts.delete(record)
  }
  /** Resolves with true once it is kept. */
  const save = async (): Promise<boolean> => {
    if (text.trim() === '' || isBusy) return false
    setBusy(true)
    const saved = await keep(text)
    setBusy(false)
    if (saved !== undefined) write('')
    return saved !== undefined
  }
  return { text, write, save, isBusy }
}

type NoteFormProps = {
  readonly record: string
  readonly keep: (text: string) => Promise<unknown>
  /** It can be written on, but not saved. */
  readonly isDisabled: boolean
  readonly onClose: () => void
  readonly ref?: Ref<HTMLTextAreaElement>
}

export function NoteForm({ record, keep, isDisabled, onClose, ref }: NoteFormProps) {
  const { text, write, save: saveNote, isBusy } = useNote(record, keep)
  const hintId = useId()
  const form = useRef<HTMLFormElement>(null)
  const hasText = text !== ''
  // With the first letter the box grows and its button appears: both must be seen.
  useEffect(() => {
    if (hasText) form.current?.scrollIntoView({ block: 'nearest' })
  }, [hasText])
  const save = async () => {
    if (!isDisabled) await saveNote()
  }
  return (
    <form
      ref={form}
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextArea
        ref={ref}
        label="Note"
        isLabelHidden
        placeholder="Write a note…"
        rows={text ? 3 : 1}
        maxLength={10_000}
        value={text}
        aria-describedby={hintId}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            void save()
          } else if (event.key === 'Escape') {
            event.stopPropagation()
            // With words in it, one step back is out of the field; an empty one is no step of its own.
            if (text) event.currentTarget.blur()
            else onClose()
          }
        }}
      />
      {text && (
        <div className="note-form-actions">
          <span id={hintId} className="field-hint">
            {showKeys('mod+Enter')} saves
          </span>
          <Button type="submit" tone="main" isBusy={isBusy} disabled={text.trim() === ''}>
            Save note
          </Button>
        </div>
      )}
    </form>
  )
}
