import type { ReactNode } from 'react'
import { Tooltip } from '../../ui/tooltip.tsx'

/** A word whose meaning is shown to whoever points at it or reaches it by keyboard. */
export function Defined({ meaning, children }: { readonly meaning: string; readonly children: ReactNode }) {
  return (
    <Tooltip label={meaning} side="top">
      <button type="button" className="defined" aria-description={meaning}>
        {children}
      </button>
    </Tooltip>
  )
}
