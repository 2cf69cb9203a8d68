// A note on a conversion, written where its history stands.
import { useId, useState } from 'react'
import { useCommand } from '../../api/hooks.ts'
import { showKeys } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/fields.tsx'

/** Notes that were begun and not yet saved: moving to another row and back loses no word. */
const drafts = new Map<string, string>()

export function ConversionNote({
  id,
  isDisabled,
  onClose,
}: {
  readonly id: string
  readonly isDisabled: boolean
  readonly onClose: () => void
}) {
  const addNote = useCommand('conversions.addNote')
  const [text, setText] = useState(() => drafts.get(id) ?? '')
  const [isBusy, setBusy] = useState(false)
  const hintId = useId()
  const write = (next: string) => {
    setText(next)
    if (next) drafts.set(id, next)
    else drafts.delete(id)
  }
  const save = async () => {
    if (text.trim() === '' || isBusy || isDisabled) return
    setBusy(true)
    const saved = await addNote({ id, text })
    setBusy(false)
    if (saved) write('')
  }
  return (
    <form
      className="conversion-note"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextArea
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
            if (text) event.currentTarget.blur()
            else onClose()
          }
        }}
      />
      {text && (
        <div className="conversion-note-actions">
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
