// One field of a record, read as text and changed where it stands: a click or Enter opens its editor, Enter or leaving saves, Esc goes
// back. A refusal stands beside the field and the typed text stays. The list it stands in is a <dl className="definitions">.
import { CalendarClock, CircleAlert } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import type { EditField, EditValue } from '../../shared/domain/editing.ts'
import { quickTimes, showPhone, wallTimeOf } from './format.ts'
import { showEdit } from './lead-words.tsx'
import { announce } from './live-region.tsx'
import { Menu, type MenuEntry } from './menu.tsx'
import type { CellEnd } from './table-parts.tsx'
import { useZone } from './time.tsx'
import { showToast } from './toasts.tsx'
import './editable-field.css'

export type EditableHandle = {
  /** Opens the editor. `isBorrowed`: the focus goes back to where it was when it closes. */
  open(isBorrowed?: boolean): void
}

export type EditableFieldProps = {
  readonly field: EditField
  readonly value: EditValue
  /** How the value reads, where its kind does not say it. */
  readonly children?: ReactNode
  /** Of a phone: what stands behind the number. */
  readonly extension?: string | null
  /** Of a reference: what can be chosen, by name. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** Further entries of its menu. */
  readonly more?: readonly MenuEntry[]
  /** Words where there is no value; a warning shows them as something to be done. */
  readonly emptyWords?: string
  readonly isWarning?: boolean
  /** Beside the value: a copy button. */
  readonly aside?: ReactNode
  /** Below the value, muted. */
  readonly detail?: ReactNode
  readonly keys?: string
  readonly isDisabled?: boolean
  /** Saves; resolves with the sentence of a refusal, or with undefined. */
  readonly onSave: (value: EditValue) => Promise<string | undefined>
  /** Stands over a cell of a table: opens as it appears, and tells of its end. */
  readonly onEnd?: (end: CellEnd) => void
  readonly ref?: Ref<EditableHandle>
}

/** How long a value that was just saved stands in for the answer that is on its way. */
const STAND_IN_MS = 1_000

