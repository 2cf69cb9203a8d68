// The form of a webhook, for a new one and for changing one.
import { zodResolver } from '@hookform/resolvers/zod'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Controller, type UseFormReturn, useForm } from 'react-hook-form'
import { z } from 'zod'
import type { Failure } from '../../../shared/contract/reply.ts'
import { type Webhook, webhookDraft, webhookOperations } from '../../../shared/contract/webhooks.ts'
import { isWebhookId, nextWebhookId, webhookCategory } from '../../../shared/domain/ids.ts'
import { LEAD_TYPE_LABELS, SENDER_RULE_LABELS } from '../../../shared/domain/labels.ts'
import { regionLetters, stateNamedIn } from '../../../shared/domain/payload/places.ts'
import { LEAD_TYPES, SENDER_RULES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Combobox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx'
import { placeProblems } from '../../ui/form-problems.ts'
import { draftOf } from '../../ui/mapping-editor.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { regionOptions, SENDER_RULE_HINTS, showRate } from '../../ui/sending.tsx'
import { Notice } from '../../ui/states.tsx'

const creation = webhookOperations['webhooks.create'].input
type Values = (typeof creation)['_zod']['input']
type Made = (typeof creation)['_zod']['output']
type Form = UseFormReturn<Values, unknown, Made>

const FIELDS = [
  'name',
  'description',
  'leadType',
  'region',
  'prefix',
  'webhookId',
  'rateLimit',
  'rateWindow',
  'senderRule',
  'defaultProviderId',
  'defaultRegion',
  'verifyToken',
] as const

/** Those that stand under More options. */
const MORE = [
  'description',
  'prefix',
  'webhookId',
  'rateLimit',
  'rateWindow',
  'defaultRegion',
  'verifyToken',
] as const satisfies readonly (typeof FIELDS)[number][]

const WHOLE_LIMIT = 'Write a whole number from 1 to 100,000.'
const WHOLE_WINDOW = 'Write a whole number of seconds from 1 to 86,400.'

type NewWebhookProps = {
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onMade: (webhookId: string) => void
}

export function NewWebhookDialog({ taken, onClose, onMade }: NewWebhookProps) {
  const create = useCommand('webhooks.create')
  const [problem, setProblem] = useState<string>()
  const form: Form = useForm<Values, unknown, Made>({
    resolver: zodResolver(creation.extend({ region: z.string() })) as never,
    defaultValues: {
      name: '',
      description: '',
      leadType: 'solar',
      region: '',
      prefix: '',
      rateLimit: 100,
      rateWindow: 60,
      senderRule: 'provider',
      defaultProviderId: null,
      defaultRegion: 'US',
      verifyToken: '',
    },
  })
  const { register, watch, formState, handleSubmit, setError, clearErrors } = form
  const [name, leadType, regionText = '', prefix = ''] = watch(['name', 'leadType', 'region', 'prefix'])
  // Not a field of the form: as long as nobody has written an id of their own, the proposed one is only shown, and the core numbers it.
  const [ownId, setOwnId] = useState<string>()
  const idInput = useRef<HTMLInputElement>(null)
  const letters = regionText.trim() === '' ? (stateNamedIn(name) ?? 'us') : regionLetters(regionText)
  const region = letters.length < 2 ? 'us' : letters
  const proposed =
    nextWebhookId({ prefix, region, category: webhookCategory(leadType) }, (id) => taken.includes(id)) ?? ''

  const save = handleSubmit(async (values) => {
    setProblem(undefined)
    if (ownId !== undefined && !isWebhookId(ownId)) {
      setError('webhookId', { message: ID_SHAPE })
      idInput.current?.focus()
      return
    }
    const made = await create(
      { ...values, region, webhookId: ownId },
      {
        isQuiet: true,
        onFailure: (failure) => tell(failure, form, setProblem),
      },
    )
    if (made) onMade(made.webhookId)
  })

  return (
    <Dialog
      isOpen
      isKept
      size="large"
      title="New webhook"
      onClose={onClose}
      onSubmit={save}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={formState.isSubmitting}>
            Create webhook
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <div className="form-row">
          <TextField
            label="Name"
            maxLength={100}
            placeholder="Solar, California"
            error={formState.errors.name?.message}
            {...register('name')}
          />
          <LeadTypeField form={form} />
        </div>
        <TextField
          label="Region"
          isOptional
          placeholder="Florida, cal, us"
          hint={
            <>
              Its address will end in <span className="mono">{ownId ?? proposed}</span>.
            </>
          }
          maxLength={40}
          spellCheck={false}
          error={formState.errors.region?.message}
          {...register('region')}
        />
        <SenderFields form={form} />
        <MoreOptions form={form}>
          <div className="form-row">
            <TextField
              label="Prefix"
              isOptional
              hint="Such as a client’s name."
              maxLength={40}
              spellCheck={false}
              error={formState.errors.prefix?.message}
              {...register('prefix')}
            />
            <TextField
              label="Id"
              className="mono"
              spellCheck={false}
              maxLength={80}
              hint={
                ownId === undefined ? (
                  'The end of the address. It cannot be changed later.'
                ) : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      setOwnId(undefined)
                      clearErrors('webhookId')
                    }}
                  >
                    Use the proposed {proposed}
                  </button>
                )
              }
              error={formState.errors.webhookId?.message}
              ref={idInput}
              value={ownId ?? proposed}
              onChange={(event) => {
                const typed = event.target.value.trim().toLowerCase()
                setOwnId(typed === proposed ? undefined : typed)
                clearErrors('webhookId')
              }}
              onBlur={() => {
                if (ownId !== undefined && !isWebhookId(ownId)) setError('webhookId', { message: ID_SHAPE })
                else if (ownId !== undefined && taken.includes(ownId))
                  setError('webhookId', { message: 'This id is taken.' })
              }}
            />
          </div>
        </MoreOptions>
      </div>
    </Dialog>
  )
}

