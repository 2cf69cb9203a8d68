// One person: how to reach them, all their leads, everything that happened, and who may be the same person elsewhere.
import { Link, useNavigate } from '@tanstack/react-router'
import { Ellipsis, Trash2 } from 'lucide-react'
import { type Ref, useEffect, useState } from 'react'
import type { ContactDetail } from '../../../shared/contract/contacts.ts'
import { CONTACT_EDITS, type EditValue } from '../../../shared/domain/editing.ts'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { AppointmentsOf } from '../../ui/appointments-of.tsx'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConversionsOf } from '../../ui/conversions-of.tsx'
import { CopyButton, copyText } from '../../ui/copy.tsx'
import { MissingRecord } from '../../ui/deletion.tsx'
import { EditableField } from '../../ui/editable-field.tsx'
import { hasName, showName, showPhone } from '../../ui/format.ts'
import { contactMomentOf, leadTypeWord } from '../../ui/lead-words.tsx'
import { Timeline } from '../../ui/lists.tsx'
import { announce } from '../../ui/live-region.tsx'
import { Menu } from '../../ui/menu.tsx'
import { saveField } from '../../ui/save-field.ts'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { Badge, LeadStatusDot } from '../../ui/status.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { Breaking } from '../../ui/words.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import './contacts.css'

const FIRST_MOMENTS = 50

type ContactPanelProps = {
  readonly id: number
  readonly onClose: () => void
  readonly onDelete: () => void
  readonly ref?: Ref<PanelHandle>
}

