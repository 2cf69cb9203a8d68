// Repair by hand: what the payload does not say in a way that can be read is typed in, beside what was sent.
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/fields.tsx'
import { Notice } from '../../ui/states.tsx'
import { offeredBy } from './offered.ts'

const FIELDS = [
  'phone',
  'email',
  'first_name',
  'last_name',
  'address',
  'city',
  'state',
  'zip_code',
  'notes',
] as const
/** Of an appointment; what it says of them is read by the core, so these begin empty. */
const APPOINTMENT_FIELDS = ['webhook_id', 'lead_id', 'date', 'time', 'time_zone', 'duration_minutes'] as const
const ALL = [...FIELDS, ...APPOINTMENT_FIELDS]
type Values = Record<(typeof ALL)[number], string>

type RepairDialogProps = {
  readonly delivery: Pick<
    DeliveryDetail,
    'id' | 'kind' | 'webhookId' | 'payloadFields' | 'rawText' | 'isRawTextCut' | 'reason' | 'size'
  >
  readonly onClose: () => void
  readonly onDone: (leadIds: readonly number[]) => void
}

export function RepairDialog(props: RepairDialogProps) {
  const webhooks = useApiQuery('webhooks.list', {})
  // Its mapping says what was meant by what was sent.
  if (webhooks.isPending) return null
  const webhook = webhooks.data?.find(({ webhookId }) => webhookId === props.delivery.webhookId)
  return <Repair {...props} offered={offeredBy(props.delivery, webhook)} />
}

function Repair({
  delivery,
  onClose,
  onDone,
  offered,
}: RepairDialogProps & { readonly offered: Readonly<Record<string, string>> }) {
  const { register, handleSubmit, formState, setError, setFocus } = useForm<Values>({
    defaultValues: Object.fromEntries(ALL.map((name) => [name, offered[name] ?? ''])),
  })
  const { dirtyFields } = formState
  const isAppointment = delivery.kind === 'appointment'
  const [problem, setProblem] = useState<string>()
  // A try that fails changes the stored reason; here the one of the sender's own values stays.
  const [reason] = useState(delivery.reason)

  const save = handleSubmit(async (all) => {
    setProblem(undefined)
    const values = Object.fromEntries(
      ALL.filter((name) => dirtyFields[name])
        .map((name) => [name, all[name]?.trim() ?? ''])
        .filter(([, value]) => value !== ''),
    )
    if (Object.keys(values).length === 0) {
      setError('phone', { message: 'Correct or fill in at least one field.' })
      setFocus('phone')
      return
    }
    const done = await runCommand(
      'deliveries.replay',
      { ids: [delivery.id], values },
      {
        isQuiet: true,
        onFailure: (failure) => {
          setProblem(failure.message)
          return true
        },
      },
    )
    if (!done) return
    if (done.accepted > 0) return onDone(done.leadIds)
    if (isAppointment) return setProblem(done.firstProblem ?? 'It became no appointment.')
    // The phone is the one field that a lead cannot do without, so what still fails is about it.
    setError('phone', { message: done.firstProblem ?? 'It became no lead. Check the phone.' })
    setFocus('phone')
  })

  return (
    <Dialog
      isOpen
      isKept
      size="large"
      title={`Repair delivery ${delivery.id}`}
      detail={<p>What was sent stands in the fields. What you change wins over it; everything else stays.</p>}
      onClose={onClose}
      onSubmit={save}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={formState.isSubmitting}>
            {isAppointment ? 'Book it' : 'Make the lead'}
          </Button>
        </>
      }
    >
      <div className="repair">
        <div className="form">
          {problem && <Notice tone="danger">{problem}</Notice>}
          {isAppointment && (
            <>
              {delivery.webhookId === null && (
                <TextField label="Webhook" placeholder="ws_cal_solar_001" {...register('webhook_id')} />
              )}
              <div className="form-row">
                <TextField label="Date" isOptional placeholder="2026-11-24" {...register('date')} />
                <TextField label="Time" isOptional placeholder="9:00 AM" {...register('time')} />
              </div>
              <div className="form-row">
                <TextField
                  label="Time zone"
                  isOptional
                  placeholder="America/Phoenix"
                  {...register('time_zone')}
                />
                <TextField
                  label="Minutes"
                  isOptional
                  inputMode="numeric"
                  placeholder="60"
                  {...register('duration_minutes')}
                />
              </div>
              <TextField label="Lead id" isOptional inputMode="numeric" {...register('lead_id')} />
            </>
          )}
          <TextField
            label="Phone"
            inputMode="tel"
            placeholder="(602) 555-0142"
            error={formState.errors.phone?.message}
            {...register('phone')}
          />
          <TextField label="Email" isOptional inputMode="email" {...register('email')} />
          <div className="form-row">
            <TextField label="First name" isOptional {...register('first_name')} />
            <TextField label="Last name" isOptional {...register('last_name')} />
          </div>
          <TextField label="Address" isOptional {...register('address')} />
          <div className="form-row repair-place">
            <TextField label="City" isOptional {...register('city')} />
            <TextField label="State" isOptional {...register('state')} />
            <TextField label="ZIP" isOptional {...register('zip_code')} />
          </div>
          <TextArea label="Notes" isOptional rows={2} {...register('notes')} />
        </div>
        <section className="repair-sent" aria-label="What was sent">
          <h3>What was sent</h3>
          {reason && <p className="field-hint">{reason}</p>}
          {delivery.payloadFields.length > 0 ? (
            <dl tabIndex={0} aria-label="Names and values">
              {delivery.payloadFields.map(({ path, sample }) => (
                <div key={path}>
                  <dt className="mono">{path}</dt>
                  <dd>{sample}</dd>
                </div>
              ))}
            </dl>
          ) : delivery.size === 0 ? (
            <p className="mute">The body was empty.</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
            <pre tabIndex={0}>{delivery.rawText}</pre>
          )}
        </section>
      </div>
    </Dialog>
  )
}
