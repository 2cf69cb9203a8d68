// One field of all marked contacts: what makes sense for many people alike.
import { useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import { leadEdit, readEdit } from '../../../shared/domain/editing.ts'
import { runMany } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select, TextField } from '../../ui/fields.tsx'

const FIELDS = ['state', 'city', 'zip_code'] as const
type Field = (typeof FIELDS)[number]
const OPTIONS = FIELDS.map((value) => ({ value, label: leadEdit(value)?.label ?? value }))

type ChangeDialogProps = {
  readonly count: number
  readonly target: Input<'contacts.changeMany'>['target']
  readonly onClose: () => void
}

export function ChangeDialog({ count, target, onClose }: ChangeDialogProps) {
  const [field, setField] = useState<Field>('state')
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const contacts = count === 1 ? '1 contact' : `${count.toLocaleString('en-US')} contacts`
  const label = OPTIONS.find(({ value }) => value === field)?.label ?? field
  const save = async () => {
    const edit = leadEdit(field)
    // The whole list is not begun for a value that fits nobody.
    const reading = edit && readEdit(edit, text, { region: 'US', timeZone: 'UTC' })
    if (reading && !reading.ok) return setProblem(reading.message)
    setBusy(true)
    const isDone = await runMany('contacts.changeMany', { target, values: { [field]: text } }, count, {
      onFailure: ({ details, message }) => {
        setProblem(details?.[0]?.message ?? message)
        return true
      },
    })
    setBusy(false)
    if (!isDone) return
    onClose()
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Change ${contacts}`}
      detail="Leads of theirs that say the same change with them. One undo takes all of it back."
      size="small"
      isKept={text !== ''}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            {text.trim() === '' ? `Empty ${label}` : `Change ${contacts}`}
          </Button>
        </>
      }
    >
      <div className="form">
        <Select
          label="Field"
          options={OPTIONS}
          value={field}
          onChange={(next) => {
            setField(next)
            setProblem(undefined)
          }}
        />
        <TextField
          label={label}
          hint="Left empty, the field is emptied for all of them."
          error={problem}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setProblem(undefined)
          }}
        />
      </div>
    </Dialog>
  )
}
