import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import { Kbd } from './kbd.tsx'

type TooltipProps = {
  readonly label: string
  readonly keys?: string | undefined
  readonly side?: 'top' | 'bottom' | 'right' | 'left'
  /** One element that takes a ref and props; it keeps its own accessible name. */
  readonly children: ReactElement
}

export const TooltipProvider = Base.Provider

export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="layer-tooltip">
          <Base.Popup className="tooltip">
            {label}
            {keys && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
