// A note on a lead: written in the panel, or in a box of its own over the list.
import { type Ref, useEffect, useId, useRef, useState } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { useCommand } from '../../api/hooks.ts'
import { showKeys } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/fields.tsx'
import { showName } from '../../ui/format.ts'

/** Notes that were begun and not yet saved, by lead: moving to another row and back loses no word. */
const drafts = new Map<number, string>()

function useNote(leadId: number) {
  const addNote = useCommand('leads.addNote')
  const [text, setText] = useState(() => drafts.get(leadId) ?? '')
  const [isBusy, setBusy] = useState(false)
  const write = (next: string) => {
    setText(next)
    if (next) drafts.set(leadId, next)
    else drafts.delete(leadId)
  }
  /** Resolves with true once it is kept. */
  const save = async (): Promise<boolean> => {
    if (text.trim() === '' || isBusy) return false
    setBusy(true)
    const saved = await addNote({ id: leadId, text })
    setBusy(false)
    if (saved) write('')
    return saved !== undefined
  }
  return { text, write, save, isBusy }
}

export function NoteForm({
  leadId,
  isCurrent,
  onClose,
  ref,
}: {
  readonly leadId: number
  readonly isCurrent: boolean
  readonly onClose: () => void
  readonly ref: Ref<HTMLTextAreaElement>
}) {
  const { text, write, save: keep, isBusy } = useNote(leadId)
  const hintId = useId()
  const form = useRef<HTMLFormElement>(null)
  const hasText = text !== ''
  // With the first letter the box grows and its button appears: both must be seen.
  useEffect(() => {
    if (hasText) form.current?.scrollIntoView({ block: 'nearest' })
  }, [hasText])
  const save = async () => {
    if (isCurrent) await keep()
  }
  return (
    <form
      ref={form}
      className="lead-note"
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
        <div className="lead-note-actions">
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

export function NoteDialog({ lead, onClose }: { readonly lead: LeadRow; readonly onClose: () => void }) {
  const { text, write, save: keep, isBusy } = useNote(lead.id)
  const save = async () => {
    if (await keep()) onClose()
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Note on ${showName(lead)}`}
      size="small"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
            Save note
          </Button>
        </>
      }
    >
      <TextArea
        label="Note"
        isLabelHidden
        rows={4}
        maxLength={10_000}
        hint={`${showKeys('mod+Enter')} saves`}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void save()
        }}
      />
    </Dialog>
  )
}