const ID_SHAPE =
  'Write it like ws_cal_solar_001: an optional prefix_, ws_, the region, a category, three digits.'

function tell(failure: Failure, form: Form, setProblem: (words: string) => void): true {
  if (!placeProblems(failure, form, FIELDS)) setProblem(failure.message)
  return true
}

export function EditWebhookDialog({
  webhook,
  onClose,
}: {
  readonly webhook: Webhook
  readonly onClose: () => void
}) {
  const update = useCommand('webhooks.update')
  const [problem, setProblem] = useState<string>()
  const form: Form = useForm<Values, unknown, Made>({
    resolver: zodResolver(webhookDraft) as never,
    defaultValues: { ...draftOf(webhook), verifyToken: webhook.verifyToken ?? '' },
  })
  const { register, formState, handleSubmit } = form
  const save = handleSubmit(async (values) => {
    setProblem(undefined)
    const saved = await update(
      { ...values, mapping: webhook.mapping, webhookId: webhook.webhookId },
      { onFailure: (failure) => tell(failure, form, setProblem) },
    )
    if (saved) onClose()
  })
  return (
    <Dialog
      isOpen
      isKept
      size="large"
      title={`Edit ${webhook.name}`}
      onClose={onClose}
      onSubmit={save}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={formState.isSubmitting}>
            Save
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <div className="form-row">
          <TextField
            label="Name"
            maxLength={100}
            error={formState.errors.name?.message}
            {...register('name')}
          />
          <LeadTypeField form={form} hint="Leads that are here keep their type." />
        </div>
        <SenderFields form={form} />
        <MoreOptions form={form} />
      </div>
    </Dialog>
  )
}

function LeadTypeField({ form, hint }: { readonly form: Form; readonly hint?: string }) {
  return (
    <Controller
      control={form.control}
      name="leadType"
      render={({ field }) => (
        <Select
          label="Lead type"
          value={field.value}
          onChange={field.onChange}
          {...(hint ? { hint } : {})}
          options={LEAD_TYPES.map((type) => ({ value: type, label: LEAD_TYPE_LABELS[type] }))}
        />
      )}
    />
  )
}

const NOBODY = 'nobody'

