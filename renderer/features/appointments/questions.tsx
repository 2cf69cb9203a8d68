// What has to be asked before an appointment is saved: whether a conflict is meant, and which of two times is, where an hour comes twice or not at all.
import { type ReactNode, useCallback, useState } from 'react'
import type { AppointmentTime } from '../../../shared/contract/appointments.ts'
import type { Input } from '../../../shared/contract/index.ts'
import type { Failure } from '../../../shared/contract/reply.ts'
import { foldOf, readWallTime, wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import { runCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'

type Asked =
  | {
      readonly kind: 'conflict'
      readonly reasons: readonly string[]
      readonly deed: string
      readonly answer: (isMeant: boolean) => void
    }
  | {
      readonly kind: 'clock'
      readonly message: string
      readonly choices: readonly { readonly value: string; readonly label: string }[]
      readonly answer: (instant: string | undefined) => void
    }

export type Saving = {
  /** Resolves with the answer, with the refusal, or with undefined where the person thought better of it. */
  readonly update: (input: Omit<Input<'appointments.update'>, 'acceptsConflicts'>) => Promise<Outcome>
  readonly book: (input: Omit<Input<'appointments.book'>, 'acceptsConflicts'>) => Promise<Outcome>
  /**
   * Puts the question of the clock first, where there is one; undefined where no time was chosen. `zone`: an instant was pointed at on these
   * clocks, where the two that show the same time cannot be told apart.
   */
  readonly settle: (when: AppointmentTime, zone?: string) => Promise<AppointmentTime | undefined>
}
export type Outcome =
  | { readonly is: 'saved'; readonly id?: number }
  | { readonly is: 'refused'; readonly failure: Failure }
  | { readonly is: 'dropped' }

/** Saves appointments and asks what is to be asked; `box` is the question, to be put on the screen. */
export function useSaving(): Saving & { readonly box: ReactNode } {
  const [asked, setAsked] = useState<Asked>()

  const askConflict = useCallback(
    (failure: Failure, deed: string) =>
      new Promise<boolean>((answer) =>
        setAsked({
          kind: 'conflict',
          reasons: failure.details?.map(({ message }) => message) ?? [failure.message],
          deed,
          answer,
        }),
      ),
    [],
  )
  const run = useCallback(
    async (
      call: (acceptsConflicts: boolean, onFailure: (failure: Failure) => boolean) => Promise<unknown>,
      deed: string,
    ) => {
      let failure: Failure | undefined
      const keep = (found: Failure) => {
        failure = found
        return true
      }
      let done = await call(false, keep)
      if (failure?.code === 'conflict') {
        if (!(await askConflict(failure, deed))) return { is: 'dropped' } as const
        failure = undefined
        done = await call(true, keep)
      }
      if (failure !== undefined) return { is: 'refused', failure } as const
      return { is: 'saved', ...(idOf(done) === undefined ? {} : { id: idOf(done) as number }) } as const
    },
    [askConflict],
  )
  const update = useCallback<Saving['update']>(
    (input) =>
      run(
        (acceptsConflicts, onFailure) =>
          runCommand('appointments.update', { ...input, acceptsConflicts }, { onFailure }),
        input.when === undefined ? 'Save it anyway' : 'Move it anyway',
      ),
    [run],
  )
  const book = useCallback<Saving['book']>(
    (input) =>
      run(
        (acceptsConflicts, onFailure) =>
          runCommand('appointments.book', { ...input, acceptsConflicts }, { onFailure }),
        'Book it anyway',
      ),
    [run],
  )
  const settle = useCallback<Saving['settle']>(async (when, zone) => {
    if (!('wallTime' in when) && !('at' in when && zone !== undefined && foldOf(when.at, zone) !== null))
      return when
    const { timeZone } = when
    const reading =
      'wallTime' in when
        ? readWallTime(when.wallTime, when.timeZone, when.fold)
        : readWallTime(wallTimeOf((when as { readonly at: string }).at, zone as string), zone as string)
    if (reading.ok) return { at: reading.instant, timeZone }
    const choices =
      reading.code === 'fold'
        ? reading.choices.map(({ instant, label }) => ({ value: instant, label }))
        : proposalOf(reading.proposal, timeZone ?? zone ?? 'UTC')
    const at = await new Promise<string | undefined>((answer) =>
      setAsked({ kind: 'clock', message: reading.message, choices, answer }),
    )
    return at === undefined ? undefined : { at, timeZone }
  }, [])

  const box =
    asked === undefined ? null : asked.kind === 'conflict' ? (
      <ConfirmDialog
        isOpen
        title={asked.reasons.length === 1 ? 'Something speaks against it' : 'Some things speak against it'}
        confirmLabel={asked.deed}
        onClose={() => {
          asked.answer(false)
          setAsked(undefined)
        }}
        onConfirm={() => asked.answer(true)}
      >
        <ul className="appointment-reasons">
          {asked.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </ConfirmDialog>
    ) : (
      <ClockQuestion
        message={asked.message}
        choices={asked.choices}
        onAnswer={(instant) => {
          asked.answer(instant)
          setAsked(undefined)
        }}
      />
    )
  return { update, book, settle, box }
}

function idOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : undefined
}

function proposalOf(
  proposal: string,
  timeZone: string,
): { readonly value: string; readonly label: string }[] {
  const reading = readWallTime(proposal, timeZone)
  return reading.ok ? [{ value: reading.instant, label: showWall(proposal) }] : []
}

/** "3:30 AM" of "2026-03-08T03:30". */
export function showWall(wallTime: string): string {
  const [hour = 0, minute = 0] = wallTime.slice(11).split(':').map(Number)
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}

function ClockQuestion({
  message,
  choices,
  onAnswer,
}: {
  readonly message: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly onAnswer: (instant: string | undefined) => void
}) {
  const [chosen, setChosen] = useState(choices[0]?.value ?? '')
  return (
    <Dialog
      isOpen
      size="small"
      title="Which time is meant?"
      onClose={() => onAnswer(undefined)}
      onSubmit={(event) => {
        event.preventDefault()
        onAnswer(chosen)
      }}
      actions={
        <>
          <Button onClick={() => onAnswer(undefined)}>Cancel</Button>
          <Button tone="main" type="submit">
            Use this time
          </Button>
        </>
      }
    >
      <div className="form">
        <p>{message}</p>
        <RadioGroup label="Time" value={chosen} onChange={setChosen} options={choices} />
      </div>
    </Dialog>
  )
}
