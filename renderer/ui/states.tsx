// What a screen says when it has nothing to show: why, and what to do. And the placeholder that comes only after 300 ms.
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Failure } from '../../shared/contract/reply.ts'
import { Button } from './button.tsx'

type EmptyStateProps = {
  readonly icon?: ReactNode
  /** What is (not) here. */
  readonly title: string
  /** Why, and what brings something here. */
  readonly children?: ReactNode
  /** One button. */
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon">{icon}</div>}
      <h2 className="empty-title">{title}</h2>
      {children && <div className="empty-words">{children}</div>}
      {action && <div className="empty-action">{action}</div>}
    </div>
  )
}

export function ErrorState({
  failure,
  onRetry,
}: {
  readonly failure: Failure
  readonly onRetry?: () => void
}) {
  return (
    <div className="empty" role="alert">
      <div className="empty-icon danger">
        <CircleAlert size={20} aria-hidden />
      </div>
      <p className="empty-words">{failure.message}</p>
      {onRetry && (
        <div className="empty-action">
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  )
}

/** True once `isWaiting` has lasted 300 ms: shorter waits show nothing, because a flash is worse than a blank. */
export function useIsSlow(isWaiting: boolean, afterMs = 300): boolean {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    if (!isWaiting) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), afterMs)
    return () => clearTimeout(timer)
  }, [isWaiting, afterMs])
  return isSlow && isWaiting
}

/** Grey lines in place of a panel or page that is still on its way. */
export function Skeleton({ lines = 6 }: { readonly lines?: number }) {
  const isSlow = useIsSlow(true)
  if (!isSlow) return null
  return (
    <div className="skeleton" aria-hidden>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey lines are all alike
        <span key={index} className={`skeleton-line w${(index * 7) % 4}`} />
      ))}
    </div>
  )
}

/** A box with a remark: what to know before going on. */
export function Notice({
  tone = 'plain',
  icon,
  children,
}: {
  readonly tone?: 'plain' | 'warn' | 'danger'
  readonly icon?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className={`notice ${tone}`}>
      {icon}
      <div>{children}</div>
    </div>
  )
}