/** Who may send, and on whom it is booked. */
function SenderFields({ form }: { readonly form: Form }) {
  const { control, watch, formState } = form
  const { errors } = formState
  const providers = useApiQuery('providers.list', {})
  const [senderRule = 'provider', defaultProviderId] = watch(['senderRule', 'defaultProviderId'])
  const choices = (providers.data ?? []).filter(
    ({ deletedAt, providerId }) => deletedAt === null || providerId === defaultProviderId,
  )
  return (
    <>
      <Controller
        control={control}
        name="senderRule"
        render={({ field }) => (
          <RadioGroup
            label="Who may send"
            value={field.value ?? 'provider'}
            onChange={field.onChange}
            options={SENDER_RULES.map((rule) => ({
              value: rule,
              label: SENDER_RULE_LABELS[rule],
              hint: SENDER_RULE_HINTS[rule],
            }))}
          />
        )}
      />
      {senderRule === 'open' && (
        <Controller
          control={control}
          name="defaultProviderId"
          render={({ field }) => (
            <Select
              label="Default provider"
              hint="Leads of a sender that names nobody are booked on it."
              value={field.value ?? NOBODY}
              onChange={(id) => field.onChange(id === NOBODY ? null : id)}
              error={errors.defaultProviderId?.message}
              options={[
                { value: NOBODY, label: 'None: such leads have no provider' },
                ...choices.map(({ providerId, providerName }) => ({
                  value: providerId,
                  label: providerName,
                  detail: providerId,
                })),
              ]}
            />
          )}
        />
      )}
    </>
  )
}

/** What most webhooks never need, in one place; it opens by itself when something in it is refused. */
function MoreOptions({ form, children }: { readonly form: Form; readonly children?: ReactNode }) {
  const { control, register, watch, formState } = form
  const { errors } = formState
  // What was filled in before is not hidden.
  const [isOpen, setOpen] = useState(() =>
    Boolean(form.getValues('verifyToken') || form.getValues('description')),
  )
  const [rateLimit, rateWindow, defaultRegion = 'US'] = watch(['rateLimit', 'rateWindow', 'defaultRegion'])
  const regions = useMemo(() => regionOptions(defaultRegion), [defaultRegion])
  const hasProblem = MORE.some((name) => errors[name])
  useEffect(() => {
    if (hasProblem) setOpen(true)
  }, [hasProblem])
  return (
    <details className="webhook-more" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>More options</summary>
      <div className="form">
        {children}
        <div className="field">
          <div className="webhook-rate">
            <Controller
              control={control}
              name="rateLimit"
              render={({ field }) => (
                <NumberField
                  ref={field.ref}
                  label="Deliveries allowed"
                  unit="per"
                  value={field.value ?? null}
                  onChange={field.onChange}
                  error={errors.rateLimit && WHOLE_LIMIT}
                />
              )}
            />
            <Controller
              control={control}
              name="rateWindow"
              render={({ field }) => (
                <NumberField
                  ref={field.ref}
                  label="Window"
                  unit="seconds"
                  value={field.value ?? null}
                  onChange={field.onChange}
                  error={errors.rateWindow && WHOLE_WINDOW}
                />
              )}
            />
          </div>
          <div className="field-hint">
            {rateLimit && rateWindow
              ? `${showRate(rateLimit, rateWindow)}; whatever comes beyond that is asked to come back later (429).`
              : 'Whatever comes beyond the limit is asked to come back later (429).'}
          </div>
        </div>
        <div className="form-row">
          <Controller
            control={control}
            name="defaultRegion"
            render={({ field }) => (
              <Combobox
                label="Phones without a country code are from"
                value={field.value ?? 'US'}
                onChange={field.onChange}
                options={regions}
                error={errors.defaultRegion?.message}
              />
            )}
          />
          <TextField
            label="Verification token"
            isOptional
            className="mono"
            spellCheck={false}
            maxLength={200}
            hint="Meta’s verify token, or the key of a Google Ads lead form."
            error={errors.verifyToken?.message}
            {...register('verifyToken')}
          />
        </div>
        <TextArea
          label="Description"
          isOptional
          rows={2}
          maxLength={1000}
          error={errors.description?.message}
          {...register('description')}
        />
      </div>
    </details>
  )
}
