// Form fields with label, hint and error in one shape. Text fields take everything an <input> takes, so react-hook-form's
// `register` spreads into them; the others take value and onChange and go into its <Controller>.
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Combobox as BaseCombobox } from '@base-ui/react/combobox'
import { Select as BaseSelect } from '@base-ui/react/select'
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { Check, ChevronsUpDown, CircleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useMemo } from 'react'
import { foldText } from '../../shared/domain/fold.ts'

type FieldWords = {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong and what to do; marks the field invalid. */
  readonly error?: string | undefined
  /** Optional fields say so; required ones are the rule. */
  readonly isOptional?: boolean
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean
}

function useFieldIds(hint: unknown, error: unknown) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ') || undefined
  return { id, hintId, errorId, describedBy }
}

function Field({
  id,
  hintId,
  errorId,
  words,
  children,
}: {
  readonly id: string
  readonly hintId: string
  readonly errorId: string
  readonly words: FieldWords
  readonly children: ReactNode
}) {
  return (
    <div className="field">
      <label htmlFor={id} id={`${id}-label`} className={words.isLabelHidden ? 'unseen' : 'field-label'}>
        {words.label}
        {words.isOptional && <span className="mute"> (optional)</span>}
      </label>
      {children}
      {words.hint && (
        <div id={hintId} className="field-hint">
          {words.hint}
        </div>
      )}
      {words.error && (
        <div id={errorId} className="field-error">
          <CircleAlert size={14} aria-hidden />
          {words.error}
        </div>
      )}
    </div>
  )
}

function split<P extends FieldWords>(props: P) {
  const { label, hint, error, isOptional, isLabelHidden, ...rest } = props
  return { words: { label, hint, error, isOptional, isLabelHidden } as FieldWords, rest }
}

export function TextField(props: FieldWords & Omit<ComponentProps<'input'>, 'id'>) {
  const { words, rest } = split(props)
  const ids = useFieldIds(words.hint, words.error)
  return (
    <Field {...ids} words={words}>
      <input
        type="text"
        autoComplete="off"
        {...rest}
        className={`control ${rest.className ?? ''}`}
        id={ids.id}
        aria-describedby={ids.describedBy}
        aria-invalid={words.error ? true : undefined}
      />
    </Field>
  )
}

export function TextArea(props: FieldWords & Omit<ComponentProps<'textarea'>, 'id'>) {
  const { words, rest } = split(props)
  const ids = useFieldIds(words.hint, words.error)
  return (
    <Field {...ids} words={words}>
      <textarea
        rows={3}
        {...rest}
        className={`control ${rest.className ?? ''}`}
        id={ids.id}
        aria-describedby={ids.describedBy}
        aria-invalid={words.error ? true : undefined}
      />
    </Field>
  )
}

type NumberFieldProps = FieldWords &
  Omit<ComponentProps<'input'>, 'id' | 'value' | 'onChange' | 'type'> & {
    /** Null means empty; NaN means that what stands there is no number. */
    readonly value: number | null
    readonly onChange: (value: number | null) => void
    readonly unit?: string
  }

/** Digits only as they are typed; no spinner, no change by the mouse wheel. */
export function NumberField({ value, onChange, unit, ...props }: NumberFieldProps) {
  const { words, rest } = split(props)
  const ids = useFieldIds(words.hint, words.error)
  return (
    <Field {...ids} words={words}>
      <div className="control-row">
        <input
          autoComplete="off"
          {...rest}
          type="text"
          inputMode="numeric"
          className="control short number"
          id={ids.id}
          aria-describedby={ids.describedBy}
          aria-invalid={words.error ? true : undefined}
          value={value === null || Number.isNaN(value) ? '' : String(value)}
          onChange={(event) => {
            const digits = event.target.value.replace(/\D/g, '').slice(0, 9)
            onChange(digits === '' ? null : Number(digits))
          }}
        />
        {unit && <span className="mute">{unit}</span>}
      </div>
    </Field>
  )
}

export type Option<V extends string = string> = {
  readonly value: V
  readonly label: string
  /** A second line or figure, shown muted. */
  readonly detail?: string | undefined
  /** Further words that a Combobox finds it by, not shown. */
  readonly words?: string | undefined
}

type SelectProps<V extends string> = FieldWords & {
  readonly value: V | null
  readonly onChange: (value: V) => void
  readonly options: readonly Option<V>[]
  readonly placeholder?: string
  readonly disabled?: boolean
}

