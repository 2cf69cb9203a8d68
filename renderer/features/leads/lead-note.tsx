// A note on a lead: written in the panel, or in a box of its own over the list.
import type { Ref } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { useCommand } from '../../api/hooks.ts'
import { showKeys } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/fields.tsx'
import { showName } from '../../ui/format.ts'
import { NoteForm, useNote } from '../../ui/note-form.tsx'

function useKeep(leadId: number) {
  const addNote = useCommand('leads.addNote')
  return { record: `lead ${leadId}`, keep: (text: string) => addNote({ id: leadId, text }) }
}

export function LeadNote({
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
  return <NoteForm {...useKeep(leadId)} isDisabled={!isCurrent} onClose={onClose} ref={ref} />
}

export function NoteDialog({ lead, onClose }: { readonly lead: LeadRow; readonly onClose: () => void }) {
  const { record, keep } = useKeep(lead.id)
  const { text, write, save: saveNote, isBusy } = useNote(record, keep)
  const save = async () => {
    if (await saveNote()) onClose()
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
