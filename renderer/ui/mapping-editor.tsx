// A webhook's own names: which of its payload's names or places holds which of our fields. Opened on a webhook, and from the quarantine,
// where the newest delivery that failed shows what there is to map.
import { ArrowLeft, Plus, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { DeliveryDetail } from '../../shared/contract/deliveries.ts'
import type { Webhook, WebhookDraft } from '../../shared/contract/webhooks.ts'
import { foldKey } from '../../shared/domain/fold.ts'
import { LEAD_FIELDS, PAYLOAD_FIELDS } from '../../shared/domain/payload/fields.ts'
import { validateMapping } from '../../shared/domain/payload/mapping.ts'
import { parsePhone } from '../../shared/domain/phone.ts'
import { runCommand } from '../api/hooks.ts'
import { Button, IconButton } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Combobox } from './fields.tsx'
import { Notice } from './states.tsx'
import { SuggestField } from './suggest-field.tsx'
import './mapping-editor.css'

type Found = DeliveryDetail['payloadFields']
type Row = { readonly key: number; readonly field: string | null; readonly source: string }

type MappingDialogProps = {
  readonly webhook: Webhook
  /** A delivery whose names are offered, with what to call it: "the newest quarantined delivery". */
  readonly sample?: { readonly fields: Found; readonly name: string } | undefined
  /** What to know before mapping. */
  readonly notice?: string | undefined
  readonly title: string
  readonly saveLabel: string
  /** After saving; the dialog stays open and busy until it resolves. */
  readonly onSaved: () => unknown
  readonly onClose: () => void
}

const TARGETS = [
  ...LEAD_FIELDS.map(({ name, label, leadTypes, aliases }) => ({
    name,
    label,
    leadTypes: leadTypes as readonly string[],
    aliases,
  })),
  ...PAYLOAD_FIELDS.map(({ name, label, aliases }) => ({
    name,
    label,
    leadTypes: undefined,
    aliases: [...aliases] as readonly string[],
  })),
]
const LABELS = new Map<string, string>(TARGETS.map(({ name, label }) => [name, label]))

export function targetLabel(name: string): string {
  return LABELS.get(name) ?? name
}

/** Everything of a webhook that an update writes: an update that leaves a field out would set it back to its default. */
export function draftOf(webhook: Webhook): Required<WebhookDraft> {
  return {
    name: webhook.name,
    description: webhook.description ?? '',
    leadType: webhook.leadType,
    rateLimit: webhook.rateLimit,
    rateWindow: webhook.rateWindow,
    senderRule: webhook.senderRule,
    defaultProviderId: webhook.defaultProviderId,
    defaultRegion: webhook.defaultRegion,
    verifyToken: webhook.verifyToken,
    mapping: webhook.mapping,
  }
}

