// Conditions on any column of a list, edited together: which column, which way, which value. What makes no sense is said beside its row.
import { Plus, X } from 'lucide-react'
import { useRef, useState } from 'react'
import {
  CONDITION_COLUMNS_OF,
  conditionColumnOf,
  type ListColumn,
  type ListName,
} from '../../shared/domain/list/columns.ts'
import {
  type Condition,
  conditionProblem,
  describeCondition,
  type FilterWay,
  type Match,
  VALUES_OF_WAY,
  wayLabel,
  waysOf,
} from '../../shared/domain/list/filter.ts'
import { parseNumber, parseTypedMoney } from '../../shared/domain/money.ts'
import { Button, IconButton } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Checkbox, Combobox, Select, TextField } from './fields.tsx'
import { RadioGroup } from './radio-group.tsx'
import { type References, useReferences } from './references.ts'

export type ListConditions = { readonly match: Match; readonly where: readonly Condition[] }

/** One row as it is being typed: texts for what is typed, picks for what is chosen. */
type Draft = {
  readonly key: number
  readonly column: string
  readonly way: FilterWay
  readonly texts: readonly [string, string]
  readonly picks: readonly string[]
}

type FilterDialogProps = {
  readonly list: ListName
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly value: ListConditions
  readonly onChange: (value: ListConditions) => void
}

const MATCH_OPTIONS = [
  { value: 'all', label: 'All of them hold' },
  { value: 'any', label: 'Any of them holds' },
] as const

export function FilterDialog({ isOpen, ...props }: FilterDialogProps) {
  return isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({ list, onClose, value, onChange }: Omit<FilterDialogProps, 'isOpen'>) {
  const references = useReferences()
  const nextKey = useRef(value.where.length + 1)
  const [match, setMatch] = useState<Match>(value.match)
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    value.where.length === 0
      ? [emptyDraft(0)]
      : value.where.map((condition, at) => draftOf(list, condition, at)),
  )
  const [problems, setProblems] = useState<Readonly<Record<number, string>>>({})

  const change = (key: number, part: Partial<Draft>) => {
    setDrafts((now) => now.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)))
    setProblems(({ [key]: _, ...others }) => others)
  }
  const remove = (key: number) => setDrafts((now) => now.filter((draft) => draft.key !== key))
  const add = () => setDrafts((now) => [...now, emptyDraft(nextKey.current++)])

  const apply = () => {
    const chosen = drafts.filter(({ column }) => column !== '')
    const found: Record<number, string> = {}
    const [first] = drafts
    if (chosen.length === 0 && first !== undefined) found[first.key] = 'Choose a column first.'
    const where = chosen.map((draft) => {
      const condition = conditionOf(list, draft)
      const problem = conditionProblem(list, condition)
      if (problem !== null) found[draft.key] = problem
      return condition
    })
    setProblems(found)
    if (Object.keys(found).length > 0) return
    onChange({ match, where })
    onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Filter"
      size="large"
      isKept
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
      actions={
        <>
          <Button
            onClick={() => {
              onChange({ match: 'all', where: [] })
              onClose()
            }}
          >
            Remove all
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit">
            Apply
          </Button>
        </>
      }
    >
      <div className="filter-rows">
        {drafts.map((draft, index) => (
          <fieldset key={draft.key} className="filter-row">
            <legend className="unseen">Condition {index + 1}</legend>
            <DraftRow
              list={list}
              draft={draft}
              references={references}
              onChange={(part) => change(draft.key, part)}
            />
            <IconButton
              label={`Remove condition ${index + 1}`}
              icon={<X size={16} aria-hidden />}
              onClick={() => remove(draft.key)}
            />
            {problems[draft.key] && (
              <div className="field-error" role="alert">
                {problems[draft.key]}
              </div>
            )}
          </fieldset>
        ))}
      </div>
      <Button icon={<Plus size={14} aria-hidden />} onClick={add}>
        Add condition
      </Button>
      {drafts.length > 1 && (
        <RadioGroup
          label={`${list === 'leads' ? 'Leads' : 'Contacts'} are listed when`}
          value={match}
          onChange={setMatch}
          options={MATCH_OPTIONS}
        />
      )}
    </Dialog>
  )
}

type DraftRowProps = {
  readonly list: ListName
  readonly draft: Draft
  readonly references: References
  readonly onChange: (part: Partial<Draft>) => void
}

function DraftRow({ list, draft, references, onChange }: DraftRowProps) {
  const column = conditionColumnOf(list, draft.column)
  return (
    <>
      <Combobox
        label="Column"
        isLabelHidden
        placeholder="Choose a column…"
        value={draft.column === '' ? null : draft.column}
        onChange={(name) => {
          const [way] = waysOf(conditionColumnOf(list, name) ?? { kind: 'text' })
          onChange({ column: name, way: way as FilterWay, texts: ['', ''], picks: [] })
        }}
        options={CONDITION_COLUMNS_OF[list].map(({ name, label, group }) => ({
          value: name,
          label,
          detail: group,
        }))}
      />
      {column !== undefined && (
        <>
          <Select
            label="Way"
            isLabelHidden
            value={draft.way}
            onChange={(way) => onChange({ way })}
            options={[...waysOf(column), ...(draft.way === 'exactly' ? [draft.way] : [])].map((way) => ({
              value: way,
              label: wayLabel(column, way),
            }))}
          />
          <ValueFields column={column} draft={draft} references={references} onChange={onChange} />
        </>
      )}
    </>
  )
}

