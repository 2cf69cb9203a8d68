// A key or secret that is in this one answer and nowhere else: shown, copied, gone.
import { KeyRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { CodeLine, CopyButton } from './copy.tsx'
import { Dialog } from './dialog.tsx'
import { Notice } from './states.tsx'

type SecretDialogProps = {
  readonly title: string
  /** "API key", "signing secret". */
  readonly what: string
  readonly secret: string
  readonly onClose: () => void
  readonly children?: ReactNode
}

export function SecretDialog({ title, what, secret, onClose, children }: SecretDialogProps) {
  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title={title}
      actions={
        <>
          <CopyButton text={secret} label={`Copy ${what}`} hasText />
          <Button tone="main" onClick={onClose}>
            I have saved it
          </Button>
        </>
      }
    >
      <div className="form">
        <CodeLine isWrapped text={secret} label={`Copy ${what}`} />
        <Notice tone="warn" icon={<KeyRound size={14} aria-hidden />}>
          Copy it now: it will not be shown again. If it gets lost, make a new one.
        </Notice>
        {children}
      </div>
    </Dialog>
  )
}
