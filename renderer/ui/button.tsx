import type { ComponentProps, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import { Tooltip } from './tooltip.tsx'

export type ButtonTone = 'plain' | 'main' | 'danger' | 'quiet'

type ButtonProps = ComponentProps<'button'> & {
  readonly tone?: ButtonTone
  readonly icon?: ReactNode
  /** The key that does the same, shown on the button: `C`, `Ctrl K`. */
  readonly keys?: string | undefined
  /** True while its work runs: not pressable, and says so to a screen reader. */
  readonly isBusy?: boolean
}

export function Button({ tone = 'plain', icon, keys, isBusy, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${tone}${className ? ` ${className}` : ''}`}
      aria-busy={isBusy || undefined}
      disabled={rest.disabled || isBusy}
    >
      {icon}
      {children !== undefined && <span className="button-text">{children}</span>}
      {keys && <Kbd keys={keys} isHidden />}
    </button>
  )
}

type IconButtonProps = ComponentProps<'button'> & {
  /** Its name, read aloud and shown as a tooltip. */
  readonly label: string
  readonly keys?: string | undefined
  readonly icon: ReactNode
}

export function IconButton({ label, keys, icon, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        type="button"
        {...rest}
        className={`icon-button${className ? ` ${className}` : ''}`}
        aria-label={label}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
