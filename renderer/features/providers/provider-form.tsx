// The form of a provider, for a new one and for changing one.
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { Controller, type UseFormReturn, useForm } from 'react-hook-form'
import { type Provider, type ProviderDraft, providerDraft } from '../../../shared/contract/providers.ts'
import type { Failure } from '../../../shared/contract/reply.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox, NumberField, TextArea, TextField } from '../../ui/fields.tsx'
import { placeProblems } from '../../ui/form-problems.ts'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { Notice } from '../../ui/states.tsx'

type Form = UseFormReturn<ProviderDraft, unknown, (typeof providerDraft)['_zod']['output']>

const FIELDS = [
  'providerName',
  'companyName',
  'contactEmail',
  'allowedWebhooks',
  'rateLimit',
  'notes',
] as const
const WHOLE_LIMIT = 'Write a whole number from 1 to 100,000, or leave it empty for no limit.'

/** Everything an update writes: an update that leaves a field out would set it back to its default. */
function draftOf(provider: Provider): Required<ProviderDraft> {
  return {
    providerName: provider.providerName,
    companyName: provider.companyName ?? '',
    contactEmail: provider.contactEmail ?? '',
    allowedWebhooks: provider.allowedWebhooks,
    rateLimit: provider.rateLimit,
    notes: provider.notes ?? '',
  }
}

const EMPTY: Required<ProviderDraft> = {
  providerName: '',
  companyName: '',
  contactEmail: '',
  allowedWebhooks: null,
  rateLimit: null,
  notes: '',
}

type NewProviderProps = {
  readonly onClose: () => void
  readonly onMade: (made: { readonly providerId: string; readonly apiKey: string }) => void
}

export function NewProviderDialog({ onClose, onMade }: NewProviderProps) {
  const create = useCommand('providers.create')
  const [problem, setProblem] = useState<string>()
  const form: Form = useForm({ resolver: zodResolver(providerDraft), defaultValues: EMPTY })
  const save = form.handleSubmit(async (values) => {
    setProblem(undefined)
    const made = await create(values, {
      isQuiet: true,
      onFailure: (failure) => tell(failure, form, setProblem),
    })
    if (made) onMade(made)
  })
  return (
    <FormDialog
      form={form}
      title="New provider"
      saveLabel="Create provider"
      problem={problem}
      onClose={onClose}
      onSubmit={save}
    />
  )
}

type EditProviderProps = { readonly provider: Provider; readonly onClose: () => void }

export function EditProviderDialog({ provider, onClose }: EditProviderProps) {
  const update = useCommand('providers.update')
  const [problem, setProblem] = useState<string>()
  const form: Form = useForm({ resolver: zodResolver(providerDraft), defaultValues: draftOf(provider) })
  const save = form.handleSubmit(async (values) => {
    setProblem(undefined)
    const saved = await update(
      { ...values, providerId: provider.providerId },
      { onFailure: (failure) => tell(failure, form, setProblem) },
    )
    if (saved) onClose()
  })
  return (
    <FormDialog
      form={form}
      title={`Edit ${provider.providerName}`}
      saveLabel="Save"
      problem={problem}
      onClose={onClose}
      onSubmit={save}
    />
  )
}

function tell(failure: Failure, form: Form, setProblem: (words: string) => void): true {
  if (!placeProblems(failure, form, FIELDS)) setProblem(failure.message)
  return true
}

type FormDialogProps = {
  readonly form: Form
  readonly title: string
  readonly saveLabel: string
  readonly problem: string | undefined
  readonly onClose: () => void
  readonly onSubmit: () => void
}

function FormDialog({ form, title, saveLabel, problem, onClose, onSubmit }: FormDialogProps) {
  const { control, register, formState } = form
  const { errors } = formState
  return (
    <Dialog
      isOpen
      isKept
      title={title}
      onClose={onClose}
      onSubmit={onSubmit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={formState.isSubmitting}>
            {saveLabel}
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <TextField
          label="Name"
          maxLength={100}
          placeholder="Click Ventures"
          hint={
            saveLabel === 'Save'
              ? undefined
              : 'Its id is made from the name and stays, whatever the name becomes.'
          }
          error={errors.providerName?.message}
          {...register('providerName')}
        />
        <div className="form-row">
          <TextField
            label="Company"
            isOptional
            maxLength={200}
            error={errors.companyName?.message}
            {...register('companyName')}
          />
          <TextField
            label="Contact email"
            isOptional
            inputMode="email"
            error={errors.contactEmail?.message}
            {...register('contactEmail')}
          />
        </div>
        <AllowedWebhooks form={form} />
        <Controller
          control={control}
          name="rateLimit"
          render={({ field }) => (
            <NumberField
              ref={field.ref}
              label="Own limit"
              isOptional
              unit="requests per minute"
              hint="Besides the limits of the webhooks it sends to."
              value={field.value ?? null}
              onChange={field.onChange}
              error={errors.rateLimit && WHOLE_LIMIT}
            />
          )}
        />
        <TextArea
          label="Notes"
          isOptional
          rows={2}
          maxLength={5000}
          error={errors.notes?.message}
          {...register('notes')}
        />
      </div>
    </Dialog>
  )
}

function AllowedWebhooks({ form }: { readonly form: Form }) {
  const webhooks = useApiQuery('webhooks.list', {}).data ?? []
  return (
    <Controller
      control={form.control}
      name="allowedWebhooks"
      render={({ field }) => {
        const chosen = field.value ?? null
        const listed = webhooks.filter((each) => each.deletedAt === null || chosen?.includes(each.webhookId))
        return (
          <>
            <RadioGroup
              label="May send to"
              value={chosen === null ? 'every' : 'some'}
              onChange={(which) => field.onChange(which === 'every' ? null : [])}
              error={form.formState.errors.allowedWebhooks?.message}
              options={[
                { value: 'every', label: 'Every webhook', hint: 'Also those made later.' },
                { value: 'some', label: 'Only these', hint: 'Elsewhere it is refused (403).' },
              ]}
            />
            {chosen !== null && (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own look; the group is labelled
              <div className="provider-webhooks" role="group" aria-label="Webhooks it may send to">
                {listed.length === 0 && <p className="mute">There is no webhook yet.</p>}
                {listed.map(({ webhookId, name, deletedAt }) => (
                  <Checkbox
                    key={webhookId}
                    label={
                      <>
                        {name}
                        {deletedAt !== null && <span className="mute"> (deleted)</span>}{' '}
                        <span className="mono mute">{webhookId}</span>
                      </>
                    }
                    isOn={chosen.includes(webhookId)}
                    onChange={(isOn) =>
                      field.onChange(isOn ? [...chosen, webhookId] : chosen.filter((id) => id !== webhookId))
                    }
                  />
                ))}
              </div>
            )}
          </>
        )
      }}
    />
  )
}
