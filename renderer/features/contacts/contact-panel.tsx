// One person: how to reach them, all their leads, everything that happened, and who may be the same person elsewhere.
import { Link } from '@tanstack/react-router'
import type { Ref } from 'react'
import type { ContactDetail } from '../../../shared/contract/contacts.ts'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableEmail, copyText } from '../../ui/copy.tsx'
import { hasName, showName, showPhone, showPlace } from '../../ui/format.ts'
import { leadTypeWord, momentOf } from '../../ui/lead-words.tsx'
import { DefinitionList, Timeline } from '../../ui/lists.tsx'
import { announce } from '../../ui/live-region.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Badge, LeadStatusDot } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import './contacts.css'

type ContactPanelProps = {
  readonly id: number
  readonly onClose: () => void
  readonly ref?: Ref<PanelHandle>
}

export function ContactPanel({ id, onClose, ref }: ContactPanelProps) {
  const query = useApiQuery('contacts.get', { id })
  const contact = query.data
  const workspaces = useApiQuery('workspaces.list', {}).data
  const phone = contact && showPhone(contact.phone, contact.phoneExtension)
  const copyPhone = async () => {
    if (phone && (await copyText(phone))) announce(`Copied ${phone}`)
  }
  useShortcut('lead.copyPhone', phone ? copyPhone : undefined)

  if (!contact || query.error) {
    return (
      <SidePanel
        ref={ref}
        label="Contact"
        record={id}
        onClose={onClose}
        over={`Contact ${id}`}
        title="Contact"
      >
        {query.error ? (
          <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton lines={8} />
        )}
      </SidePanel>
    )
  }
  return (
    <SidePanel
      ref={ref}
      label="Contact"
      record={contact.id}
      onClose={onClose}
      over={`Contact ${contact.id}`}
      title={<span>{hasName(contact) ? showName(contact) : 'No name'}</span>}
      under={<div className="panel-tel">{phone}</div>}
      actions={
        <Button keys={keysOf('lead.copyPhone')} onClick={copyPhone}>
          Copy phone
        </Button>
      }
    >
      <PanelSection>
        <DefinitionList label="Details" entries={detailsOf(contact)} />
      </PanelSection>
      <PanelSection title={contact.leads.length === 1 ? '1 lead' : `${contact.leads.length} leads`}>
        <ul className="contact-leads">
          {contact.leads.map((lead) => (
            <li key={lead.id}>
              <Link to="/leads" search={{ lead: lead.id }}>
                {LEAD_TYPE_LABELS[lead.leadType]}
              </Link>
              <LeadStatusDot status={lead.status} />
              <span className="contact-lead-from">
                <span className="mute clip">{lead.providerName ?? lead.source}</span>
                {lead.isTest && <Badge tone="warn">Test</Badge>}
              </span>
              <When at={lead.createdAt} />
            </li>
          ))}
        </ul>
      </PanelSection>
      {contact.suggestions.length > 0 && (
        <PanelSection title="Maybe the same person">
          <ul className="contact-twins">
            {contact.suggestions.map(({ contact: other, why }) => (
              <li key={other.id}>
                <Link to="/contacts" search={(now) => ({ ...now, contact: other.id })}>
                  {showName(other)}
                </Link>
                <span className="mute">
                  {why} · {other.webhookName ?? other.webhookId} ·{' '}
                  {showPhone(other.phone, other.phoneExtension)}
                </span>
              </li>
            ))}
          </ul>
          <p className="field-hint">Contacts are never merged by themselves: each webhook keeps its own.</p>
        </PanelSection>
      )}
      <PanelSection title="History">
        <Timeline
          label="History"
          moments={contact.events.map((event) =>
            momentOf(event, { of: leadOf(contact, event.leadId), workspaces }),
          )}
        />
      </PanelSection>
    </SidePanel>
  )
}

/** Which of several leads an event belongs to; with one lead there is nothing to tell apart. */
function leadOf(contact: ContactDetail, leadId: number): string | undefined {
  if (contact.leads.length < 2) return undefined
  const lead = contact.leads.find((each) => each.id === leadId)
  return lead ? leadTypeWord(lead.leadType) : `lead ${leadId}`
}

function detailsOf(contact: ContactDetail) {
  return [
    { term: 'Email', value: contact.email && <CopyableEmail email={contact.email} /> },
    { term: 'Address', value: showPlace(contact, contact.address) },
    {
      term: 'Webhook',
      value: (
        <Link to="/webhooks" search={{ webhook: contact.webhookId }}>
          {contact.webhookName ?? contact.webhookId}
        </Link>
      ),
    },
    { term: 'Since', value: <When at={contact.createdAt} as="full" /> },
    { term: 'Last change', value: <When at={contact.updatedAt} as="full" /> },
  ]
}
