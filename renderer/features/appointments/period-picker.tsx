// The period that is shown, and a small month to go to any other: arrows choose a day, Page Up and Down a month, Enter goes there.
import { Popover } from '@base-ui/react/popover'
import { ChevronDown, ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { addDays, addMonths, periodOf, showDay, weeksOf } from '../../../shared/domain/schedule/period.ts'
import { IconButton } from '../../ui/button.tsx'

type PickerProps = {
  readonly title: string
  readonly day: string
  readonly today: string
  readonly onPick: (day: string) => void
}

export function PeriodPicker({ title, day, today, onPick }: PickerProps) {
  const [isOpen, setOpen] = useState(false)
  const month = useRef<HTMLTableElement>(null)
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="period-title" aria-label={`${title}, go to a day`}>
        <span className="clip">{title}</span>
        <ChevronDown size={13} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="layer" align="start" sideOffset={4}>
          <Popover.Popup
            className="popup month-popup"
            aria-label="Go to a day"
            initialFocus={() => month.current?.querySelector<HTMLElement>('[tabindex="0"]') ?? true}
          >
            <MiniMonth
              ref={month}
              day={day}
              today={today}
              onPick={(picked) => {
                setOpen(false)
                onPick(picked)
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function MiniMonth({
  day,
  today,
  onPick,
  ref,
}: Omit<PickerProps, 'title'> & { readonly ref: React.Ref<HTMLTableElement> }) {
  const [at, setAt] = useState(day)
  const table = useRef<HTMLTableElement>(null)
  const hasMoved = useRef(false)
  const { from, to } = periodOf('month', at)
  const weeks = weeksOf(at)
  useEffect(() => {
    if (hasMoved.current) table.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus()
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    const next = STEPS[event.key]?.(at)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    hasMoved.current = true
    setAt(next)
  }
  const turn = (months: number) => {
    hasMoved.current = false
    setAt(addMonths(at, months))
  }
  return (
    <div className="month">
      <div className="month-head">
        <IconButton
          label="Previous month"
          icon={<ChevronLeft size={15} aria-hidden />}
          onClick={() => turn(-1)}
        />
        <span className="month-name" aria-live="polite">
          {showDay(at, { month: 'long', year: 'numeric' })}
        </span>
        <IconButton
          label="Next month"
          icon={<ChevronRight size={15} aria-hidden />}
          onClick={() => turn(1)}
        />
      </div>
      <table
        ref={(element) => {
          table.current = element
          if (typeof ref === 'function') ref(element)
          else if (ref) ref.current = element
        }}
        aria-label={showDay(at, { month: 'long', year: 'numeric' })}
      >
        <thead>
          <tr>
            {weeks[0]?.map((each) => (
              <th key={each} scope="col" aria-label={showDay(each, { weekday: 'long' })}>
                {showDay(each, { weekday: 'short' }).slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((each) => (
                <td key={each}>
                  <button
                    type="button"
                    className={[
                      'month-day',
                      each < from || each >= to ? 'is-other' : '',
                      each === today ? 'is-today' : '',
                      each === day ? 'is-chosen' : '',
                    ]
                      .filter(Boolean)
                      .join(' ')}
                    data-day={each}
                    tabIndex={each === at ? 0 : -1}
                    aria-label={showDay(each, {
                      weekday: 'long',
                      month: 'long',
                      day: 'numeric',
                      year: 'numeric',
                    })}
                    aria-current={each === today ? 'date' : undefined}
                    aria-pressed={each === day}
                    onKeyDown={onKeyDown}
                    onClick={() => onPick(each)}
                  >
                    {Number(each.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const STEPS: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
  Home: (day) => weekOf(day)[0] ?? day,
  End: (day) => weekOf(day)[6] ?? day,
}

function weekOf(day: string): string[] {
  return weeksOf(day).find((week) => week.includes(day)) ?? []
}
