// A text field that suggests: what is typed counts, the list only helps.
import { Autocomplete as Base } from '@base-ui/react/autocomplete'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

export type Suggestion = { readonly value: string; readonly detail?: string }

type SuggestFieldProps = {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly suggestions: readonly Suggestion[]
  readonly placeholder?: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly maxLength?: number
}

export function SuggestField(props: SuggestFieldProps) {
  const { label, isLabelHidden, value, onChange, suggestions, placeholder, hint, error, maxLength } = props
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? 'unseen' : 'field-label'}>
        {label}
      </label>
      <Base.Root
        items={suggestions as Suggestion[]}
        value={value}
        onValueChange={onChange}
        itemToStringValue={(item: Suggestion) => item.value}
        openOnInputClick
        limit={50}
      >
        <Base.Input
          id={id}
          className="control"
          placeholder={placeholder}
          maxLength={maxLength}
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={
            [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
          }
        />
        <Base.Portal>
          <Base.Positioner className="layer" sideOffset={4} align="start">
            <Base.Popup className="popup list-popup suggest-popup">
              <Base.List>
                {(item: Suggestion) => (
                  <Base.Item key={item.value} value={item} className="item">
                    <span className="item-text mono">{item.value}</span>
                    {item.detail && <span className="item-detail clip">{item.detail}</span>}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} className="field-error">
          <CircleAlert size={14} aria-hidden />
          {error}
        </div>
      )}
    </div>
  )
}
