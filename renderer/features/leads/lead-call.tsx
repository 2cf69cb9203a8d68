// An attempt to call, logged by one key and the number of its result.
import { useRef, useState } from 'react'
import { CALL_RESULT_LABELS } from '../../../shared/domain/labels.ts'
import { CALL_RESULTS } from '../../../shared/domain/vocabulary.ts'
import { useCommand } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'

export function LeadCallMenu({
  leadId,
  attempts,
  isDisabled,
}: {
  readonly leadId: number
  readonly attempts: number
  readonly isDisabled: boolean
}) {
  const logCall = useCommand('leads.logCall')
  const [isOpen, setOpen] = useState(false)
  // Opened by L, the menu gives the focus back to where it was: to the list, so that J goes on.
  const cameFrom = useRef<HTMLElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useShortcut(
    'lead.call',
    isDisabled
      ? undefined
      : () => {
          const from = document.activeElement
          cameFrom.current = from instanceof HTMLElement && from.tabIndex >= 0 ? from : null
          setOpen(true)
        },
  )
  return (
    <Menu
      isOpen={isOpen}
      onOpenChange={(next) => {
        if (next) cameFrom.current = null
        setOpen(next)
      }}
      finalFocus={() => cameFrom.current ?? button.current ?? true}
      trigger={
        <Button ref={button} tone="main" disabled={isDisabled} keys={keysOf('lead.call')}>
          Log call
        </Button>
      }
      entries={[
        { kind: 'group', label: `Call ${attempts + 1}` },
        ...CALL_RESULTS.map((result, index) => ({
          label: CALL_RESULT_LABELS[result],
          keys: String(index + 1),
          run: () => void logCall({ id: leadId, result }),
        })),
      ]}
    />
  )
}
