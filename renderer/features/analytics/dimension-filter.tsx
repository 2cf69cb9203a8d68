// What the figures are narrowed to, a chip for each dimension. A chip opens the values, most leads first, found by typing; Enter takes one or gives it
// back, Backspace in an empty field goes back to the dimensions.
import { Popover } from '@base-ui/react/popover'
import { Command } from 'cmdk'
import { Check, ChevronLeft, Plus, Search, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import type { AnalyticsScope } from '../../../shared/contract/analytics.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { DIMENSION_LABELS, DIMENSIONS, type Dimension } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { keysOf } from '../../app/shortcuts.ts'
import { IconButton } from '../../ui/button.tsx'
import { showCount } from '../../ui/format.ts'
import { useIsSlow } from '../../ui/states.tsx'
import { useValueNames } from './value-names.ts'

export type Cut = NonNullable<AnalyticsScope['where']>[number]

type FilterProps = {
  readonly cuts: readonly Cut[]
  readonly onChange: (cuts: readonly Cut[]) => void
  /** Dimensions that are decided elsewhere: the frame's workspace. */
  readonly without: readonly Dimension[]
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

export function DimensionFilter({ cuts, onChange, without, isOpen, onOpen }: FilterProps) {
  const [asked, setAsked] = useState<Dimension>()
  const set = (dimension: Dimension, values: Cut['values']) => {
    const others = cuts.filter((cut) => cut.dimension !== dimension)
    const next = values.length === 0 ? others : [...others, { dimension, values }]
    // In their own order, so that the same choice always has the same address.
    onChange(next.toSorted((a, b) => DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension)))
  }
  const valuesOf = (dimension: Dimension) => cuts.find((cut) => cut.dimension === dimension)?.values ?? []
  const offered = DIMENSIONS.filter((dimension) => !without.includes(dimension))
  return (
    <>
      {cuts
        .filter(({ dimension }) => !without.includes(dimension))
        .map((cut) => (
          <CutChip
            key={cut.dimension}
            cut={cut}
            onChange={(values) => set(cut.dimension, values)}
            onClear={() => set(cut.dimension, [])}
          />
        ))}
      <Popover.Root
        open={isOpen}
        onOpenChange={(open) => {
          setAsked(undefined)
          onOpen(open)
        }}
      >
        <span className="chip">
          <Popover.Trigger className="chip-main" title={`Filter (${keysOf('analytics.filter')})`}>
            <Plus size={12} aria-hidden /> Filter
          </Popover.Trigger>
        </span>
        <Popover.Portal>
          <Popover.Positioner className="layer" align="start" sideOffset={4}>
            <Popover.Popup className="popup values-popup" aria-label="Filter">
              {asked === undefined ? (
                <Dimensions offered={offered} onPick={setAsked} />
              ) : (
                <Values
                  dimension={asked}
                  chosen={valuesOf(asked)}
                  onChange={(values) => set(asked, values)}
                  onBack={() => setAsked(undefined)}
                />
              )}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </>
  )
}

function CutChip({
  cut: { dimension, values },
  onChange,
  onClear,
}: {
  readonly cut: Cut
  readonly onChange: (values: Cut['values']) => void
  readonly onClear: () => void
}) {
  const nameOf = useValueNames()
  const names = values.map((value) => nameOf(dimension, value))
  const words = names.length > 2 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ')
  return (
    <span className="chip on">
      <Popover.Root>
        <Popover.Trigger className="chip-main" title={names.join(', ')}>
          {DIMENSION_LABELS[dimension].label} <b>{words}</b>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="layer" align="start" sideOffset={4}>
            <Popover.Popup className="popup values-popup" aria-label={DIMENSION_LABELS[dimension].label}>
              <Values dimension={dimension} chosen={values} onChange={onChange} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <button
        type="button"
        className="chip-clear"
        aria-label={`Remove filter ${DIMENSION_LABELS[dimension].label}`}
        onClick={onClear}
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  )
}

function Dimensions({
  offered,
  onPick,
}: {
  readonly offered: readonly Dimension[]
  readonly onPick: (dimension: Dimension) => void
}) {
  return (
    <Command label="Filter by" loop className="values">
      <div className="values-input">
        <Search size={14} aria-hidden />
        <Command.Input autoFocus placeholder="Filter by…" />
      </div>
      <Command.List label="What to filter by">
        <Command.Empty className="popup-empty">There is nothing of this name to filter by.</Command.Empty>
        {offered.map((dimension) => (
          <Command.Item
            key={dimension}
            className="item"
            value={DIMENSION_LABELS[dimension].label}
            onSelect={() => onPick(dimension)}
          >
            <span className="item-text">{DIMENSION_LABELS[dimension].label}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}

type ValuesProps = {
  readonly dimension: Dimension
  readonly chosen: Cut['values']
  readonly onChange: (values: Cut['values']) => void
  readonly onBack?: () => void
}

/** Stands for null where a text is needed; no value of ours is empty. */
const keyOf = (value: string | null) => value ?? ''
const MOST_CHOSEN = 200

function Values({ dimension, chosen, onChange, onBack }: ValuesProps) {
  const nameOf = useValueNames()
  const [text, setText] = useState('')
  const words = useDeferredValue(text.trim())
  const { data, error, isPending, isPlaceholderData } = useApiQuery('analytics.values', {
    dimension,
    search: words,
  })
  const isSlow = useIsSlow(isPending)
  // Those that are chosen stay in the list, also when no lead has them any more.
  // Until the answer to what is typed is there, only what fits it of the one before: Enter never takes what was not meant.
  const typed = foldText(text)
  const isBehind = isPlaceholderData || words !== text.trim()
  const found = (data ?? []).filter(
    ({ value, label }) => !isBehind || foldText(label ?? nameOf(dimension, value)).includes(typed),
  )
  const gone = words
    ? []
    : chosen.filter((value) => data !== undefined && !found.some((each) => each.value === value))
  const rows = [...found, ...gone.map((value) => ({ value, label: null, leads: 0 }))]
  const toggle = (value: string | null) =>
    onChange(
      chosen.includes(value)
        ? chosen.filter((each) => each !== value)
        : [...chosen, value].slice(-MOST_CHOSEN),
    )
  return (
    <Command label={DIMENSION_LABELS[dimension].label} shouldFilter={false} loop className="values">
      <div className="values-input">
        {onBack ? (
          <IconButton
            label="Back to what to filter by"
            icon={<ChevronLeft size={14} aria-hidden />}
            onClick={onBack}
          />
        ) : (
          <Search size={14} aria-hidden />
        )}
        <Command.Input
          autoFocus
          placeholder={`${DIMENSION_LABELS[dimension].label}…`}
          value={text}
          onValueChange={setText}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && text === '' && onBack) onBack()
          }}
        />
      </div>
      <Command.List label={DIMENSION_LABELS[dimension].label}>
        {rows.map(({ value, label, leads }) => {
          const isOn = chosen.includes(value)
          return (
            <Command.Item
              key={keyOf(value)}
              value={keyOf(value) || '(none)'}
              className="item"
              onSelect={() => toggle(value)}
            >
              <span className={`checkbox small${isOn ? ' on' : ''}`} aria-hidden>
                {isOn && <Check size={11} strokeWidth={3} />}
              </span>
              <span className="item-text">
                {label ?? nameOf(dimension, value)}
                {isOn && <span className="unseen">, chosen</span>}
              </span>
              <span className="item-detail">{showCount(leads)}</span>
            </Command.Item>
          )
        })}
        {rows.length === 0 && (
          <div className="popup-empty">
            {error
              ? error.failure.message
              : isPending
                ? isSlow && 'Looking…'
                : words
                  ? 'No value like that.'
                  : 'No lead says anything here yet.'}
          </div>
        )}
      </Command.List>
    </Command>
  )
}
