// A filter as a chip: says what it narrows to, opens a list to pick from, and has its own cross to take it away.
import { Menu as Base } from '@base-ui/react/menu'
import { Check, ChevronDown, X } from 'lucide-react'
import type { Option } from './fields.tsx'

type FilterChipProps<V extends string> = {
  /** What it filters by: "Status". */
  readonly label: string
  readonly options: readonly (Option<V> & { readonly mark?: React.ReactNode })[]
  readonly chosen: readonly V[]
  readonly onChange: (chosen: V[]) => void
  /** Several options under one name, chosen together. */
  readonly group?: {
    readonly label: string
    readonly values: readonly V[]
    readonly detail?: string | undefined
  }
}

export function FilterChip<V extends string>({
  label,
  options,
  chosen,
  onChange,
  group,
}: FilterChipProps<V>) {
  const isGroup =
    group !== undefined &&
    group.values.length === chosen.length &&
    group.values.every((value) => chosen.includes(value))
  const words = options.filter((option) => chosen.includes(option.value)).map((option) => option.label)
  const summary = isGroup
    ? group.label
    : words.length > 3
      ? `${words.slice(0, 2).join(', ')} +${words.length - 2}`
      : words.join(', ')
  return (
    <span className={`chip${words.length > 0 ? ' on' : ''}`}>
      <Base.Root modal={false}>
        <Base.Trigger className="chip-main">
          {label} {summary ? <b>{summary}</b> : <ChevronDown size={12} aria-hidden />}
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="layer" align="start" sideOffset={4}>
            <Base.Popup className="popup menu">
              {group && (
                <>
                  <Base.CheckboxItem
                    className="item"
                    checked={isGroup}
                    label={group.label}
                    closeOnClick={false}
                    onCheckedChange={(checked) => onChange(checked ? [...group.values] : [])}
                  >
                    <Mark isOn={isGroup} />
                    <span className="item-text">{group.label}</span>
                    {group.detail && <span className="item-detail">{group.detail}</span>}
                  </Base.CheckboxItem>
                  <Base.Separator className="menu-line" />
                </>
              )}
              {options.map((option) => {
                const isOn = chosen.includes(option.value)
                return (
                  <Base.CheckboxItem
                    key={option.value}
                    className="item"
                    checked={isOn}
                    label={option.label}
                    closeOnClick={false}
                    onCheckedChange={(checked) =>
                      onChange(
                        // In the order of the options, so that the same choice always has the same address.
                        options
                          .map((each) => each.value)
                          .filter((value) => (value === option.value ? checked : chosen.includes(value))),
                      )
                    }
                  >
                    <Mark isOn={isOn} />
                    {option.mark}
                    <span className="item-text">{option.label}</span>
                    {option.detail && <span className="item-detail">{option.detail}</span>}
                  </Base.CheckboxItem>
                )
              })}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {words.length > 0 && (
        <button
          type="button"
          className="chip-clear"
          aria-label={`Remove filter ${label}`}
          onClick={() => onChange([])}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  )
}

function Mark({ isOn }: { readonly isOn: boolean }) {
  return (
    <span className={`checkbox small${isOn ? ' on' : ''}`} aria-hidden>
      {isOn && <Check size={11} strokeWidth={3} />}
    </span>
  )
}

/** A filter that is on or off. */
export function ToggleChip({
  label,
  isOn,
  onChange,
}: {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}) {
  return (
    <button
      type="button"
      className={`chip toggle-chip${isOn ? ' on' : ''}`}
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
    >
      {isOn && <Check size={12} strokeWidth={2.5} aria-hidden />}
      {label}
    </button>
  )
}
