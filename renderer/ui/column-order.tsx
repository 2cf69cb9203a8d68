// Columns chosen and put in order: by buttons, so that it works by keyboard as it does by mouse.
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from './button.tsx'
import { Combobox } from './fields.tsx'
import { announce } from './live-region.tsx'

export type ColumnChoice = { readonly id: string; readonly title: string; readonly group?: string }

type ColumnOrderProps = {
  readonly label: string
  readonly options: readonly ColumnChoice[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

export function ColumnOrder({ label, options, chosen, onChange }: ColumnOrderProps) {
  const list = useRef<HTMLOListElement>(null)
  /** The button that the keyboard goes on from, once the row stands at its new place. */
  const next = useRef<string>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the rows have changed, and then only.
  useEffect(() => {
    const wanted = next.current
    next.current = undefined
    if (wanted === undefined) return
    const row = list.current?.querySelector(`[data-column="${CSS.escape(wanted.split(' ')[1] ?? '')}"]`)
    const buttons = [...(row?.querySelectorAll('button') ?? [])]
    const button = buttons.find((each) => each.name === wanted.split(' ')[0] && !each.disabled)
    ;(button ?? buttons.find((each) => !each.disabled))?.focus()
  }, [chosen])

  const titleOf = (id: string) => options.find((option) => option.id === id)?.title ?? id
  const move = (at: number, by: -1 | 1) => {
    const moving = [...chosen]
    const [moved = ''] = moving.splice(at, 1)
    moving.splice(at + by, 0, moved)
    next.current = `${by < 0 ? 'up' : 'down'} ${moved}`
    onChange(moving)
    announce(`${titleOf(moved)} is column ${at + by + 1} of ${moving.length}`)
  }
  const leaveOut = (at: number) => {
    const left = chosen.filter((_, place) => place !== at)
    next.current = `out ${left[Math.min(at, left.length - 1)] ?? ''}`
    onChange(left)
    announce(`${titleOf(chosen[at] ?? '')} left out`)
  }
  return (
    <>
      <Combobox
        label="Add a column"
        placeholder="Type to find…"
        value={null}
        onChange={(id) => onChange([...chosen, id])}
        options={options
          .filter(({ id }) => !chosen.includes(id))
          .map(({ id, title, group }) => ({ value: id, label: title, detail: group }))}
      />
      <ol ref={list} className="column-list" aria-label={label}>
        {chosen.map((id, at) => (
          <li key={id} data-column={id}>
            <span className="item-text">{titleOf(id)}</span>
            <IconButton
              name="up"
              label={`Move ${titleOf(id)} up`}
              icon={<ArrowUp size={14} aria-hidden />}
              disabled={at === 0}
              onClick={() => move(at, -1)}
            />
            <IconButton
              name="down"
              label={`Move ${titleOf(id)} down`}
              icon={<ArrowDown size={14} aria-hidden />}
              disabled={at === chosen.length - 1}
              onClick={() => move(at, 1)}
            />
            <IconButton
              name="out"
              label={`Leave out ${titleOf(id)}`}
              icon={<X size={14} aria-hidden />}
              onClick={() => leaveOut(at)}
            />
          </li>
        ))}
      </ol>
    </>
  )
}
