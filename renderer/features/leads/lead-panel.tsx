// One lead, whole: who, how to reach them, what they asked for, where it came from, what happened since.
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronDown, CircleAlert, Ellipsis, Trash2 } from 'lucide-react'
import { type ReactNode, type Ref, useEffect, useRef, useState } from 'react'
import type { LeadDetail } from '../../../shared/contract/leads.ts'
import type { EditValue } from '../../../shared/domain/editing.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_STATUSES, OPEN_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { AppointmentsOf } from '../../ui/appointments-of.tsx'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConversionsOf } from '../../ui/conversions-of.tsx'
import { CopyButton, copyText } from '../../ui/copy.tsx'
import { MissingRecord } from '../../ui/deletion.tsx'
import type { EditableHandle } from '../../ui/editable-field.tsx'
import { hasName, showName, showPhone, showPlace } from '../../ui/format.ts'
import { fieldLabel, momentOf } from '../../ui/lead-words.tsx'
import { DefinitionList, Timeline } from '../../ui/lists.tsx'
import { announce } from '../../ui/live-region.tsx'
import { Menu } from '../../ui/menu.tsx'
import { saveField } from '../../ui/save-field.ts'
import { senderWord } from '../../ui/sending.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { Notice } from '../../ui/states.tsx'
import { Badge, LeadStatusDot, StatusMark } from '../../ui/status.tsx'
import { Age, useZone, When } from '../../ui/time.tsx'
import { LeadCallMenu } from './lead-call.tsx'
import type { KeyColumn } from './lead-cells.tsx'
import { LeadDetails, LeadNotes, LeadOrigin, LeadWork } from './lead-fields.tsx'
import { LeadNote } from './lead-note.tsx'
import { CallTime } from './local-time.tsx'
import { moveLead } from './move-lead.ts'
import './leads.css'

type LeadPanelProps = {
  readonly id: number
  readonly onClose: () => void
  readonly onDelete: () => void
  /** Rows are selected in the list: what S and A mean is all of them. */
  readonly isManySelected: boolean
  /** What the panel was opened for, if for one thing. */
  readonly task?: LeadTask | undefined
  readonly onTaskBegun: () => void
  readonly ref?: Ref<PanelHandle>
}
export type LeadTask = { readonly leadId: number; readonly column: KeyColumn }

export function LeadPanel({ id, ref, ...rest }: LeadPanelProps) {
  const { onClose } = rest
  const query = useApiQuery('leads.get', { id })
  const lead = query.data
  if (!lead || query.error) {
    return (
      <AwaitedPanel
        ref={ref}
        label="Lead"
        record={id}
        onClose={onClose}
        over={`Lead ${id}`}
        problem={
          query.error && (
            <MissingRecord what="lead" failure={query.error.failure} onRetry={() => void query.refetch()} />
          )
        }
      />
    )
  }
  // While the next lead is on its way the last one stays in sight, but nothing can be done to it.
  return <LeadInPanel ref={ref} lead={lead} isCurrent={lead.id === id} {...rest} />
}

