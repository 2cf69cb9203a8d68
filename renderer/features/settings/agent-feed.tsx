// The address under which other calendars follow an agent's appointments: made, made anew, ended.
import { useState } from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { calendarAddress } from '../../ui/sending.tsx'
import { showToast } from '../../ui/toasts.tsx'

export function AgentFeed({ agent }: { readonly agent: Agent }) {
  const { slug, name, feedHint } = agent
  const feed = useCommand('agents.feed')
  const listener = useApiQuery('listener.status', {}).data
  const settings = useApiQuery('settings.get', {}).data
  const [secret, setSecret] = useState<string>()
  const [asked, setAsked] = useState<'make' | 'end'>()
  const run = async (action: 'make' | 'end') => {
    setAsked(undefined)
    const done = await feed({ slug, action })
    if (!done) return
    if (done.secret !== null) setSecret(done.secret)
    else showToast({ title: `The calendar address of ${name} no longer works` })
  }
  return (
    <div className="settings-feed">
      <span className="field-hint">
        {feedHint === null ? 'No calendar address' : <>Calendar address ending in {feedHint.slice(1)}</>}
      </span>
      <span className="settings-buttons">
        {feedHint === null ? (
          <Button
            tone="quiet"
            aria-label={`Make a calendar address for ${name}`}
            disabled={!agent.isActive}
            onClick={() => void run('make')}
          >
            Make a calendar address
          </Button>
        ) : (
          <>
            <Button
              tone="quiet"
              aria-label={`Replace the calendar address of ${name}`}
              disabled={!agent.isActive}
              onClick={() => setAsked('make')}
            >
              Replace
            </Button>
            <Button
              tone="quiet"
              aria-label={`Switch off the calendar address of ${name}`}
              onClick={() => setAsked('end')}
            >
              Switch off
            </Button>
          </>
        )}
      </span>
      {asked !== undefined && (
        <Dialog
          isOpen
          size="small"
          title={asked === 'make' ? 'Replace the calendar address?' : 'Switch off the calendar address?'}
          onClose={() => setAsked(undefined)}
          actions={
            <>
              <Button onClick={() => setAsked(undefined)}>Cancel</Button>
              <Button tone="danger" onClick={() => void run(asked)}>
                {asked === 'make' ? 'Replace' : 'Switch off'}
              </Button>
            </>
          }
        >
          <p>
            Calendars that follow {name} at the address in use stop getting news at once. This cannot be
            undone
            {asked === 'make' ? ': enter the new address wherever it is used.' : '.'}
          </p>
        </Dialog>
      )}
      {secret !== undefined && (
        <SecretDialog
          title={`Calendar of ${name}`}
          what="address"
          secret={calendarAddress(secret, listener, settings?.publicOrigin)}
          onClose={() => setSecret(undefined)}
        >
          <p className="field-hint">
            Subscribe to it in a calendar program (“from URL”). Whoever has the address reads it: scheduled
            and confirmed appointments of {name}, from 30 days back to a year ahead, with the customer’s name,
            phone and address. Notes and e-mail addresses are not in it.
            {!settings?.publicOrigin &&
              ' It can be read on this computer only, until a tunnel’s address stands under Webhook intake.'}
          </p>
        </SecretDialog>
      )}
    </div>
  )
}