export function EditableField(props: EditableFieldProps) {
  const { field, value, options, extension, ref } = props
  const zone = useZone()
  const id = useId()
  const [draft, setDraft] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [standIn, setStandIn] = useState<{ readonly text: string; readonly of: EditValue }>()
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [height, setHeight] = useState(0)
  const button = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const cameFrom = useRef<HTMLElement>(null)
  const takesFocusBack = useRef(false)
  const isSaving = useRef(false)
  // An editor that goes loses the focus, which is no reason to save what was just given up.
  const isClosing = useRef(false)
  const isPicking = useRef(false)
  const isAlive = useRef(true)
  const hasMenu = field.kind === 'choice' || field.kind === 'reference' || field.kind === 'boolean'
  const choices = options ?? field.choices ?? []
  const isOpen = draft !== undefined
  const { onEnd } = props
  const isInCell = onEnd !== undefined

  useEffect(() => {
    isAlive.current = true
    return () => {
      isAlive.current = false
    }
  }, [])
  useEffect(() => {
    if (!isOpen) return
    // A menu that has just closed still hands the focus back; what was chosen there comes after it.
    const frame = requestAnimationFrame(() => input.current?.focus())
    input.current?.focus()
    if (field.kind !== 'instant') input.current?.select()
    return () => cancelAnimationFrame(frame)
  }, [isOpen, field.kind])
  useEffect(() => {
    if (isOpen || !takesFocusBack.current) return
    takesFocusBack.current = false
    const to = cameFrom.current ?? button.current
    cameFrom.current = null
    to?.focus()
  })
  // The answer has come: what stood in for it goes.
  const isStale = standIn !== undefined && standIn.of !== value
  useEffect(() => {
    if (standIn === undefined) return
    if (isStale) return setStandIn(undefined)
    const timer = setTimeout(() => setStandIn(undefined), STAND_IN_MS)
    return () => clearTimeout(timer)
  }, [standIn, isStale])

  const open = (isBorrowed = false) => {
    const from = document.activeElement
    cameFrom.current = isBorrowed && from instanceof HTMLElement && from.tabIndex >= 0 ? from : null
    if (hasMenu || field.kind === 'instant') setMenuOpen(true)
    else write()
  }
  /** Nobody went on to another place meanwhile. */
  const isFocusHere = () => {
    const at = document.activeElement
    return at === document.body || at === cameFrom.current || at === button.current
  }
  useImperativeHandle(ref, () => ({ open }))
  const atFirst = useRef(open)
  useEffect(() => {
    if (isInCell) atFirst.current(true)
  }, [isInCell])

  /** Opens the field for writing. */
  const write = () => {
    isClosing.current = false
    setHeight(button.current?.offsetHeight ?? 0)
    setProblem(undefined)
    setDraft(editText(field, value, extension ?? null, zone))
  }
  const close = (isByKeyboard: boolean, step?: 1 | -1) => {
    isClosing.current = true
    if (onEnd) return onEnd({ isByKeyboard, step })
    // Who went on to another place meanwhile is left there.
    const at = document.activeElement
    takesFocusBack.current = isByKeyboard && (at === input.current || at === document.body)
    setProblem(undefined)
    setDraft(undefined)
  }
  const save = async (next: EditValue, shown: string, isByKeyboard: boolean, step?: 1 | -1) => {
    if (isSaving.current) return
    isSaving.current = true
    const refusal = await props.onSave(next)
    isSaving.current = false
    // A menu over a cell ends by itself, when it has handed the focus back.
    if (!isAlive.current || (isInCell && draft === undefined)) {
      if (refusal) showToast({ title: refusal, tone: 'danger' })
      return
    }
    if (refusal) {
      setProblem(refusal)
      announce(refusal)
    } else {
      setStandIn({ text: shown, of: value })
      close(isByKeyboard, step)
    }
  }
  const commit = (isByKeyboard: boolean, step?: 1 | -1) => {
    if (draft === undefined || isClosing.current) return
    // Half a date reads as none: the field itself knows better.
    if (input.current?.validity.badInput) {
      setProblem(`${field.label}: write the whole date and time, such as 11/24/2026 9:00 AM.`)
      return
    }
    if (draft.trim() === editText(field, value, extension ?? null, zone).trim())
      return close(isByKeyboard, step)
    const text = draft.trim()
    void save(
      text === '' ? null : text,
      field.kind === 'instant' && text !== '' ? text.replace('T', ' ') : text,
      isByKeyboard,
      step,
    )
  }

  const shown = props.children ?? showEdit(field, value, extension ?? null, choices, zone)
  const isEmpty = standIn && !isStale ? standIn.text === '' : value === null || value === ''
  const words = isEmpty ? (
    <span className={props.isWarning ? 'editable-warning' : 'editable-empty'}>
      {props.isWarning && <CircleAlert size={13} aria-hidden />}
      {props.emptyWords ?? 'Add'}
    </span>
  ) : standIn && !isStale ? (
    standIn.text
  ) : (
    shown
  )
  const trigger = (
    <button
      ref={button}
      type="button"
      className="editable-value"
      disabled={props.isDisabled}
      aria-labelledby={`${id}-label ${id}-value`}
      aria-describedby={problem ? `${id}-problem` : undefined}
      onClick={hasMenu || field.kind === 'instant' ? undefined : () => open()}
    >
      <span id={`${id}-value`}>{words}</span>
    </button>
  )
  const pick = (next: EditValue, text: string) => void save(next, text, false)
  const body = (
    <>
      <div className="editable-row" style={isOpen && !problem ? { minHeight: height } : undefined}>
        {isOpen ? (
          <Editor
            field={field}
            inputRef={input}
            labelId={isInCell ? undefined : `${id}-label`}
            problemId={problem ? `${id}-problem` : undefined}
            text={draft}
            onChange={setDraft}
            onBlur={() => commit(false)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                event.preventDefault()
                event.stopPropagation()
                close(true)
              } else if (event.key === 'Enter' && !(field.isLong && !event.ctrlKey && !event.metaKey)) {
                event.preventDefault()
                commit(true)
              } else if (event.key === 'Tab' && isInCell) {
                event.preventDefault()
                commit(true, event.shiftKey ? -1 : 1)
              }
            }}
          />
        ) : hasMenu || field.kind === 'instant' ? (
          <Menu
            trigger={trigger}
            isOpen={isMenuOpen}
            onOpenChange={(next) => {
              if (next) cameFrom.current = null
              setMenuOpen(next)
            }}
            // Over a cell, who clicks elsewhere stays there.
            finalFocus={(by) =>
              isInCell && by !== 'keyboard' && by !== '' ? false : (cameFrom.current ?? true)
            }
            onClosed={() => {
              // Not before the menu has handed the focus back: it would take it away from the editor.
              if (isPicking.current) write()
              else onEnd?.({ isByKeyboard: isFocusHere() })
              isPicking.current = false
            }}
            entries={
              field.kind === 'instant'
                ? momentEntries(value, zone, pick, () => {
                    isPicking.current = true
                  })
                : choiceEntries(field, value, choices, props.more ?? [], pick)
            }
          />
        ) : (
          trigger
        )}
        {!isOpen && !isEmpty && props.aside}
      </div>
      {props.detail && !isOpen && <div className="editable-detail">{props.detail}</div>}
      {problem && (
        <div id={`${id}-problem`} className="field-error">
          <CircleAlert size={14} aria-hidden />
          <span>{problem}</span>
        </div>
      )}
    </>
  )
  if (isInCell) {
    return (
      <div className="editable">
        <span id={`${id}-label`} className="unseen">
          {field.label}
        </span>
        {body}
      </div>
    )
  }
  return (
    <div className={`definition editable${isOpen ? ' open' : ''}`}>
      <dt id={`${id}-label`}>{field.label}</dt>
      <dd>{body}</dd>
    </div>
  )
}

