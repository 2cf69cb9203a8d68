// Which days the figures are of, and what they are compared with: one menu each, and a box for days of one's own.
import { ChevronDown } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Period } from '../../../shared/contract/analytics.ts'
import {
  COMPARISON_LABELS,
  COMPARISONS,
  type Comparison,
  PERIOD_LABELS,
  PERIOD_PRESETS,
  type PeriodPreset,
} from '../../../shared/domain/period.ts'
import { keysOf } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Menu } from '../../ui/menu.tsx'
import { showPeriod } from './period-words.ts'
import { useNarrow, type View } from './use-view.ts'

type PeriodChipsProps = {
  readonly view: View
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** Both menus, as the address has them. */
export function PeriodChips({ view, ...menu }: PeriodChipsProps) {
  const narrow = useNarrow()
  const { preset, period, comparison, before } = view
  return (
    <>
      <PeriodMenu
        {...menu}
        preset={preset}
        period={period}
        onPreset={(chosen) => narrow({ period: chosen, from: undefined, to: undefined }, true)}
        onDays={(days) => narrow({ period: undefined, ...days }, true)}
      />
      <ComparisonMenu
        comparison={comparison}
        before={before}
        onChange={(chosen) =>
          narrow({ compare: chosen === undefined ? 'none' : chosen === 'previous' ? undefined : chosen })
        }
      />
    </>
  )
}

type PeriodMenuProps = {
  /** Undefined: days of one's own. */
  readonly preset: PeriodPreset | undefined
  readonly period: Period
  readonly onPreset: (preset: PeriodPreset) => void
  readonly onDays: (days: Period) => void
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

function PeriodMenu({ preset, period, onPreset, onDays, isOpen, onOpenChange }: PeriodMenuProps) {
  const [isAsking, setAsking] = useState(false)
  const words = preset === undefined ? showPeriod(period) : PERIOD_LABELS[preset]
  return (
    <span className="chip">
      <Menu
        isOpen={isOpen}
        {...(onOpenChange ? { onOpenChange } : {})}
        trigger={
          <button
            type="button"
            className="chip-main"
            title={`${showPeriod(period)} (${keysOf('analytics.period')})`}
          >
            <span className="unseen">Period: </span>
            <b>{words}</b> <ChevronDown size={12} aria-hidden />
          </button>
        }
        entries={[
          ...PERIOD_PRESETS.map((each) => ({
            label: PERIOD_LABELS[each],
            isChosen: each === preset,
            run: () => onPreset(each),
          })),
          { kind: 'line' as const },
          { label: 'Days of your own…', isChosen: preset === undefined, run: () => setAsking(true) },
        ]}
      />
      {isAsking && <DaysDialog period={period} onDays={onDays} onClose={() => setAsking(false)} />}
    </span>
  )
}

function DaysDialog({
  period,
  onDays,
  onClose,
}: {
  readonly period: Period
  readonly onDays: (days: Period) => void
  readonly onClose: () => void
}) {
  const [from, setFrom] = useState(period.from)
  const [to, setTo] = useState(period.to)
  const [isTried, setTried] = useState(false)
  const last = useRef<HTMLInputElement>(null)
  const fromProblem = from === '' ? 'Choose the first day.' : undefined
  const toProblem =
    to === ''
      ? 'Choose the last day.'
      : from !== '' && to < from
        ? 'The period ends before it begins: choose a later day.'
        : undefined
  return (
    <Dialog
      isOpen
      size="small"
      title="Days of your own"
      detail="Both days are included, from midnight to midnight on the agency’s clock."
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (toProblem !== undefined) last.current?.focus()
        if (fromProblem !== undefined || toProblem !== undefined) return
        onDays({ from, to })
        onClose()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit">
            Show
          </Button>
        </>
      }
    >
      <div className="form-row">
        <TextField
          label="From"
          type="date"
          value={from}
          max="9999-12-31"
          error={isTried ? fromProblem : undefined}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          ref={last}
          label="To"
          type="date"
          value={to}
          max="9999-12-31"
          error={isTried ? toProblem : undefined}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

const NO_COMPARISON = 'no comparison'

function ComparisonMenu({
  comparison,
  before,
  onChange,
}: {
  readonly comparison: Comparison | undefined
  /** The days of the comparison. */
  readonly before: Period | undefined
  readonly onChange: (comparison: Comparison | undefined) => void
}) {
  return (
    <span className="chip">
      <Menu
        trigger={
          <button type="button" className="chip-main" title={before && `Compared with ${showPeriod(before)}`}>
            <span className="unseen">Comparison: </span>
            {comparison === undefined ? NO_COMPARISON : `vs ${COMPARISON_LABELS[comparison]}`}
            <ChevronDown size={12} aria-hidden />
          </button>
        }
        entries={[
          ...COMPARISONS.map((each) => ({
            label: `vs ${COMPARISON_LABELS[each]}`,
            isChosen: each === comparison,
            run: () => onChange(each),
          })),
          {
            label: 'No comparison',
            isChosen: comparison === undefined,
            run: () => onChange(undefined),
          },
        ]}
      />
    </span>
  )
}