export function Select<V extends string>({
  value,
  onChange,
  options,
  placeholder = 'Choose…',
  disabled,
  ...props
}: SelectProps<V>) {
  const { words } = split(props)
  const ids = useFieldIds(words.hint, words.error)
  return (
    <Field {...ids} words={words}>
      <BaseSelect.Root
        items={options as { label: string; value: V }[]}
        value={value}
        onValueChange={(next) => {
          if (next !== null) onChange(next as V)
        }}
        disabled={disabled ?? false}
        modal={false}
      >
        <BaseSelect.Trigger
          id={ids.id}
          className="control select"
          aria-labelledby={`${ids.id}-label ${ids.id}`}
          aria-describedby={ids.describedBy}
          aria-invalid={words.error ? true : undefined}
        >
          <BaseSelect.Value className="clip" placeholder={placeholder} />
          <BaseSelect.Icon className="select-icon">
            <ChevronsUpDown size={14} aria-hidden />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
        <BaseSelect.Portal>
          <BaseSelect.Positioner className="layer" sideOffset={4} alignItemWithTrigger={false}>
            <BaseSelect.Popup className="popup list-popup">
              <BaseSelect.List>
                {options.map((option) => (
                  <BaseSelect.Item key={option.value} value={option.value} className="item">
                    <span className="item-mark">
                      <BaseSelect.ItemIndicator>
                        <Check size={14} aria-hidden />
                      </BaseSelect.ItemIndicator>
                    </span>
                    <BaseSelect.ItemText className="item-text">{option.label}</BaseSelect.ItemText>
                    {option.detail && <span className="item-detail">{option.detail}</span>}
                  </BaseSelect.Item>
                ))}
              </BaseSelect.List>
            </BaseSelect.Popup>
          </BaseSelect.Positioner>
        </BaseSelect.Portal>
      </BaseSelect.Root>
    </Field>
  )
}

/** Every word that was typed begins a word of the option, whatever the order: "cal solar", "001", "chicago". */
function isFound(option: Option, typed: string): boolean {
  const words = wordsOf([option.label, option.detail, option.value, option.words].join(' '))
  return wordsOf(typed).every((wanted) => words.some((word) => word.startsWith(wanted)))
}

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}+]+/u)
    .filter(Boolean)
}

/** A Select one can type into, for long lists (time zones, webhooks by the hundred). */
export function Combobox<V extends string>({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  ...props
}: SelectProps<V>) {
  const { words } = split(props)
  const ids = useFieldIds(words.hint, words.error)
  const chosen = useMemo(() => options.find((option) => option.value === value) ?? null, [options, value])
  return (
    <Field {...ids} words={words}>
      <BaseCombobox.Root
        items={options as Option<V>[]}
        value={chosen}
        onValueChange={(next) => {
          if (next) onChange(next.value)
        }}
        isItemEqualToValue={(a, b) => a.value === b.value}
        filter={isFound}
        disabled={disabled ?? false}
        autoHighlight
        limit={100}
      >
        <BaseCombobox.InputGroup className="control combobox">
          <BaseCombobox.Input
            id={ids.id}
            // While the list is open the rest of the page, the label too, is hidden from screen readers.
            aria-label={words.label}
            placeholder={placeholder ?? 'Type to find…'}
            // Of what is not found nothing is taken; the form must not go out with what was chosen before.
            onKeyDown={(event) => {
              const field = event.currentTarget
              const isNothingMarked =
                field.ariaExpanded === 'true' && !field.hasAttribute('aria-activedescendant')
              if (event.key !== 'Enter' || !isNothingMarked) return
              event.preventDefault()
              event.preventBaseUIHandler()
            }}
            aria-describedby={ids.describedBy}
            aria-invalid={words.error ? true : undefined}
          />
          <BaseCombobox.Trigger className="select-icon" aria-label={`Show all: ${words.label}`}>
            <ChevronsUpDown size={14} aria-hidden />
          </BaseCombobox.Trigger>
        </BaseCombobox.InputGroup>
        <BaseCombobox.Portal>
          <BaseCombobox.Positioner className="layer" sideOffset={4}>
            <BaseCombobox.Popup className="popup list-popup">
              <BaseCombobox.Empty className="popup-empty">Nothing by that name.</BaseCombobox.Empty>
              <BaseCombobox.List>
                {(option: Option<V>) => (
                  <BaseCombobox.Item key={option.value} value={option} className="item">
                    <span className="item-mark">
                      <BaseCombobox.ItemIndicator>
                        <Check size={14} aria-hidden />
                      </BaseCombobox.ItemIndicator>
                    </span>
                    <span className="item-text">{option.label}</span>
                    {option.detail && <span className="item-detail">{option.detail}</span>}
                  </BaseCombobox.Item>
                )}
              </BaseCombobox.List>
            </BaseCombobox.Popup>
          </BaseCombobox.Positioner>
        </BaseCombobox.Portal>
      </BaseCombobox.Root>
    </Field>
  )
}

type ToggleProps = {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly disabled?: boolean
}

export function Checkbox({ label, hint, isOn, onChange, disabled }: ToggleProps) {
  const id = useId()
  return (
    <div className="toggle">
      <BaseCheckbox.Root
        id={id}
        className="checkbox"
        checked={isOn}
        onCheckedChange={(checked) => onChange(checked)}
        disabled={disabled ?? false}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        <BaseCheckbox.Indicator className="checkbox-mark">
          <Check size={12} strokeWidth={3} aria-hidden />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <ToggleWords id={id} label={label} hint={hint} />
    </div>
  )
}

export function Switch({ label, hint, isOn, onChange, disabled }: ToggleProps) {
  const id = useId()
  return (
    <div className="toggle">
      <BaseSwitch.Root
        id={id}
        className="switch"
        checked={isOn}
        onCheckedChange={(checked) => onChange(checked)}
        disabled={disabled ?? false}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        <BaseSwitch.Thumb className="switch-thumb" />
      </BaseSwitch.Root>
      <ToggleWords id={id} label={label} hint={hint} />
    </div>
  )
}

function ToggleWords({ id, label, hint }: { id: string; label: ReactNode; hint: ReactNode }) {
  return (
    <div className="toggle-words">
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
    </div>
  )
}
