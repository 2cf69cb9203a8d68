// Two contacts side by side: which one stays, which of two values it says, and what goes to it.
import { Radio } from '@base-ui/react/radio'
import { RadioGroup as Group } from '@base-ui/react/radio-group'
import { type FormEvent, useId, useState } from 'react'
import type { ContactRow, MergePreview } from '../../../shared/contract/contacts.ts'
import type { Failure } from '../../../shared/contract/reply.ts'
import type { MergeChoice, MergeField } from '../../../shared/domain/merging.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { showName, showPhone } from '../../ui/format.ts'
import { fieldLabel } from '../../ui/lead-words.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { Words } from '../../ui/words.tsx'
import '../../ui/radio-group.css'
import './contacts.css'

type Choices = { readonly [F in MergeField]?: MergeChoice }

type MergeDialogProps = {
  /** The contact that stays, unless the other one is chosen. */
  readonly keepId: number
  readonly mergeId: number
  readonly onClose: () => void
  readonly onMerged?: (contactId: number) => void
}

export function MergeDialog({ keepId: firstId, mergeId: secondId, onClose, onMerged }: MergeDialogProps) {
  const [isSwapped, setSwapped] = useState(false)
  const [keepId, mergeId] = isSwapped ? [secondId, firstId] : [firstId, secondId]
  // A choice is kept as the contact it was made for, so that it survives a swap.
  const [chosen, setChosen] = useState<Readonly<Partial<Record<MergeField, number>>>>({})
  const preview = useApiQuery('contacts.mergePreview', { keepId, mergeId })
  const merge = useCommand('contacts.merge')
  const notDuplicates = useCommand('contacts.notDuplicates')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const shown = preview.data?.keep.id === keepId ? preview.data : undefined
  const choiceOf = ({ name, preset }: MergePreview['fields'][number]): MergeChoice =>
    chosen[name] === undefined ? preset : chosen[name] === keepId ? 'keep' : 'merge'

  const run = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setProblem(undefined)
    try {
      return (await deed()) !== undefined
    } finally {
      setBusy(false)
    }
  }
  const onFailure = ({ message }: Failure) => {
    setProblem(message)
    return true
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!shown) return
    const choices: Choices = Object.fromEntries(shown.fields.map((field) => [field.name, choiceOf(field)]))
    if (!(await run(() => merge({ keepId, mergeId, choices }, { onFailure })))) return
    onClose()
    onMerged?.(keepId)
  }
  const dismiss = async () => {
    if (await run(() => notDuplicates({ ids: [keepId, mergeId] }, { onFailure }))) onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Merge two contacts"
      size="large"
      onSubmit={save}
      actions={
        <>
          <Button tone="quiet" className="apart" disabled={isBusy || !shown} onClick={dismiss}>
            Not the same person
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy} disabled={!shown}>
            Merge
          </Button>
        </>
      }
    >
      {preview.error ? (
        <ErrorState failure={preview.error.failure} onRetry={() => void preview.refetch()} />
      ) : !shown ? (
        <Skeleton lines={8} />
      ) : (
        <div className="form">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <RadioGroup
            label="Which contact stays"
            value={isSwapped ? 'second' : 'first'}
            onChange={(which) => setSwapped(which === 'second')}
            options={(isSwapped ? [shown.merge, shown.keep] : [shown.keep, shown.merge]).map(
              (one, index) => ({
                value: index === 0 ? ('first' as const) : ('second' as const),
                label: showName(one),
                hint: <Who contact={one} />,
              }),
            )}
          />
          <Notice>{whatMoves(shown)}</Notice>
          <Fields
            preview={shown}
            choiceOf={choiceOf}
            onChoose={(name, choice) =>
              setChosen((now) => ({ ...now, [name]: choice === 'keep' ? keepId : mergeId }))
            }
          />
        </div>
      )}
    </Dialog>
  )
}

