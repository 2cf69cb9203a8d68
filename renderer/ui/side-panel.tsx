// A list with its detail on the right. Where the window is narrow the detail lies over the list; Esc closes it and the focus goes back.
import { X } from 'lucide-react'
import {
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { useShortcut } from '../app/shortcuts.ts'
import { IconButton } from './button.tsx'

/** Toolbar on top, list below, panel (or nothing) on the right. */
export function ListScreen({
  toolbar,
  children,
  panel,
}: {
  readonly toolbar: ReactNode
  readonly children: ReactNode
  readonly panel?: ReactNode
}) {
  return (
    <div className="list-screen">
      <section className="list-side">
        <div className="toolbar">{toolbar}</div>
        {children}
      </section>
      {panel}
    </div>
  )
}

export type PanelHandle = { focus(): void }

/** Puts the focus into the panel as soon as it is there: the address has to change first, which may take some frames. */
export function focusPanel(panel: RefObject<PanelHandle | null>, framesLeft = 60): void {
  requestAnimationFrame(() => {
    if (panel.current) panel.current.focus()
    else if (framesLeft > 0) focusPanel(panel, framesLeft - 1)
  })
}

/** True within one commit, in which a panel that has the focus is replaced: the grey lines by the record that has come. */
let isHandedOn = false

type SidePanelProps = {
  /** What it shows, for a screen reader: "Lead". */
  readonly label: string
  readonly onClose: () => void
  /** Small line above the title: kind and number. */
  readonly over?: ReactNode
  readonly title: ReactNode
  /** Below the title: phone, place, state. */
  readonly under?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly ref?: Ref<PanelHandle>
  /** Changes with the record, so that the panel starts at its top again. */
  readonly record: string | number
}

export function SidePanel({
  label,
  onClose,
  over,
  title,
  under,
  actions,
  children,
  ref,
  record,
}: SidePanelProps) {
  const body = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => ({ focus: () => body.current?.focus() }), [])
  useShortcut('panel.close', onClose)
  // Asked by CSS with :has, the whole page would be searched whenever anything in it changes.
  useLayoutEffect(() => {
    document.body.classList.add('has-panel')
    return () => document.body.classList.remove('has-panel')
  }, [])
  useLayoutEffect(() => {
    const own = body.current
    if (isHandedOn) own?.focus()
    isHandedOn = false
    return () => {
      if (own === null || document.activeElement !== own) return
      isHandedOn = true
      queueMicrotask(() => {
        isHandedOn = false
      })
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `record` is the reason, not a value read inside
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0
  }, [record])
  return (
    <aside className="panel" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      {/* biome-ignore lint/a11y/useSemanticElements: no group of form fields */}
      <div className="panel-body" ref={body} tabIndex={0} role="group" aria-label={`${label} details`}>
        <header className="panel-head">
          <div className="panel-top">
            <div className="panel-over clip">{over}</div>
            <IconButton
              label={`Close ${label.toLowerCase()}`}
              keys="Esc"
              icon={<X size={16} aria-hidden />}
              onClick={onClose}
            />
          </div>
          <h2 className="panel-title">{title}</h2>
          {under}
          {actions && <div className="panel-actions">{actions}</div>}
        </header>
        {children}
      </div>
    </aside>
  )
}

/** A part of the panel with its heading. */
export function PanelSection({
  title,
  action,
  children,
}: {
  readonly title?: string
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="panel-section">
      {title && (
        <header className="panel-section-head">
          <h3>{title}</h3>
          {action}
        </header>
      )}
      {children}
    </section>
  )
}
