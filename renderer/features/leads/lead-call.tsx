// An attempt to call, logged by one key and the number of its result. Who was not there is offered to be called again.
import { useRef, useState } from 'react'
import { CALL_RESULT_LABELS } from '../../../shared/domain/labels.ts'
import { CALL_RESULTS, type CallResult } from '../../../shared/domain/vocabulary.ts'
import { runCommand } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { inOneHour } from '../../ui/format.ts'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { saveField } from '../../ui/save-field.ts'
import { useZone } from '../../ui/time.tsx'

const NOT_THERE: readonly CallResult[] = ['no_answer', 'voicemail']

/** The results of a call, each with its number. */
export function useCallEntries(): (leadId: number, title: string) => MenuEntry[] {
  const zone = useZone()
  return (leadId, title) => [
    { kind: 'group', label: title },
    ...CALL_RESULTS.map((result, index) => ({
      label: CALL_RESULT_LABELS[result],
      keys: String(index + 1),
      run: () =>
        void runCommand(
          'leads.logCall',
          { id: leadId, result },
          NOT_THERE.includes(result)
            ? {
                offer: {
                  label: 'Follow up in 1 hour',
                  run: () => void saveField('leads.update', leadId, 'follow_up_at', inOneHour(zone)),
                },
              }
            : {},
        ),
    })),
  ]
}

export function LeadCallMenu({
  leadId,
  attempts,
  isDisabled,
}: {
  readonly leadId: number
  readonly attempts: number
  readonly isDisabled: boolean
}) {
  const callEntries = useCallEntries()
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
      entries={callEntries(leadId, `Call ${attempts + 1}`)}
    />
  )
}