function Editor({
  field,
  inputRef,
  labelId,
  problemId,
  text,
  onChange,
  onBlur,
  onKeyDown,
}: {
  readonly field: EditField
  readonly inputRef: Ref<HTMLInputElement & HTMLTextAreaElement>
  /** Where the name stands on the screen; without it the field has it unseen. */
  readonly labelId: string | undefined
  readonly problemId: string | undefined
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onBlur: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}) {
  const common = {
    ref: inputRef,
    className: 'editable-input',
    ...(labelId === undefined ? { 'aria-label': field.label } : { 'aria-labelledby': labelId }),
    'aria-describedby': problemId,
    'aria-invalid': problemId ? true : undefined,
    autoComplete: 'off',
    spellCheck: field.kind === 'text',
    value: text,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
    onBlur,
    onKeyDown,
  } as const
  if (field.isLong) return <textarea {...common} rows={Math.min(8, Math.max(3, text.split('\n').length))} />
  return (
    <input
      {...common}
      type={field.kind === 'instant' ? 'datetime-local' : 'text'}
      inputMode={
        field.kind === 'phone'
          ? 'tel'
          : field.kind === 'money'
            ? 'decimal'
            : field.kind === 'integer'
              ? 'numeric'
              : undefined
      }
    />
  )
}

type Pick = (value: EditValue, text: string) => void

function choiceEntries(
  field: EditField,
  value: EditValue,
  choices: readonly { readonly value: string; readonly label: string }[],
  more: readonly MenuEntry[],
  pick: Pick,
): MenuEntry[] {
  const all =
    field.kind === 'boolean'
      ? [
          { value: true, label: 'Yes' },
          { value: false, label: 'No' },
        ]
      : choices
  const clear: MenuEntry[] =
    field.isRequired || value === null
      ? []
      : [{ kind: 'line' }, { label: CLEAR[field.name] ?? 'Clear', keys: '0', run: () => pick(null, '') }]
  return [
    ...all.map(
      (choice, index): MenuEntry => ({
        label: choice.label,
        ...(index < 9 ? { keys: String(index + 1) } : {}),
        isChosen: choice.value === value,
        run: () => {
          if (choice.value !== value) pick(choice.value, choice.label)
        },
      }),
    ),
    ...clear,
    ...(more.length > 0 ? [{ kind: 'line' as const }, ...more] : []),
  ]
}

const CLEAR: Readonly<Record<string, string>> = { assigned_to: 'Nobody', workspace_id: 'No workspace' }

function momentEntries(value: EditValue, zone: string, pick: Pick, write: () => void): MenuEntry[] {
  return [
    ...quickTimes(zone).map(
      ({ label, detail, wallTime, keys }): MenuEntry => ({
        label,
        detail,
        keys,
        run: () => pick(wallTime, label),
      }),
    ),
    { kind: 'line' },
    {
      label: 'Pick date and time…',
      keys: '6',
      icon: <CalendarClock size={14} aria-hidden />,
      run: write,
    },
    ...(value === null
      ? []
      : [{ label: 'No follow-up', keys: '0', run: () => pick(null, '') } satisfies MenuEntry]),
  ]
}

/** What stands in the editor when it opens. */
function editText(field: EditField, value: EditValue, extension: string | null, zone: string): string {
  if (value === null) return ''
  if (field.kind === 'money') return (Number(value) / 100).toFixed(Number(value) % 100 === 0 ? 0 : 2)
  if (field.kind === 'phone') return showPhone(String(value), extension)
  if (field.kind === 'instant') return wallTimeOf(String(value), zone)
  return String(value)
}
