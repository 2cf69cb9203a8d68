import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type ReactElement, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Kbd } from './kbd.tsx'

export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly label: string
      readonly icon?: ReactNode
      readonly detail?: string | undefined
      readonly keys?: string | undefined
      readonly tone?: 'plain' | 'danger'
      readonly disabled?: boolean
      /** Defined: one of a choice, and whether it is the chosen one. */
      readonly isChosen?: boolean
      readonly run: () => void
    }
  | { readonly kind: 'line' }
  | { readonly kind: 'group'; readonly label: string }

type MenuProps = {
  /** The button that opens it; takes ref and props. Without one it stands at `anchor`. */
  readonly trigger?: ReactElement
  readonly anchor?: Element | null
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly isOpen?: boolean | undefined
  readonly onOpenChange?: (isOpen: boolean) => void
  /** Where the focus goes when it closes; the trigger by default, and with false nowhere else. `by` is how it was closed. */
  readonly finalFocus?: (by: 'mouse' | 'touch' | 'pen' | 'keyboard' | '') => HTMLElement | boolean
  /** It is gone, and the focus is where it went. */
  readonly onClosed?: () => void
}

export function Menu({
  trigger,
  anchor,
  entries,
  align = 'start',
  isOpen,
  onOpenChange,
  finalFocus,
  onClosed,
}: MenuProps) {
  const actions = useRef<Base.Root.Actions>(null)
  // The library tells of what it opened itself; what a key of ours opened begins at an entry, so that Enter does something.
  const isOpenedByTrigger = useRef(false)
  return (
    <Base.Root
      modal={false}
      actionsRef={actions}
      {...(isOpen === undefined ? {} : { open: isOpen })}
      onOpenChange={(open) => {
        isOpenedByTrigger.current = open
        onOpenChange?.(open)
      }}
      onOpenChangeComplete={(open) => {
        if (!open && onClosed) requestAnimationFrame(onClosed)
      }}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner className="layer" align={align} sideOffset={4} {...(anchor ? { anchor } : {})}>
          <Base.Popup
            className="popup menu"
            {...(finalFocus ? { finalFocus } : {})}
            onKeyDown={(event) => {
              // An entry with one key of its own is run by it: S, then 2.
              const entry = entries.find((each) => 'keys' in each && each.keys === event.key)
              if (!entry || !('run' in entry) || entry.disabled) return
              event.preventDefault()
              event.stopPropagation()
              actions.current?.close()
              entry.run()
            }}
          >
            <FirstEntry isOpenedByTrigger={isOpenedByTrigger} />
            {entries.map((entry, index) => {
              if (entry.kind === 'line') {
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be known by
                return <Base.Separator key={index} className="menu-line" />
              }
              if (entry.kind === 'group') {
                return (
                  <Base.Group key={entry.label}>
                    <Base.GroupLabel className="menu-group">{entry.label}</Base.GroupLabel>
                  </Base.Group>
                )
              }
              return (
                <Base.Item
                  key={entry.label}
                  className={`item${entry.tone === 'danger' ? ' danger' : ''}`}
                  disabled={entry.disabled ?? false}
                  label={entry.label}
                  onClick={entry.run}
                  aria-current={entry.isChosen || undefined}
                >
                  {entry.isChosen !== undefined && (
                    <span className="item-mark">{entry.isChosen && <Check size={14} aria-hidden />}</span>
                  )}
                  {entry.icon && <span className="item-icon">{entry.icon}</span>}
                  <span className="item-text">{entry.label}</span>
                  {entry.detail && <span className="item-detail">{entry.detail}</span>}
                  {entry.keys && <Kbd keys={entry.keys} isHidden />}
                </Base.Item>
              )
            })}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Highlights what is chosen now, or the first entry, of a menu that a key of ours opened. */
function FirstEntry({ isOpenedByTrigger }: { readonly isOpenedByTrigger: RefObject<boolean> }) {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (isOpenedByTrigger.current) return
    const menu = mark.current?.parentElement
    const entry =
      menu?.querySelector<HTMLElement>('[role="menuitem"][aria-current]') ??
      menu?.querySelector<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])')
    entry?.focus({ preventScroll: true })
  }, [isOpenedByTrigger])
  return <span ref={mark} hidden />
}