function ValueFields({
  column,
  draft: { way, texts, picks },
  references,
  onChange,
}: Omit<DraftRowProps, 'list'> & { readonly column: ListColumn }) {
  const wanted = VALUES_OF_WAY[way]
  if (wanted === 0) return <span className="grow" />
  if (wanted === 'many') {
    const options =
      way === 'exactly'
        ? picks.map((value) => ({ value, label: value }))
        : (column.choices ?? (column.refersTo === undefined ? [] : references[column.refersTo]))
    return (
      <div className="filter-picks">
        {options.length === 0 && <span className="mute">There is none yet.</span>}
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            isOn={picks.includes(value)}
            onChange={(isOn) =>
              onChange({
                picks: options
                  .map((option) => option.value)
                  .filter((each) => (each === value ? isOn : picks.includes(each))),
              })
            }
          />
        ))}
      </div>
    )
  }
  const isDays = way === 'last_days' || way === 'next_days'
  const isDate = column.kind === 'instant' && !isDays
  const field = (at: 0 | 1) => (
    <TextField
      label={wanted === 2 ? (at === 0 ? 'From' : 'To') : 'Value'}
      isLabelHidden
      type={isDate ? 'date' : 'text'}
      inputMode={column.kind === 'number' || column.kind === 'money' || isDays ? 'decimal' : undefined}
      placeholder={placeholderOf(column, way)}
      value={texts[at]}
      onChange={(event) =>
        onChange({ texts: at === 0 ? [event.target.value, texts[1]] : [texts[0], event.target.value] })
      }
    />
  )
  return (
    <div className="filter-values">
      {field(0)}
      {wanted === 2 && (
        <>
          <span className="mute">to</span>
          {field(1)}
        </>
      )}
    </div>
  )
}

function placeholderOf({ kind, name }: ListColumn, way: FilterWay): string | undefined {
  if (way === 'last_days' || way === 'next_days') return 'days, such as 7'
  if (kind === 'money') return 'such as $250'
  if (kind === 'phone') return 'digits, such as 602'
  return name === 'zip_code' ? 'such as 850' : undefined
}

function emptyDraft(key: number): Draft {
  return { key, column: '', way: 'contains', texts: ['', ''], picks: [] }
}

function draftOf(list: ListName, { column, way, values }: Condition, key: number): Draft {
  const isMoney = conditionColumnOf(list, column)?.kind === 'money'
  const text = (value: string | number | undefined) =>
    value === undefined ? '' : isMoney ? String(Number(value) / 100) : String(value)
  const isMany = VALUES_OF_WAY[way] === 'many'
  return {
    key,
    column,
    way,
    texts: isMany ? ['', ''] : [text(values[0]), text(values[1])],
    picks: isMany ? values.map(String) : [],
  }
}

function conditionOf(list: ListName, { column: name, way, texts, picks }: Draft): Condition {
  const wanted = VALUES_OF_WAY[way]
  if (wanted === 'many') return { column: name, way, values: picks }
  const kind = conditionColumnOf(list, name)?.kind
  const values = texts.slice(0, wanted).flatMap((raw): (string | number)[] => {
    const text = raw.trim()
    if (text === '') return []
    if (kind === 'money') return [parseTypedMoney(text) ?? Number.NaN]
    if (kind === 'number' || way === 'last_days' || way === 'next_days')
      return [parseNumber(text) ?? Number.NaN]
    return [text]
  })
  return { column: name, way, values }
}

export function FilterButton({ onOpen }: { readonly onOpen: () => void }) {
  return (
    <button type="button" className="chip" onClick={onOpen}>
      <span className="chip-main">
        <Plus size={12} aria-hidden />
        Filter
      </span>
    </button>
  )
}

/** The conditions as chips: each says what it narrows to, opens the dialog, and has its own cross. */
export function ConditionChips({
  list,
  value: { match, where },
  onChange,
  onOpen,
}: {
  readonly list: ListName
  readonly value: ListConditions
  readonly onChange: (value: ListConditions) => void
  readonly onOpen: () => void
}) {
  const references = useReferences()
  const nameOf = (column: ListColumn, id: string) =>
    (column.refersTo === undefined
      ? undefined
      : references[column.refersTo].find((each) => each.value === id)?.label) ?? id
  return where.map((condition, index) => {
    const words = describeCondition(list, condition, nameOf)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: conditions have nothing but their place
      <span key={index} className="chip on">
        <button type="button" className="chip-main" title={words} onClick={onOpen}>
          {index > 0 && match === 'any' && <span className="mute">or</span>}
          <b>{words}</b>
        </button>
        <button
          type="button"
          className="chip-clear"
          aria-label={`Remove filter ${words}`}
          onClick={() => onChange({ match, where: where.filter((_, at) => at !== index) })}
        >
          <X size={12} aria-hidden />
        </button>
      </span>
    )
  })
}
