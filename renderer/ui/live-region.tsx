// One polite live region for what happens without moving the focus: counts after a filter, "Copied". Toasts announce themselves.
import { useEffect, useState } from 'react'

let say: ((text: string) => void) | undefined

/** Says it to a screen reader, politely; the same words twice are said twice. */
export function announce(text: string): void {
  say?.(text)
}

export function LiveRegion() {
  const [{ text, turn }, setWords] = useState({ text: '', turn: 0 })
  useEffect(() => {
    say = (next) => setWords((now) => ({ text: next, turn: now.turn + 1 }))
    return () => {
      say = undefined
    }
  }, [])
  return (
    <div className="unseen" role="status" aria-live="polite">
      {text}
      {turn % 2 === 1 ? '\u00a0' : ''}
    </div>
  )
}