function LeadInPanel({
  lead,
  isCurrent,
  onClose,
  onDelete,
  isManySelected,
  task,
  onTaskBegun,
  ref,
}: Omit<LeadPanelProps, 'id'> & { readonly lead: LeadDetail; readonly isCurrent: boolean }) {
  const navigate = useNavigate()
  const zone = useZone()
  const workspaces = useApiQuery('workspaces.list', {}).data
  const agents = useApiQuery('agents.list', {}).data
  const assigned = useRef<EditableHandle>(null)
  const nextStep = useRef<EditableHandle>(null)
  const followUp = useRef<EditableHandle>(null)
  const [isStatusOpen, setStatusOpen] = useState(false)
  // Opened by S, the menu gives the focus back to where it was: to the list, so that J goes on.
  const cameFrom = useRef<HTMLElement>(null)
  const statusButton = useRef<HTMLButtonElement>(null)
  const note = useRef<HTMLTextAreaElement>(null)
  const phone = lead.phone ? showPhone(lead.phone, lead.phoneExtension) : undefined
  const place = showPlace(lead)

  const begin: Readonly<Record<KeyColumn, () => void>> = {
    status: () => {
      const from = document.activeElement
      // A screen as a whole cannot take the focus back: the menu would hand it on to the first field in there.
      cameFrom.current = from instanceof HTMLElement && from.tabIndex >= 0 ? from : null
      setStatusOpen(true)
    },
    assigned_to: () => assigned.current?.open(true),
    next_step: () => nextStep.current?.open(true),
    follow_up_at: () => followUp.current?.open(true),
  }
  useShortcut('lead.status', isCurrent && !isManySelected ? begin.status : undefined)
  useShortcut('lead.assign', isCurrent && !isManySelected ? begin.assigned_to : undefined)
  useShortcut('lead.nextStep', isCurrent ? begin.next_step : undefined)
  useShortcut('lead.followUp', isCurrent ? begin.follow_up_at : undefined)
  const ahead = isCurrent && task?.leadId === lead.id ? task : undefined
  useEffect(() => {
    if (ahead === undefined) return
    onTaskBegun()
    begin[ahead.column]()
  })
  const book = useAppState((state) => state.book)
  useShortcut('appointment.create', isCurrent ? () => book({ leadId: lead.id }) : undefined)
  const logSale = useAppState((state) => state.logSale)
  useShortcut('conversion.create', isCurrent ? () => logSale({ leadId: lead.id }) : undefined)
  useShortcut('lead.note', isCurrent ? () => note.current?.focus() : undefined)
  useShortcut(
    'lead.copyPhone',
    phone
      ? async () => {
          if (await copyText(phone)) announce(`Copied ${phone}`)
        }
      : undefined,
  )

  const save = (name: string, value: EditValue) => saveField('leads.update', lead.id, name, value)
  const editing = {
    lead,
    save,
    isDisabled: !isCurrent,
    agents: agents ?? [],
    workspaces: workspaces ?? [],
    onNewAgent: () => void navigate({ to: '/settings' }),
  }

  return (
    <SidePanel
      ref={ref}
      label="Lead"
      record={lead.id}
      onClose={onClose}
      over={
        <>
          {LEAD_TYPE_LABELS[lead.leadType]} lead {lead.id}
        </>
      }
      title={
        <>
          <span>{hasName(lead) ? showName(lead) : 'No name'}</span>
          {lead.isTest && <Badge tone="warn">Test</Badge>}
        </>
      }
      under={
        <>
          {phone && (
            <div className="panel-tel copyable">
              {phone}
              <CopyButton text={phone} label="Copy phone" keys={keysOf('lead.copyPhone')} />
            </div>
          )}
          <CallTime lead={lead} />
          <div className="mute">
            {place}
            {place && ' · '}
            {lead.status === 'new' && !lead.isFromFile ? (
              <>
                waiting: <Age since={lead.createdAt} isWaiting />
              </>
            ) : (
              <>
                received <When at={lead.createdAt} as="ago" />
              </>
            )}
          </div>
        </>
      }
      actions={
        <>
          <Menu
            isOpen={isStatusOpen}
            onOpenChange={(isOpen) => {
              if (isOpen) cameFrom.current = null
              setStatusOpen(isOpen)
            }}
            finalFocus={() => cameFrom.current ?? statusButton.current ?? true}
            trigger={
              <Button ref={statusButton} disabled={!isCurrent} keys={keysOf('lead.status')}>
                <span className="lead-status">
                  <span className="unseen">Status </span>
                  <LeadStatusDot status={lead.status} />
                  <ChevronDown size={12} aria-hidden />
                </span>
              </Button>
            }
            entries={LEAD_STATUSES.map((status, index) => ({
              label: STATUS_LABELS[status],
              keys: String(index + 1),
              icon: <StatusMark status={status} />,
              isChosen: status === lead.status,
              run: () => {
                if (status !== lead.status) void moveLead(lead.id, status)
              },
            }))}
          />
          <LeadCallMenu leadId={lead.id} attempts={lead.callAttempts} isDisabled={!isCurrent} />
          <Button keys={keysOf('lead.note')} onClick={() => note.current?.focus()}>
            Note
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton label="More" icon={<Ellipsis size={16} aria-hidden />} disabled={!isCurrent} />
            }
            entries={[
              {
                label: 'Delete lead',
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
      {lead.issues.length > 0 && (
        <PanelSection>
          <div className="lead-issues">
            {lead.issues.map((issue) => (
              <Notice
                key={`${issue.field} ${issue.code}`}
                tone="warn"
                icon={<CircleAlert size={14} aria-hidden />}
              >
                {issueWords(issue)}
              </Notice>
            ))}
          </div>
        </PanelSection>
      )}
      <PanelSection key={`work ${lead.id}`}>
        <LeadWork
          {...editing}
          isOpenLead={(OPEN_STATUSES as readonly string[]).includes(lead.status)}
          assigned={assigned}
          nextStep={nextStep}
          followUp={followUp}
        />
      </PanelSection>
      <AppointmentsOf whose={{ leadId: lead.id }} leadId={lead.id} isDisabled={!isCurrent} />
      <ConversionsOf
        whose={{ leadId: lead.id }}
        isDisabled={!isCurrent}
        isConverted={lead.status === 'converted'}
      />
      <PanelSection key={`details ${lead.id}`} title="Details">
        <LeadDetails {...editing} />
      </PanelSection>
      <PanelSection key={`words ${lead.id}`} title="In their words">
        <LeadNotes {...editing} />
      </PanelSection>
      <PanelSection key={`origin ${lead.id}`} title="Where it came from">
        <LeadOrigin
          {...editing}
          link={pageLink(lead.fields.landing_page_url)}
          sender={senderWord(lead.sender)}
        />
      </PanelSection>
      {Object.keys(lead.extra).length > 0 && (
        <PanelSection title="Also sent">
          <DefinitionList
            entries={Object.entries(lead.extra).map(([name, value]) => ({
              key: name,
              term: name,
              value: typeof value === 'string' ? value : JSON.stringify(value),
            }))}
          />
        </PanelSection>
      )}
      {lead.contact && (
        <PanelSection title="Contact">
          <div className="lead-contact">
            <Link to="/contacts" search={{ contact: lead.contact.id }}>
              {showName(lead.contact)}
            </Link>
            <span className="mute">
              {lead.contact.leadCount === 1 ? 'this lead only' : `${lead.contact.leadCount} leads`} · since{' '}
              <When at={lead.contact.createdAt} />
            </span>
          </div>
          {lead.otherLeads.length > 0 && (
            <ul className="lead-others">
              {lead.otherLeads.map((other) => (
                <li key={other.id}>
                  <Link to="/leads" search={(now) => ({ ...now, lead: other.id })}>
                    {LEAD_TYPE_LABELS[other.leadType]}
                  </Link>
                  <LeadStatusDot status={other.status} />
                  <span className="mute clip">{other.providerName ?? other.source}</span>
                  <When at={other.createdAt} />
                </li>
              ))}
            </ul>
          )}
        </PanelSection>
      )}
      <PanelSection title="History">
        <LeadNote key={lead.id} leadId={lead.id} isCurrent={isCurrent} onClose={onClose} ref={note} />
        <Timeline
          label="History"
          moments={lead.events.map((event) => momentOf(event, { zone, workspaces, agents }))}
        />
      </PanelSection>
    </SidePanel>
  )
}

/** "Email: “x” is not an email address. Kept as sent." */
function issueWords({ field, message }: LeadDetail['issues'][number]): string {
  const label = fieldLabel(field)
  return `${message.startsWith(label) ? message : `${label}: ${message}`} Kept as sent.`
}

/** A sender's address is a stranger's text: only http and https become links. */
function pageLink(url: string | number | undefined): ReactNode {
  if (typeof url !== 'string') return null
  if (!/^https?:\/\//i.test(url)) return url
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  )
}
