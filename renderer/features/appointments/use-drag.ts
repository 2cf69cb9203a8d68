// The pointer's side of the calendar: follows what is dragged, stretched or drawn, and lets Esc put it back. The library knows no cancel, but it
// gives up by itself what is let go outside of it: so that is what Esc makes it believe.
import { useEffect, useRef } from 'react'
import { setPlan, usePlan } from './plan.ts'

/** Far from any screen. */
const OUTSIDE = -10_000

export function useDrag(): {
  readonly deed: React.RefObject<'move' | 'stretch'>
  /** True for the click that a cancelled drag ends in. */
  readonly isAfterCancel: () => boolean
} {
  const deed = useRef<'move' | 'stretch'>('move')
  const wasCancelled = useRef(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || usePlan.getState().plan?.by !== 'pointer') return
      event.preventDefault()
      event.stopImmediatePropagation()
      wasCancelled.current = true
      const away = { bubbles: true, button: 0, clientX: OUTSIDE, clientY: OUTSIDE }
      document.dispatchEvent(new MouseEvent('mousemove', away))
      document.dispatchEvent(new MouseEvent('mouseup', away))
      setPlan(undefined)
    }
    const onDown = () => {
      wasCancelled.current = false
    }
    const onUp = () => {
      // What was let go outside of the calendar tells nobody.
      setTimeout(() => {
        if (usePlan.getState().plan?.by === 'pointer') setPlan(undefined)
      }, 0)
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('pointerdown', onDown, true)
    window.addEventListener('mouseup', onUp)
    return () => {
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('pointerdown', onDown, true)
      window.removeEventListener('mouseup', onUp)
      if (usePlan.getState().plan?.by === 'pointer') setPlan(undefined)
    }
  }, [])
  return { deed, isAfterCancel: () => wasCancelled.current }
}
