// The panel of a record that is on its way, or could not be had: the same in every list.
import type { ReactNode, Ref } from 'react'
import { type PanelHandle, SidePanel } from './side-panel.tsx'
import { Skeleton } from './states.tsx'

type AwaitedPanelProps = {
  /** The kind of record, "Lead": its title, until it has one. */
  readonly label: string
  readonly record: string | number
  readonly over: ReactNode
  readonly onClose: () => void
  /** Why it is not there; left out while it is on its way. */
  readonly problem: ReactNode
  readonly ref: Ref<PanelHandle> | undefined
}

export function AwaitedPanel({ label, problem, ...frame }: AwaitedPanelProps) {
  return (
    <SidePanel {...frame} label={label} title={label}>
      {problem || <Skeleton lines={8} />}
    </SidePanel>
  )
}
