import { useState } from 'react'

/**
 * Where the focus goes when a box closes: to what had it when the box was asked for. The library looks for that only after a field of the
 * box has taken the focus by itself (autoFocus), and would give it back to the field, which is gone; and from what cannot be reached by
 * Tab (a screen as a whole) it goes on to the first field in it, where no shortcut works. So this is done here. Call it where the box is
 * mounted, and hand the answer to `finalFocus`.
 */
export function useOpener(): () => boolean {
  const [opener] = useState(() => document.activeElement)
  return () => {
    if (!(opener instanceof HTMLElement) || opener === document.body) return true
    queueMicrotask(() => {
      // A box that came in place of this one keeps the focus.
      if (document.activeElement !== document.body) return
      // What asked for it may be gone with what it did; the list goes on.
      const to = opener.isConnected ? opener : document.querySelector<HTMLElement>('#main [role="grid"]')
      to?.focus({ preventScroll: true })
    })
    return false
  }
}
