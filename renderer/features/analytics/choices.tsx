// A choice in a panel's title line: "Revenue", "by week".
import { ChevronDown } from 'lucide-react'
import { Menu } from '../../ui/menu.tsx'

type ChoiceProps<V extends string> = {
  /** What is chosen, for a screen reader: "Measure". */
  readonly label: string
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V) => void
}

export function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  return (
    <span className="chip figures-choice">
      <Menu
        trigger={
          <button type="button" className="chip-main">
            <span className="unseen">{label}: </span>
            {options.find((option) => option.value === value)?.label}
            <ChevronDown size={12} aria-hidden />
          </button>
        }
        entries={options.map((option) => ({
          label: option.label,
          isChosen: option.value === value,
          run: () => onChange(option.value),
        }))}
      />
    </span>
  )
}