export function ContactPanel({ id, onClose, onDelete, ref }: ContactPanelProps) {
  // How much of the time line is asked for; another person starts with the newest again.
  const [older, setOlder] = useState({ id, moments: FIRST_MOMENTS })
  const moments = older.id === id ? older.moments : FIRST_MOMENTS
  const query = useApiQuery('contacts.get', { id, moments })
  const contact = query.data
  const zone = useZone()
  const workspaces = useApiQuery('workspaces.list', {}).data
  const agents = useApiQuery('agents.list', {}).data
  const phone = contact && showPhone(contact.phone, contact.phoneExtension)
  const copyPhone = async () => {
    if (phone && (await copyText(phone))) announce(`Copied ${phone}`)
  }
  useShortcut('lead.copyPhone', phone ? copyPhone : undefined)
  const book = useAppState((state) => state.book)
  // Newest first, as they are listed.
  const newestLead = contact?.id === id ? contact.leads[0]?.id : undefined
  useShortcut('appointment.create', newestLead === undefined ? undefined : () => book({ leadId: newestLead }))
  const logSale = useAppState((state) => state.logSale)
  useShortcut('conversion.create', contact?.id === id ? () => logSale({ contactId: id }) : undefined)
  const [mergeId, setMergeId] = useState<number>()
  const unmerge = useCommand('contacts.unmerge')
  // Whoever asks for a second name is shown the contact it belongs to, under that one's address.
  const navigate = useNavigate()
  const standsFor = contact?.mergedFrom.some((one) => one.contact.id === id) ? contact.id : undefined
  useEffect(() => {
    if (standsFor === undefined) return
    void navigate({ to: '/contacts', search: (now) => ({ ...now, contact: standsFor }), replace: true })
  }, [standsFor, navigate])

  if (!contact || query.error) {
    return (
      <AwaitedPanel
        ref={ref}
        label="Contact"
        record={id}
        onClose={onClose}
        over={`Contact ${id}`}
        problem={
          query.error && (
            <MissingRecord
              what="contact"
              failure={query.error.failure}
              onRetry={() => void query.refetch()}
            />
          )
        }
      />
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
        <>
          <Button keys={keysOf('lead.copyPhone')} onClick={copyPhone}>
            Copy phone
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton
                label="More"
                icon={<Ellipsis size={16} aria-hidden />}
                disabled={contact.id !== id}
              />
            }
            entries={[
              {
                label: 'Delete contact',
                tone: 'danger',
                icon: <Trash2 size={14} aria-hidden />,
                keys: keysOf('list.delete'),
                run: onDelete,
              },
            ]}
          />
        </>
      }
    >
      <PanelSection>
        <ContactDetails key={contact.id} contact={contact} isDisabled={contact.id !== id} />
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
      <AppointmentsOf
        whose={{ contactId: contact.id }}
        leadId={contact.leads[0]?.id}
        isDisabled={contact.id !== id}
      />
      <ConversionsOf whose={{ contactId: contact.id }} isDisabled={contact.id !== id} />
      {contact.suggestions.length > 0 && (
        <PanelSection title="Maybe the same person">
          <ul className="contact-twins">
            {contact.suggestions.map(({ contact: other, why }) => (
              <li key={other.id}>
                <div className="contact-twin">
                  <Link to="/contacts" search={(now) => ({ ...now, contact: other.id })}>
                    {showName(other)}
                  </Link>
                  <Button
                    tone="quiet"
                    aria-label={`Merge with ${showName(other)}`}
                    onClick={() => setMergeId(other.id)}
                  >
                    Merge
                  </Button>
                </div>
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
      {contact.mergedFrom.length > 0 && (
        <PanelSection title="Merged from">
          <ul className="contact-twins">
            {contact.mergedFrom.map(({ contact: other, at, by, byName }) => (
              <li key={other.id}>
                <div className="contact-twin">
                  <span>{showName(other)}</span>
                  <Button
                    tone="quiet"
                    aria-label={`Unmerge ${showName(other)}`}
                    onClick={() => void unmerge({ mergedId: other.id })}
                  >
                    Unmerge
                  </Button>
                </div>
                <span className="mute">
                  {showPhone(other.phone, other.phoneExtension)} · {other.webhookName ?? other.webhookId} ·{' '}
                  {byName ?? by}, <When at={at} />
                </span>
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
      {mergeId !== undefined && (
        <MergeDialog keepId={contact.id} mergeId={mergeId} onClose={() => setMergeId(undefined)} />
      )}
      <PanelSection title="History">
        <Timeline
          label="History"
          moments={contact.moments.map((moment) =>
            contactMomentOf(moment, { zone, workspaces, agents, of: leadOf(contact, moment) }),
          )}
        />
        {contact.hasOlder && (
          <Button
            tone="quiet"
            className="contact-older"
            onClick={() => setOlder({ id, moments: Math.min(2_000, moments * 4) })}
          >
            Show older
          </Button>
        )}
      </PanelSection>
    </SidePanel>
  )
}

/** Which of several leads a moment belongs to; with one lead there is nothing to tell apart. */
function leadOf(
  contact: ContactDetail,
  { leadId, leadType, data }: ContactDetail['moments'][number],
): string | undefined {
  if (contact.leads.length < 2 || leadId === null || data.about === 'contact') return undefined
  return leadType === null ? `lead ${leadId}` : leadTypeWord(leadType)
}

const SHOWN = ['first_name', 'last_name', 'phone', 'email', 'address', 'city', 'state', 'zip_code']
const FIELDS = SHOWN.flatMap((name) => CONTACT_EDITS.find((field) => field.name === name) ?? [])

function fieldValueOf(contact: ContactDetail, name: string): EditValue {
  const values: Readonly<Record<string, EditValue>> = {
    first_name: contact.firstName,
    last_name: contact.lastName,
    phone: contact.phone,
    email: contact.email,
    address: contact.address,
    city: contact.city,
    state: contact.state,
    zip_code: contact.zipCode,
  }
  return values[name] ?? null
}

function ContactDetails({
  contact,
  isDisabled,
}: {
  readonly contact: ContactDetail
  readonly isDisabled: boolean
}) {
  const save = (name: string, value: EditValue) => saveField('contacts.update', contact.id, name, value)
  return (
    <dl className="definitions" aria-label="Details">
      {FIELDS.map((field) => (
        <EditableField
          key={field.name}
          field={field}
          value={fieldValueOf(contact, field.name)}
          extension={contact.phoneExtension}
          isDisabled={isDisabled}
          onSave={(value) => save(field.name, value)}
          aside={
            field.name === 'email' && contact.email && <CopyButton text={contact.email} label="Copy email" />
          }
        >
          {field.name === 'email' && contact.email ? <Breaking text={contact.email} /> : undefined}
        </EditableField>
      ))}
      <div className="definition still">
        <dt>Webhook</dt>
        <dd>
          <Link to="/webhooks" search={{ webhook: contact.webhookId }}>
            {contact.webhookName ?? contact.webhookId}
          </Link>
        </dd>
      </div>
      <div className="definition still">
        <dt>Since</dt>
        <dd>
          <When at={contact.createdAt} as="full" />
        </dd>
      </div>
      <div className="definition still">
        <dt>Last change</dt>
        <dd>
          <When at={contact.updatedAt} as="full" />
        </dd>
      </div>
    </dl>
  )
}
