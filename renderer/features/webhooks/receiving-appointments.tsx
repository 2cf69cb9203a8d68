// How booking tools and vendors send appointments for this webhook: the address, a command to try it with, and Calendly.
import { useState } from 'react'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { CodeBlock, CodeLine } from '../../ui/copy.tsx'
import { appointmentAddress, appointmentCurlFor, sendersOf } from '../../ui/sending.tsx'
import { PanelSection } from '../../ui/side-panel.tsx'

export function ReceivingAppointments({ webhook }: { readonly webhook: Webhook }) {
  const [isOpen, setOpen] = useState(false)
  const listener = useApiQuery('listener.status', {}).data
  const settings = useApiQuery('settings.get', {}).data
  const providers = useApiQuery('providers.list', {}).data
  if (!listener || !settings || !providers) return null
  const provider = sendersOf(webhook.webhookId, providers)[0]
  return (
    <PanelSection title="Appointments">
      <div className="webhook-addresses">
        <CodeLine
          isWrapped
          text={appointmentAddress(webhook.webhookId, listener, settings.publicOrigin)}
          label="Copy the appointments’ address"
        />
        <details className="webhook-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>How to send an appointment</summary>
          {isOpen && (
            <div className="webhook-addresses">
              <CodeBlock
                isWrapped
                text={appointmentCurlFor({ webhook, listener, provider }, nextWeek(), settings.timeZone)}
                label="command for an appointment"
              />
              <p className="field-hint">
                Whose: a <span className="mono">lead_id</span>, or name and phone; the newest open lead of the
                same product is used, else a new one is made. When: a date, time and time zone, or one time
                with its offset. The sender’s own <span className="mono">appointment_id</span> once more
                changes the appointment; with <span className="mono">status: cancelled</span> it ends it.
                Conflicts refuse nothing here, because the customer has been told: they are booked, and shown.
              </p>
              <p className="field-hint">
                Calendly: subscribe <span className="mono">invitee.created</span> and{' '}
                <span className="mono">invitee.canceled</span> to this address. It cannot name a provider, so
                let this webhook take senders without a name; give it a signing secret and enter the secret as
                Calendly’s signing key. Ask for the phone number in the booking form.
              </p>
            </div>
          )}
        </details>
      </div>
    </PanelSection>
  )
}

function nextWeek(): string {
  const day = new Date(Date.now() + 7 * 86_400_000)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}