function Who({ contact }: { readonly contact: ContactRow }) {
  return (
    <>
      {showPhone(contact.phone, contact.phoneExtension)} · {contact.webhookName ?? contact.webhookId} ·{' '}
      {count(contact.leadCount, 'lead')}, since <When at={contact.createdAt} />
    </>
  )
}

function Fields({
  preview,
  choiceOf,
  onChoose,
}: {
  readonly preview: MergePreview
  readonly choiceOf: (field: MergePreview['fields'][number]) => MergeChoice
  readonly onChoose: (name: MergeField, choice: MergeChoice) => void
}) {
  const id = useId()
  const said = preview.fields.filter(({ keep, merge }) => keep !== null || merge !== null)
  return (
    <div className="merge-fields">
      <div className="merge-row merge-head">
        <span />
        <span>Contact that stays</span>
        <span>Contact that is merged</span>
      </div>
      {said.map((field) => {
        const { name } = field
        const label = fieldLabel(name)
        if (field.keep === field.merge) {
          return (
            <div key={name} className="merge-row">
              <span className="field-label">{label}</span>
              <span className="merge-same">
                {field.keep} <span className="mute">both</span>
              </span>
            </div>
          )
        }
        return (
          <Group
            key={name}
            className="merge-row"
            aria-labelledby={`${id}-${name}`}
            value={choiceOf(field)}
            onValueChange={(choice) => onChoose(name, choice as MergeChoice)}
          >
            <span id={`${id}-${name}`} className="field-label">
              {label}
            </span>
            {(['keep', 'merge'] as const).map((choice) => (
              <div key={choice} className="toggle">
                <Radio.Root
                  id={`${id}-${name}-${choice}`}
                  value={choice}
                  className="radio"
                  aria-labelledby={`${id}-${name}-${choice}-label`}
                >
                  <Radio.Indicator className="radio-mark" />
                </Radio.Root>
                <label id={`${id}-${name}-${choice}-label`} htmlFor={`${id}-${name}-${choice}`}>
                  {field[choice] === null ? (
                    <span className="mute">empty</span>
                  ) : (
                    <Words text={field[choice]} />
                  )}
                </label>
                {choice === field.preset && <Newer field={field} />}
              </div>
            ))}
          </Group>
        )
      })}
    </div>
  )
}

/** Why this value is chosen beforehand, where the other contact says something else. */
function Newer({ field }: { readonly field: MergePreview['fields'][number] }) {
  const { keep, merge, keepAt, mergeAt, preset } = field
  if (keep === null || merge === null || !keepAt || !mergeAt || keepAt === mergeAt) return null
  const at = preset === 'keep' ? keepAt : mergeAt
  if (at < (preset === 'keep' ? mergeAt : keepAt)) return null
  return (
    <span className="mute merge-newer">
      newer, <When at={at} />
    </span>
  )
}

function count(many: number, one: string): string {
  return many === 1 ? `1 ${one}` : `${many.toLocaleString('en-US')} ${one}s`
}

/** "2 leads and 1 appointment go to Ana Ruiz. New leads for (602) 555-0143 on Air go there, too. Undo or Unmerge brings both back." */
function whatMoves({ keep, merge, moves }: MergePreview): string {
  const parts = [
    moves.leads > 0 && count(moves.leads, 'lead'),
    moves.appointments > 0 && count(moves.appointments, 'appointment'),
    moves.conversions > 0 && count(moves.conversions, 'conversion'),
    moves.names > 0 && `${count(moves.names, 'contact')} merged before`,
  ].filter((part) => part !== false)
  const last = parts.pop()
  const what = last === undefined ? 'Nothing' : parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
  const goes = what === 'Nothing' || /^1 /.test(what) === (parts.length === 0) ? 'goes' : 'go'
  return `${what} ${goes} to ${showName(keep)}, with all history. New leads for ${showPhone(merge.phone)} on ${merge.webhookName ?? merge.webhookId} go there, too. Undo or Unmerge brings both back.`
}
