// One rule: where it sends, which products, which ZIP codes (typed, pasted or from a file), and when it has its turn.
import { FileUp } from 'lucide-react'
import { useDeferredValue, useId, useMemo, useRef, useState } from 'react'
import type { RoutingRuleRow } from '../../../shared/contract/routing.ts'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { foldProduct } from '../../../shared/domain/routing.ts'
import { LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import { readZipList, showZipSummary, zipSummary } from '../../../shared/domain/zip-list.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx'
import { showCount } from '../../ui/format.ts'
import { Notice, Skeleton } from '../../ui/states.tsx'
import type { RuleSetName } from './rule-list.tsx'

type RuleDialogProps = {
  readonly set: RuleSetName
  /** Left out: a new one. */
  readonly rule?: RoutingRuleRow
  /** What a new one begins with. */
  readonly begin?: { readonly products: readonly string[]; readonly zips: string }
  readonly onClose: () => void
}

export function RuleDialog({ set, rule, begin, onClose }: RuleDialogProps) {
  const stored = useApiQuery(
    'routing.rule',
    { set, id: rule?.id ?? 1 },
    { enabled: rule !== undefined, isExact: true },
  )
  const workspaces = useApiQuery('workspaces.list', {}).data
  const title = rule === undefined ? 'New rule' : 'Edit rule'
  const isThere = workspaces !== undefined && (rule === undefined || stored.data !== undefined)
  if (!isThere)
    return (
      <Dialog isOpen title={title} onClose={onClose} size="large">
        <Skeleton lines={6} />
      </Dialog>
    )
  return (
    <RuleForm
      set={set}
      rule={rule}
      title={title}
      products={rule?.productTypes ?? begin?.products ?? []}
      zips={stored.data?.zips ?? begin?.zips ?? ''}
      workspaces={workspaces
        .filter(({ id, isActive }) => isActive || id === rule?.workspaceId)
        .map(({ id, name }) => ({ value: id, label: name }))}
      onClose={onClose}
    />
  )
}

type Problems = Readonly<Record<string, string | undefined>>

function RuleForm({
  set,
  rule,
  title,
  products: firstProducts,
  zips: firstZips,
  workspaces,
  onClose,
}: {
  readonly set: RuleSetName
  readonly rule: RoutingRuleRow | undefined
  readonly title: string
  readonly products: readonly string[]
  readonly zips: string
  readonly workspaces: readonly { readonly value: string; readonly label: string }[]
  readonly onClose: () => void
}) {
  const [workspaceId, setWorkspaceId] = useState(
    rule?.workspaceId ?? (workspaces.length === 1 ? (workspaces[0]?.value ?? null) : null),
  )
  const [products, setProducts] = useState<readonly string[]>(
    firstProducts.filter((product) => product !== '*'),
  )
  const [zips, setZips] = useState(firstZips)
  const [keepsGood, setKeepsGood] = useState(false)
  const [priority, setPriority] = useState<number | null>(rule?.priority ?? null)
  const [notes, setNotes] = useState(rule?.notes ?? '')
  const [problems, setProblems] = useState<Problems>({})
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const reading = useZipReading(zips)

  const save = async () => {
    setBusy(true)
    setProblem(undefined)
    setProblems({})
    const saved = await runCommand(
      'routing.saveRule',
      {
        set,
        ...(rule === undefined ? {} : { id: rule.id }),
        workspaceId: workspaceId ?? '',
        productTypes: [...products],
        // What was not touched need not travel.
        ...(zips === firstZips && rule !== undefined ? {} : { zips }),
        keepsGood,
        ...(priority === null ? {} : { priority }),
        notes: notes.trim() === '' ? null : notes,
      },
      {
        onFailure: ({ message, details = [] }) => {
          const fields = Object.fromEntries(
            details
              .filter(({ code }) => code !== 'broken')
              .map(({ field, message: words }) => [field, words]),
          )
          setProblems(fields)
          if (details.some(({ code }) => code === 'broken')) setProblems({ zips: message })
          else if (Object.keys(fields).length === 0) setProblem(message)
          return true
        },
      },
    )
    setBusy(false)
    if (saved) onClose()
  }
  return (
    <Dialog
      isOpen
      isKept
      size="large"
      title={title}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            {rule === undefined ? 'Add rule' : 'Save'}
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <div className="form-row">
          <Select
            label="Send to"
            value={workspaceId}
            onChange={setWorkspaceId}
            options={workspaces}
            placeholder="Choose a workspace…"
            error={problems.workspaceId}
          />
          <NumberField
            label="Priority"
            isOptional={rule === undefined}
            hint={rule === undefined ? '1 comes first; empty puts it last.' : '1 comes first.'}
            value={priority}
            onChange={setPriority}
            error={problems.priority}
          />
        </div>
        <Products chosen={products} onChange={setProducts} />
        <ZipField
          text={zips}
          onChange={setZips}
          reading={reading}
          keepsGood={keepsGood}
          onKeepsGood={setKeepsGood}
          error={problems.zips}
        />
        <TextField
          label="Notes"
          isOptional
          maxLength={2_000}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

function Products({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[]
  readonly onChange: (products: readonly string[]) => void
}) {
  const id = useId()
  const [other, setOther] = useState('')
  const has = (product: string) => chosen.some((one) => foldProduct(one) === foldProduct(product))
  const toggle = (product: string) =>
    onChange(
      has(product) ? chosen.filter((one) => foldProduct(one) !== foldProduct(product)) : [...chosen, product],
    )
  const add = () => {
    if (other.trim() !== '' && !has(other)) onChange([...chosen, other.trim()])
    setOther('')
  }
  const further = chosen.filter(
    (product) => !(LEAD_TYPES as readonly string[]).includes(foldProduct(product)),
  )
  return (
    <div className="field">
      <span id={id} className="field-label">
        Products
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own look; the group is labelled */}
      <div className="rule-choices" role="group" aria-labelledby={id}>
        {[...LEAD_TYPES, ...further].map((product) => (
          <button
            key={product}
            type="button"
            className={`chip toggle-chip${has(product) ? ' on' : ''}`}
            aria-pressed={has(product)}
            onClick={() => toggle(product)}
          >
            {LEAD_TYPE_LABELS[product as keyof typeof LEAD_TYPE_LABELS] ?? product}
          </button>
        ))}
        <span className="rule-other">
          <TextField
            label="Another product"
            isLabelHidden
            placeholder="Another product…"
            maxLength={60}
            value={other}
            onChange={(event) => setOther(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || other.trim() === '') return
              event.preventDefault()
              add()
            }}
            onBlur={add}
          />
        </span>
      </div>
      <div className="field-hint">
        A lead’s product type or its lead type; capitals do not matter. None chosen means all.
      </div>
    </div>
  )
}

/** Long lists are read a moment after the typing. */
function useZipReading(text: string) {
  const settled = useDeferredValue(text)
  return useMemo(() => readZipList(settled), [settled])
}

/** So many broken entries are listed. */
const MOST_LISTED = 100

function ZipField({
  text,
  onChange,
  reading: { entries, problems },
  keepsGood,
  onKeepsGood,
  error,
}: {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly reading: ReturnType<typeof readZipList>
  readonly keepsGood: boolean
  readonly onKeepsGood: (keeps: boolean) => void
  readonly error: string | undefined
}) {
  const file = useRef<HTMLInputElement>(null)
  const [unread, setUnread] = useState<string>()
  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    setUnread(undefined)
    try {
      if (chosen.size > 5_000_000)
        return setUnread('This file is larger than 5 MB. A list of ZIP codes is not.')
      const added = await chosen.text()
      if (text.trim() === '') return onChange(added)
      // Under what stands there a file's heading and further columns would mean nothing: its codes alone are added, and what is none.
      const { entries, problems: broken } = readZipList(added)
      onChange([text.trimEnd(), ...entries, ...broken.map(({ entry }) => entry)].join('\n'))
    } catch {
      setUnread('The file can no longer be read. Choose it again.')
    }
  }
  return (
    <div className="rule-zip-field">
      <TextArea
        label="ZIP codes"
        rows={7}
        className="mono"
        spellCheck={false}
        placeholder={'85001, 85002\n85010-85099\n853*'}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        hint="Codes, ranges (85001-85099) and prefixes (850*), by commas, spaces or lines. Empty means all."
        error={unread ?? error}
      />
      <div className="rule-zip-foot">
        <span role="status">{showZipSummary(zipSummary(entries))}</span>
        <Button icon={<FileUp size={14} aria-hidden />} onClick={() => file.current?.click()}>
          From a file…
        </Button>
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/plain,text/csv"
          hidden
          onChange={(event) => {
            void take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </div>
      {problems.length > 0 && (
        <div className="rule-zip-problems">
          <strong>
            {problems.length === 1
              ? '1 entry is no ZIP code'
              : `${showCount(problems.length)} entries are no ZIP codes`}
          </strong>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <ul aria-label="Broken entries" tabIndex={0}>
            {problems.slice(0, MOST_LISTED).map(({ line, entry, reason }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same entry may stand twice in a line
              <li key={index}>
                Line {line}: <code>{entry.slice(0, 40)}</code> {reason}
              </li>
            ))}
            {problems.length > MOST_LISTED && <li>… and {showCount(problems.length - MOST_LISTED)} more</li>}
          </ul>
          <Checkbox
            label={
              entries.length === 0 ? 'There is no good entry to keep' : 'Leave them out and keep the others'
            }
            isOn={keepsGood && entries.length > 0}
            disabled={entries.length === 0}
            onChange={onKeepsGood}
          />
        </div>
      )}
    </div>
  )
}
