// What else belongs to a conversion, by the agency's own names: contract id, term, system size. Names are offered by the type of lead.
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import type { LeadType } from '../../../shared/domain/vocabulary.ts'
import { Button, IconButton } from '../../ui/button.tsx'

export type DetailRow = { readonly key: number; readonly name: string; readonly value: string }

const OFFERED: Readonly<Record<LeadType, readonly string[]>> = {
  solar: ['Contract id', 'System size (kW)', 'Term (years)'],
  hvac: ['Contract id', 'System', 'Warranty (years)'],
  insurance: ['Policy number', 'Carrier', 'Term (months)'],
  general: ['Contract id', 'Term'],
}

export function offeredDetails(type: LeadType | null | undefined): readonly string[] {
  return OFFERED[type ?? 'general']
}

export function rowsOf(names: readonly string[]): readonly DetailRow[] {
  return names.map((name, key) => ({ key, name, value: '' }))
}

/** What was filled in. A value without a name is a problem of its row. */
export function readDetails(
  rows: readonly DetailRow[],
):
  | { readonly ok: true; readonly data: Record<string, string> }
  | { readonly ok: false; readonly problem: string } {
  const data: Record<string, string> = {}
  for (const { name, value } of rows) {
    if (value.trim() === '') continue
    if (name.trim() === '')
      return { ok: false, problem: `Give “${value.trim()}” a name, such as Contract id.` }
    if (data[name.trim()] !== undefined)
      return { ok: false, problem: `“${name.trim()}” stands there twice. Give one of them another name.` }
    data[name.trim()] = value.trim()
  }
  return { ok: true, data }
}

type DetailsFieldsProps = {
  readonly rows: readonly DetailRow[]
  readonly onChange: (rows: readonly DetailRow[]) => void
  readonly problem: string | undefined
}

export function DetailsFields({ rows, onChange, problem }: DetailsFieldsProps) {
  const id = useId()
  const set = (key: number, change: Partial<DetailRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)))
  const add = () => {
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1
    onChange([...rows, { key, name: '', value: '' }])
    requestAnimationFrame(() => document.getElementById(`${id}-${key}`)?.focus())
  }
  return (
    <fieldset className="details-fields" aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend className="field-label">
        Details <span className="mute">(optional)</span>
      </legend>
      {rows.map((row, index) => (
        <div key={row.key} className="details-row">
          <input
            id={`${id}-${row.key}`}
            className="control"
            aria-label={`Name of detail ${index + 1}`}
            maxLength={60}
            autoComplete="off"
            value={row.name}
            onChange={(event) => set(row.key, { name: event.target.value })}
          />
          <input
            className="control"
            aria-label={row.name === '' ? `Value of detail ${index + 1}` : row.name}
            maxLength={1_000}
            autoComplete="off"
            value={row.value}
            onChange={(event) => set(row.key, { value: event.target.value })}
          />
          <IconButton
            label={`Remove ${row.name || `detail ${index + 1}`}`}
            icon={<X size={14} aria-hidden />}
            onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
          />
        </div>
      ))}
      <Button tone="quiet" icon={<Plus size={14} aria-hidden />} onClick={add}>
        Add a detail
      </Button>
      {problem && (
        <div id={`${id}-problem`} className="field-error">
          {problem}
        </div>
      )}
    </fieldset>
  )
}
