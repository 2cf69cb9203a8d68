// Toasts by Base UI, callable from anywhere: `showToast`. They are announced by its live region; F6 moves the focus to them.
import { Toast } from '@base-ui/react/toast'
import { CircleAlert, X } from 'lucide-react'

export type ToastAction = { readonly label: string; readonly run: () => void }
type ToastData = { readonly actions: readonly ToastAction[] }

const manager = Toast.createToastManager<ToastData>()

export type ToastWords = {
  /** The same id again replaces the toast: a step and its undo are one story. */
  readonly id?: string
  readonly title: string
  readonly detail?: string
  readonly tone?: 'plain' | 'danger'
  readonly action?: ToastAction
  /** What comes next, before the action. */
  readonly offer?: ToastAction | undefined
}

/** The toast of an import: whoever tells more of it replaces what was said. */
export function importToast(importId: string): string {
  return `import ${importId}`
}

export function showToast({ id, title, detail, tone = 'plain', action, offer }: ToastWords): void {
  manager.add({
    ...(id === undefined ? {} : { id }),
    title,
    description: detail,
    type: tone,
    // The library hides those of high priority from screen readers until they have the focus, and their buttons with them.
    priority: 'low',
    // Something to undo, or a refusal to read, stays longer.
    timeout: action || tone === 'danger' ? 10_000 : 5_000,
    data: { actions: [offer, action].filter((each) => each !== undefined) },
  })
}

export function Toasts({ children }: { readonly children: React.ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts" aria-label="Messages">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts, close } = Toast.useToastManager<ToastData>()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection={['right', 'up']}>
      <Toast.Content className="toast-content">
        {toast.type === 'danger' && <CircleAlert size={16} aria-hidden className="toast-icon" />}
        <div className="toast-words">
          <Toast.Title className="toast-title" render={<div />} />
          <Toast.Description className="toast-detail" />
        </div>
        {toast.data?.actions.map(({ label, run }) => (
          <button
            key={label}
            type="button"
            className="toast-action"
            onClick={() => {
              close(toast.id)
              run()
            }}
          >
            {label}
          </button>
        ))}
        <Toast.Close className="toast-close" aria-label="Close message">
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
