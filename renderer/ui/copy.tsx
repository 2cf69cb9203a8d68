import { Check, Copy, Eye, EyeOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { announce } from './live-region.tsx'
import { showToast } from './toasts.tsx'
import { Breaking } from './words.tsx'

/** Puts text on the clipboard; false when the browser would not let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    showToast({
      title: 'The clipboard is closed to this page. Select the text and copy it by hand.',
      tone: 'danger',
    })
    return false
  }
}

type CopyButtonProps = {
  readonly text: string
  /** Its name: "Copy address". */
  readonly label: string
  /** Shows the label, not only the icon. */
  readonly hasText?: boolean
  readonly keys?: string
}

export function CopyButton({ text, label, hasText, keys }: CopyButtonProps) {
  const [isDone, setDone] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const icon = isDone ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />
  const copy = async () => {
    if (!(await copyText(text))) return
    announce('Copied')
    setDone(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setDone(false), 1_600)
  }
  return hasText ? (
    <Button icon={icon} keys={keys} onClick={copy}>
      {isDone ? 'Copied' : label}
    </Button>
  ) : (
    <IconButton label={isDone ? 'Copied' : label} keys={keys} icon={icon} onClick={copy} />
  )
}

/** An e-mail address with its copy button. */
export function CopyableEmail({ email }: { readonly email: string }) {
  return (
    <span className="copyable">
      <Breaking text={email} />
      <CopyButton text={email} label="Copy email" />
    </span>
  )
}

/** A line of code or an address with its copy button. */
export function CodeLine({
  text,
  label,
  isWrapped,
}: {
  readonly text: string
  readonly label: string
  /** Breaks instead of scrolling: all of it is to be seen. */
  readonly isWrapped?: boolean
}) {
  return (
    <div className={`code-line${isWrapped ? ' wrapped' : ''}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it */}
      <code tabIndex={0}>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  )
}

/** Several lines of code, scrolling, with its copy button. */
export function CodeBlock({
  text,
  label,
  isWrapped,
}: {
  readonly text: string
  readonly label: string
  /** Breaks long lines instead of scrolling sideways. */
  readonly isWrapped?: boolean
}) {
  return (
    <div className={`code-block${isWrapped ? ' wrapped' : ''}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={`Copy ${label}`} />
    </div>
  )
}

/** A secret: hidden until asked for, copyable without being shown. */
export function SecretField({ secret, label }: { readonly secret: string; readonly label: string }) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="code-line">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it */}
      <code tabIndex={0}>{isShown ? secret : '•'.repeat(Math.min(secret.length, 32))}</code>
      <IconButton
        label={isShown ? `Hide ${label}` : `Show ${label}`}
        icon={isShown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
        onClick={() => setShown(!isShown)}
      />
      <CopyButton text={secret} label={`Copy ${label}`} />
    </div>
  )
}
