// Dialogs: a form in a box, and the one question where nothing can be undone.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { useOpener } from './opener.ts'

type DialogProps = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly detail?: ReactNode
  readonly children: ReactNode
  /** Buttons at the foot, the main one last. */
  readonly actions?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  /** Makes the dialog a form: Enter and the main button (`type="submit"`) run it. */
  readonly onSubmit?: (event: FormEvent<HTMLFormElement>) => void
  /** True while there is typed work: a press outside does not throw it away (Esc and Cancel still do). */
  readonly isKept?: boolean
}

export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, detail, children, actions, size = 'medium', onSubmit } = props
  const opener = useOpener()
  const inside = (
    <>
      <div className="dialog-body">{children}</div>
      {actions && <footer className="dialog-actions">{actions}</footer>}
    </>
  )
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      disablePointerDismissal={props.isKept ?? false}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Viewport className="dialog-viewport">
          <Base.Popup ref={focusFirstField} className={`dialog ${size}`} finalFocus={opener}>
            <header className="dialog-head">
              <Base.Title className="dialog-title">{title}</Base.Title>
              <Base.Close className="icon-button" aria-label="Close">
                <X size={16} aria-hidden />
              </Base.Close>
            </header>
            {detail && (
              <Base.Description className="dialog-detail" render={<div />}>
                {detail}
              </Base.Description>
            )}
            {onSubmit ? (
              <form className="dialog-form" noValidate autoComplete="off" onSubmit={onSubmit}>
                {inside}
              </form>
            ) : (
              inside
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

const FIELDS = ['input', 'textarea', '[role="combobox"]', '[role="checkbox"]', '[role="radio"][tabindex="0"]']
  .map((field) => `.dialog-body ${field}:not(:disabled, [type="hidden"], [aria-hidden="true"])`)
  .join()

/**
 * A box is opened to be filled in: its first field has the focus from the first key on, and not the cross, which stands before it. A
 * field that takes the focus by itself comes before the first; a box without fields leaves it to the library.
 */
function focusFirstField(box: HTMLElement | null): void {
  if (box === null || box.contains(document.activeElement)) return
  box.querySelector<HTMLElement>(FIELDS)?.focus()
}

type ConfirmProps = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will happen and what cannot be taken back. */
  readonly children: ReactNode
  /** The deed, as a verb: "Open to the network". */
  readonly confirmLabel: string
  readonly tone?: 'main' | 'danger'
  readonly onConfirm: () => unknown
  /** True for what can be undone: Enter confirms. Otherwise the focus begins at Cancel. */
  readonly startsAtConfirm?: boolean
}

export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  confirmLabel,
  tone = 'main',
  onConfirm,
  startsAtConfirm = false,
}: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  const confirm = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="scrim" />
        <AlertDialog.Viewport className="dialog-viewport">
          <AlertDialog.Popup className="dialog small" {...(startsAtConfirm ? { initialFocus: confirm } : {})}>
            <header className="dialog-head">
              <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
            </header>
            <AlertDialog.Description className="dialog-body" render={<div />}>
              {children}
            </AlertDialog.Description>
            <footer className="dialog-actions">
              <AlertDialog.Close render={<Button>Cancel</Button>} />
              <Button
                ref={confirm}
                tone={tone}
                isBusy={isBusy}
                onClick={async () => {
                  setBusy(true)
                  try {
                    await onConfirm()
                    onClose()
                  } finally {
                    setBusy(false)
                  }
                }}
              >
                {confirmLabel}
              </Button>
            </footer>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
