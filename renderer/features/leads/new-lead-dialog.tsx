// A lead by hand: read, matched and routed like a delivery, so the fields take what a payload may say ("$1,250", "602 555 0142 x4").
import { Link, useNavigate } from '@tanstack/react-router'
import { Fragment, useEffect, useMemo, useRef, useState } from 'react'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { LEAD_TYPE_LABELS, labelOf } from '../../../shared/domain/labels.ts'
import { LEAD_FIELDS, type LeadField } from '../../../shared/domain/payload/fields.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Combobox, Select, TextArea, TextField } from '../../ui/fields.tsx'
import { showName } from '../../ui/format.ts'
import { FIELD_UNITS } from '../../ui/lead-words.tsx'
import { Notice } from '../../ui/states.tsx'
import { showToast } from '../../ui/toasts.tsx'
import './leads.css'

type Values = Record<string, string>

/** What was typed and not saved: closing the box by mistake loses nothing. */
let draft: { webhookId: string | undefined; values: Values } = { webhookId: undefined, values: {} }

export function NewLeadDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const create = useCommand('leads.create')
  const webhooks = useApiQuery('webhooks.list', {})
  const choices = useMemo(
    () => (webhooks.data ?? []).filter((webhook) => webhook.deletedAt === null),
    [webhooks.data],
  )
  const [webhookId, setWebhookId] = useState(draft.webhookId)
  const webhook =
    choices.find((each) => each.webhookId === webhookId) ??
    choices.find((each) => each.isActive) ??
    choices[0]
  const { register, control, handleSubmit, setError, setFocus, reset, getValues, formState } =
    useForm<Values>({
      defaultValues: draft.values,
    })
  const typed = useWatch({ control, name: ['phone', 'email'] })
  const [problem, setProblem] = useState<string>()
  const isSaved = useRef(false)

  useEffect(
    () => () => {
      if (!isSaved.current) draft = { webhookId, values: getValues() }
    },
    [webhookId, getValues],
  )

  if (webhooks.data && !webhook) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title="New lead"
        size="small"
        actions={<Button onClick={onClose}>Close</Button>}
      >
        <p>
          A lead belongs to a webhook, which knows its type. There is none yet:{' '}
          <Link to="/webhooks" search={{ new: true }} onClick={onClose}>
            create the first one
          </Link>
          .
        </p>
      </Dialog>
    )
  }

  const own: LeadField[] = LEAD_FIELDS.filter(
    (field) =>
      field.leadTypes.length < 4 &&
      webhook &&
      (field.leadTypes as readonly string[]).includes(webhook.leadType),
  )
  const save = handleSubmit(async (all) => {
    if (!webhook) return
    setProblem(undefined)
    const names = new Set([...COMMON, ...own.map(({ name }) => name)])
    const values = Object.fromEntries(
      Object.entries(all).filter(([name, value]) => names.has(name) && value?.trim()),
    )
    const made = await create(
      { webhookId: webhook.webhookId, values },
      {
        onFailure: (failure) => {
          const known = failure.details?.filter(({ field }) => names.has(field)) ?? []
          for (const { field, message } of known) setError(field, { message })
          if (known[0]) setFocus(known[0].field)
          else setProblem(failure.message)
          return true
        },
      },
    )
    if (!made) return
    isSaved.current = true
    draft = { webhookId: webhook.webhookId, values: {} }
    onClose()
    showToast({
      title: made.contactStatus === 'new' ? 'Lead added' : 'Lead added to a contact you already have',
    })
    void navigate({ to: '/leads', search: { lead: made.leadId } })
  })
  const text = (name: string) => ({ ...register(name), error: formState.errors[name]?.message })

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New lead"
      isKept
      onSubmit={save}
      actions={
        <>
          {formState.isDirty || Object.keys(draft.values).length > 0 ? (
            <Button
              tone="quiet"
              className="apart"
              onClick={() => {
                draft = { webhookId, values: {} }
                reset(EMPTY)
              }}
            >
              Clear
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={formState.isSubmitting}>
            Add lead
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <Combobox
          label="Webhook"
          hint={
            webhook &&
            `${LEAD_TYPE_LABELS[webhook.leadType]} lead, read and routed as if it had been sent there.`
          }
          value={webhook?.webhookId ?? null}
          onChange={setWebhookId}
          options={choices.map((each) => ({
            value: each.webhookId,
            label: each.name,
            detail: each.webhookId,
            words: LEAD_TYPE_LABELS[each.leadType],
          }))}
        />
        <div className="form-row">
          <TextField
            label="Phone"
            autoFocus
            inputMode="tel"
            placeholder="(602) 555-0142"
            {...text('phone')}
          />
          <TextField label="Email" isOptional inputMode="email" {...text('email')} />
        </div>
        <AlreadyKnown webhookId={webhook?.webhookId} phone={typed[0]} email={typed[1]} onOpen={onClose} />
        <div className="form-row">
          <TextField label="First name" isOptional {...text('first_name')} />
          <TextField label="Last name" isOptional {...text('last_name')} />
        </div>
        <TextField label="Address" isOptional {...text('address')} />
        <div className="form-row lead-form-place">
          <TextField label="City" isOptional {...text('city')} />
          <TextField label="State" isOptional {...text('state')} />
          <TextField label="ZIP code" isOptional {...text('zip_code')} />
        </div>
        {own.length > 0 && webhook && (
          <>
            <h3 className="lead-form-head">{LEAD_TYPE_LABELS[webhook.leadType]}</h3>
            <div className="form-row">
              {own.map((field) =>
                field.choices ? (
                  <Controller
                    key={field.name}
                    control={control}
                    name={field.name}
                    render={({ field: bound }) => (
                      <Select
                        label={field.label}
                        isOptional
                        value={bound.value || null}
                        onChange={bound.onChange}
                        error={formState.errors[field.name]?.message}
                        options={(field.choices ?? []).map((choice) => ({
                          value: choice,
                          label: labelOf(choice),
                        }))}
                      />
                    )}
                  />
                ) : (
                  <TextField
                    key={field.name}
                    label={field.label}
                    isOptional
                    inputMode={
                      field.kind === 'money' ? 'decimal' : field.kind === 'integer' ? 'numeric' : 'text'
                    }
                    placeholder={field.kind === 'money' ? '$' : FIELD_UNITS[field.name]}
                    {...text(field.name)}
                  />
                ),
              )}
            </div>
          </>
        )}
        <div className="form-row">
          <TextField label="Source" isOptional placeholder="Referral, walk-in…" {...text('source')} />
          <TextField label="Product" isOptional {...text('product_type')} />
        </div>
        <TextArea label="Notes" isOptional {...text('notes')} />
      </div>
    </Dialog>
  )
}

const PAUSE_MS = 250

/** Who has the phone or e-mail that is being typed, so that nobody is entered and called twice. */
function AlreadyKnown({
  webhookId,
  phone,
  email,
  onOpen,
}: {
  readonly webhookId: string | undefined
  readonly phone: string | undefined
  readonly email: string | undefined
  readonly onOpen: () => void
}) {
  const [asked, setAsked] = useState<{ phone?: string; email?: string }>({})
  useEffect(() => {
    const timer = setTimeout(
      () =>
        setAsked({
          ...(phone && phone.replace(/\D/g, '').length >= 7 && phone.length <= 100 ? { phone } : {}),
          ...(email?.includes('@') && email.length <= 320 ? { email } : {}),
        }),
      PAUSE_MS,
    )
    return () => clearTimeout(timer)
  }, [phone, email])
  const isAsked = asked.phone !== undefined || asked.email !== undefined
  const known = useApiQuery(
    'contacts.known',
    { webhookId, ...asked },
    { enabled: isAsked, isExact: true },
  ).data
  return (
    <div role="status" className="lead-form-known">
      {isAsked && known && known.length > 0 && (
        <Notice tone="warn">
          Already known:{' '}
          {known.map(({ contact, reason, joins }, index) => (
            <Fragment key={contact.id}>
              {index > 0 && '; '}
              <Link to="/contacts" search={{ contact: contact.id }} onClick={onOpen}>
                {showName(contact)}
              </Link>
              {`, same ${reason === 'phone' ? 'phone' : 'e-mail'}${joins ? ': this lead will join that contact' : ` on ${contact.webhookName ?? contact.webhookId}`}`}
            </Fragment>
          ))}
          .
        </Notice>
      )}
    </div>
  )
}

const COMMON = [
  'phone',
  'email',
  'first_name',
  'last_name',
  'address',
  'city',
  'state',
  'zip_code',
  'source',
  'product_type',
  'notes',
] as const
const EMPTY: Values = Object.fromEntries(LEAD_FIELDS.map(({ name }) => [name, '']))
