// One of a few, each with a sentence that says what it means.
import { Radio as Base } from '@base-ui/react/radio'
import { RadioGroup as Group } from '@base-ui/react/radio-group'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import './radio-group.css'

export type RadioOption<V extends string> = {
  readonly value: V
  readonly label: string
  readonly hint?: ReactNode
}

type RadioGroupProps<V extends string> = {
  readonly label: string
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly RadioOption<V>[]
  readonly error?: string | undefined
}

export function RadioGroup<V extends string>({ label, value, onChange, options, error }: RadioGroupProps<V>) {
  const id = useId()
  return (
    <div className="field">
      <span id={`${id}-label`} className="field-label">
        {label}
      </span>
      <Group
        className="radios"
        aria-labelledby={`${id}-label`}
        aria-describedby={error ? `${id}-error` : undefined}
        value={value}
        onValueChange={(next) => onChange(next as V)}
      >
        {options.map((option) => (
          <div key={option.value} className="toggle">
            <Base.Root
              id={`${id}-${option.value}`}
              value={option.value}
              className="radio"
              aria-labelledby={`${id}-${option.value}-label`}
              aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
            >
              <Base.Indicator className="radio-mark" />
            </Base.Root>
            <div className="toggle-words">
              <label id={`${id}-${option.value}-label`} htmlFor={`${id}-${option.value}`}>
                {option.label}
              </label>
              {option.hint && (
                <div id={`${id}-${option.value}-hint`} className="field-hint">
                  {option.hint}
                </div>
              )}
            </div>
          </div>
        ))}
      </Group>
      {error && (
        <div id={`${id}-error`} className="field-error">
          <CircleAlert size={14} aria-hidden />
          {error}
        </div>
      )}
    </div>
  )
}