export function MappingDialog({
  webhook,
  sample,
  notice,
  title,
  saveLabel,
  onSaved,
  onClose,
}: MappingDialogProps) {
  const nextKey = useRef(0)
  const row = (field: string | null, source: string): Row => {
    nextKey.current += 1
    return { key: nextKey.current, field, source }
  }
  const [rows, setRows] = useState<readonly Row[]>(() => {
    const known = Object.entries(webhook.mapping).map(([field, source]) => row(field, source))
    const phone =
      sample && webhook.mapping.phone === undefined
        ? likelyPhone(sample.fields, webhook.defaultRegion)
        : undefined
    if (phone) return [...known, row('phone', phone)]
    return known.length > 0 ? known : [row(sample ? 'phone' : null, '')]
  })
  const [isTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const list = useRef<HTMLUListElement>(null)

  const fieldOptions = useMemo(
    () =>
      TARGETS.filter(({ leadTypes }) => leadTypes === undefined || leadTypes.includes(webhook.leadType)).map(
        ({ name, label }) => ({
          value: name,
          label,
          detail: name,
        }),
      ),
    [webhook.leadType],
  )
  const samples = useMemo(
    () => new Map((sample?.fields ?? []).map(({ path, sample: value }) => [path, value])),
    [sample],
  )
  const suggestions = useMemo(
    () =>
      (sample?.fields ?? []).map(({ path, sample: value }) => ({ value: path, detail: value.slice(0, 40) })),
    [sample],
  )
  const used = new Set(rows.map(({ source }) => source.trim()))
  const unmapped = (sample?.fields ?? []).filter(({ path }) => !used.has(path))

  const change = (key: number, part: Partial<Row>) =>
    setRows((now) => now.map((each) => (each.key === key ? { ...each, ...part } : each)))
  const add = (field: string | null, source: string) => {
    setRows((now) => {
      // A row that nobody has touched yet takes what is added.
      const blank = now.find(
        (each) => each.source.trim() === '' && (each.field === null || each.field === 'phone'),
      )
      if (blank && source)
        return now.map((each) => (each === blank ? { ...each, source, field: field ?? each.field } : each))
      return [...now, row(field, source)]
    })
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus())
  }
  const remove = (key: number) => setRows((now) => now.filter((each) => each.key !== key))

  const isBlank = (each: Row) => each.field === null && each.source.trim() === ''
  const problems = new Map(
    rows.filter((each) => !isBlank(each)).map((each) => [each.key, problemOf(each, rows)] as const),
  )

  const save = async () => {
    setTried(true)
    setProblem(undefined)
    if ([...problems.values()].some((each) => each !== undefined)) return
    const mapping = Object.fromEntries(
      rows.filter((each) => !isBlank(each)).map(({ field, source }) => [field as string, source.trim()]),
    )
    setBusy(true)
    try {
      const saved = await runCommand(
        'webhooks.update',
        { ...draftOf(webhook), webhookId: webhook.webhookId, mapping },
        {
          onFailure: (failure) => {
            setProblem(failure.message)
            return true
          },
        },
      )
      if (saved) await onSaved()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      isOpen
      isKept
      size="large"
      title={title}
      detail={
        <p>
          For {webhook.name}: say under which name the sender writes a field. Names that the app knows anyway
          (first_name, mobile, zip …) need no row.
        </p>
      }
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button className="apart" icon={<Plus size={14} aria-hidden />} onClick={() => add(null, '')}>
            Add a row
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy} disabled={sample?.fields.length === 0}>
            {saveLabel}
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        {notice && <Notice tone="warn">{notice}</Notice>}
        {rows.length === 0 && <p className="mute">No row: names and places are found by the app alone.</p>}
        <ul ref={list} className="mapping-rows">
          {rows.map((each, index) => {
            const value = samples.get(each.source.trim())
            const wrong = isTried || each.source.trim() !== '' ? problems.get(each.key) : undefined
            const showsField = wrong?.at === 'field' && (isTried || each.source.trim() !== '')
            return (
              <li key={each.key} className="mapping-row">
                <Combobox
                  label={`Our field, row ${index + 1}`}
                  isLabelHidden
                  placeholder="Our field"
                  value={each.field}
                  onChange={(field) => change(each.key, { field })}
                  options={fieldOptions}
                  error={showsField && isTried ? wrong.words : undefined}
                />
                <ArrowLeft size={14} aria-hidden className="mapping-arrow" />
                <SuggestField
                  label={`Their name or path, row ${index + 1}`}
                  isLabelHidden
                  placeholder="Their name, or a path like data.person.mobile"
                  value={each.source}
                  maxLength={600}
                  onChange={(source) => change(each.key, { source })}
                  suggestions={suggestions}
                  error={wrong?.at === 'source' ? wrong.words : undefined}
                  hint={value !== undefined && <span className="mapping-sample">{value}</span>}
                />
                <IconButton
                  label={`Remove ${each.field ? targetLabel(each.field) : `row ${index + 1}`}`}
                  icon={<X size={14} aria-hidden />}
                  onClick={() => remove(each.key)}
                />
              </li>
            )
          })}
        </ul>
        {sample && sample.fields.length > 0 && (
          <section className="mapping-found">
            <h3>What {sample.name} carries</h3>
            {unmapped.length === 0 ? (
              <p className="mute">All of it is mapped above.</p>
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
              <ul tabIndex={0} aria-label="Names and values">
                {unmapped.map(({ path, sample: value }) => (
                  <li key={path}>
                    <button
                      type="button"
                      className="mapping-add"
                      aria-label={`Map ${path}`}
                      onClick={() => add(guessOf(path, value, webhook.defaultRegion, rows), path)}
                    >
                      <Plus size={12} aria-hidden />
                      <span className="mono">{path}</span>
                    </button>
                    <span className="mapping-sample">{value}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
      </div>
    </Dialog>
  )
}

type Problem = { readonly at: 'field' | 'source'; readonly words: string }

function problemOf({ key, field, source }: Row, rows: readonly Row[]): Problem | undefined {
  if (field === null) return { at: 'field', words: 'Choose the field this belongs to.' }
  if (rows.some((each) => each.key < key && each.field === field)) {
    return { at: 'field', words: `${targetLabel(field)} has a row already. Keep one of the two.` }
  }
  const words = validateMapping({ [field]: source })[0]
  if (words === undefined) return undefined
  const plain = words.startsWith(`${field}: `) ? words.slice(field.length + 2) : words
  return { at: 'source', words: plain.charAt(0).toUpperCase() + plain.slice(1) }
}

function likelyPhone(fields: Found, region: string): string | undefined {
  return fields.find(({ sample }) => isPhone(sample, region))?.path
}

function isPhone(text: string, region: string): boolean {
  return text.length <= 25 && (text.match(/\d/g) ?? []).length >= 10 && parsePhone(text, region).ok
}

/** Which field a name is likely to be, by its value or its last step; one that has a row already is not proposed again. */
function guessOf(path: string, value: string, region: string, rows: readonly Row[]): string | null {
  const last = foldKey(path.split('.').at(-1) ?? path)
  const byName = TARGETS.find(({ name, aliases }) =>
    [name, ...aliases].some((alias) => foldKey(alias) === last),
  )?.name
  const guess = isPhone(value, region)
    ? 'phone'
    : /^\S+@\S+\.\S+$/.test(value)
      ? 'email'
      : /^\d{5}(-\d{4})?$/.test(value)
        ? 'zip_code'
        : (byName ?? null)
  return rows.some(({ field, source }) => field === guess && source.trim() !== '') ? null : guess
}
