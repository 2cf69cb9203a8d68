// A filter as a chip, like that of a list of words, for what has two ends: a period, a value.
import { Popover } from '@base-ui/react/popover'
import { ChevronDown, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { parseTypedMoney } from '../../../shared/domain/money.ts'
import { addDays, showDay as showDayAs } from '../../../shared/domain/schedule/period.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { useToday } from '../../ui/time.tsx'

function RangeChip({
  label,
  summary,
  onClear,
  children,
}: {
  readonly label: string
  /** What it narrows to; empty where it does not. */
  readonly summary: string
  readonly onClear: () => void
  readonly children: (close: () => void) => ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <span className={`chip${summary ? ' on' : ''}`}>
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger className="chip-main">
          {label} {summary ? <b>{summary}</b> : <ChevronDown size={12} aria-hidden />}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="layer" align="start" sideOffset={4}>
            <Popover.Popup className="popup range-popup" aria-label={label}>
              {children(() => setOpen(false))}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {summary && (
        <button type="button" className="chip-clear" aria-label={`Remove filter ${label}`} onClick={onClear}>
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  )
}

type Days = { readonly from: string | undefined; readonly to: string | undefined }

/** What one usually looks at, ending today. */
function usualPeriods(today: string): readonly (Days & { readonly label: string })[] {
  const [year = '', month = ''] = today.split('-')
  const lastOfBefore = addDays(`${year}-${month}-01`, -1)
  return [
    { label: 'Today', from: today, to: today },
    { label: 'Last 7 days', from: addDays(today, -6), to: today },
    { label: 'This month', from: `${year}-${month}-01`, to: today },
    { label: 'Last month', from: `${lastOfBefore.slice(0, 8)}01`, to: lastOfBefore },
    { label: 'This year', from: `${year}-01-01`, to: today },
  ]
}

export function PeriodChip({ from, to, onChange }: Days & { readonly onChange: (days: Days) => void }) {
  const today = useToday()
  const periods = usualPeriods(today)
  const known = periods.find((period) => period.from === from && period.to === to)
  const summary =
    known?.label ??
    (from === undefined && to === undefined
      ? ''
      : from === undefined
        ? `until ${showDay(to ?? '')}`
        : to === undefined
          ? `since ${showDay(from)}`
          : from === to
            ? showDay(from)
            : `${showDay(from)} to ${showDay(to)}`)
  return (
    <RangeChip label="Period" summary={summary} onClear={() => onChange({ from: undefined, to: undefined })}>
      {(close) => (
        <>
          <div className="range-usual">
            {periods.map(({ label, ...days }) => (
              <button
                key={label}
                type="button"
                className="item"
                aria-pressed={known?.label === label}
                onClick={() => {
                  onChange(days)
                  close()
                }}
              >
                <span className="item-text">{label}</span>
              </button>
            ))}
          </div>
          <Ends
            type="date"
            first={from ?? ''}
            last={to ?? ''}
            labels={['From', 'To']}
            onApply={(first, last) => {
              if (first !== '' && last !== '' && last < first) return 'The end is before the begin.'
              onChange({ from: first || undefined, to: last || undefined })
              close()
            }}
          />
        </>
      )}
    </RangeChip>
  )
}

function showDay(day: string): string {
  return showDayAs(day, { month: 'short', day: 'numeric', year: 'numeric' })
}

type Cents = { readonly least: number | undefined; readonly most: number | undefined }

export function ValueChip({ least, most, onChange }: Cents & { readonly onChange: (range: Cents) => void }) {
  const text = (cents: number | undefined) => (cents === undefined ? '' : String(cents / 100))
  const shown = (cents: number) => (cents / 100).toLocaleString('en-US')
  const summary =
    least === undefined
      ? most === undefined
        ? ''
        : `up to ${shown(most)}`
      : most === undefined
        ? `from ${shown(least)}`
        : `${shown(least)} to ${shown(most)}`
  return (
    <RangeChip
      label="Value"
      summary={summary}
      onClear={() => onChange({ least: undefined, most: undefined })}
    >
      {(close) => (
        <Ends
          type="text"
          first={text(least)}
          last={text(most)}
          labels={['At least', 'At most']}
          onApply={(first, last) => {
            const ends = [first, last].map((end) => (end.trim() === '' ? undefined : parseTypedMoney(end)))
            if (ends.some((end) => end === null || (end !== undefined && end < 0)))
              return 'Write amounts, such as 5,000.'
            const [lowest, highest] = ends as (number | undefined)[]
            if (lowest !== undefined && highest !== undefined && highest < lowest)
              return 'The second amount is below the first.'
            onChange({ least: lowest, most: highest })
            close()
            return undefined
          }}
        />
      )}
    </RangeChip>
  )
}

function Ends({
  type,
  first,
  last,
  labels: [firstLabel, lastLabel],
  onApply,
}: {
  readonly type: 'date' | 'text'
  readonly first: string
  readonly last: string
  readonly labels: readonly [string, string]
  /** Returns what is wrong, if something is. */
  // biome-ignore lint/suspicious/noConfusingVoidType: what applies says nothing
  readonly onApply: (first: string, last: string) => string | undefined | void
}) {
  const [ends, setEnds] = useState({ first, last })
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(onApply(ends.first, ends.last) ?? undefined)
  }
  const inputMode = type === 'text' ? { inputMode: 'decimal' as const } : {}
  return (
    <form className="range-ends" noValidate onSubmit={submit}>
      <TextField
        label={firstLabel}
        type={type}
        {...inputMode}
        value={ends.first}
        onChange={(event) => setEnds({ ...ends, first: event.target.value })}
      />
      <TextField
        label={lastLabel}
        type={type}
        {...inputMode}
        value={ends.last}
        error={problem}
        onChange={(event) => setEnds({ ...ends, last: event.target.value })}
      />
      <Button type="submit" tone="main">
        Show
      </Button>
    </form>
  )
}
