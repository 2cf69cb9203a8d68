// The fields of a lead, each changed where it stands: the work on it, what is known, their own words, and where it came from.
import { Link } from '@tanstack/react-router'
import { type ReactNode, type Ref, useState } from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import type { LeadDetail } from '../../../shared/contract/leads.ts'
import type { Workspace } from '../../../shared/contract/workspaces.ts'
import { type EditValue, fromColumn, leadEdit } from '../../../shared/domain/editing.ts'
import { LEAD_FIELDS } from '../../../shared/domain/payload/fields.ts'
import { LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import { keysOf } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { EditableField, type EditableFieldProps, type EditableHandle } from '../../ui/editable-field.tsx'
import { showDayTime } from '../../ui/format.ts'
import { DefinitionList } from '../../ui/lists.tsx'
import { useNow, useZone, When } from '../../ui/time.tsx'
import { WhyHere } from '../../ui/why-here.tsx'
import { Breaking } from '../../ui/words.tsx'

export type Editing = {
  readonly lead: LeadDetail
  readonly isDisabled: boolean
  readonly agents: readonly Agent[]
  readonly workspaces: readonly Workspace[]
  readonly onNewAgent: () => void
  /** Resolves with the sentence of a refusal. */
  readonly save: (name: string, value: EditValue) => Promise<string | undefined>
}

/** Fields that stand in the list of columns under a name of their own in the detail. */
function fieldValueOf(lead: LeadDetail, name: string): EditValue {
  switch (name) {
    case 'first_name':
      return lead.firstName
    case 'last_name':
      return lead.lastName
    case 'email':
      return lead.email
    case 'phone':
      return lead.phone
    case 'lead_type':
      return lead.leadType
    case 'assigned_to':
      return lead.assignedTo
    case 'workspace_id':
      return lead.workspaceId
    case 'next_step':
      return lead.nextStep
    case 'follow_up_at':
      return lead.followUpAt
    case 'revenue_potential':
      return lead.revenuePotentialCents
    case 'cost_cents':
      return lead.costCents
    case 'notes':
      return lead.notes
    default: {
      const value = lead.fields[name] ?? null
      const field = leadEdit(name)
      return field?.kind === 'boolean' ? fromColumn(field, value) : value
    }
  }
}

function Field({
  of: { lead, isDisabled, save },
  name,
  ...rest
}: { readonly of: Editing; readonly name: string } & Partial<EditableFieldProps>) {
  const field = leadEdit(name)
  if (field === undefined) return null
  return (
    <EditableField
      field={field}
      value={fieldValueOf(lead, name)}
      isDisabled={isDisabled}
      onSave={(value) => save(name, value)}
      {...rest}
    />
  )
}

export function LeadWork({
  isOpenLead,
  assigned,
  nextStep,
  followUp,
  ...of
}: Editing & {
  readonly isOpenLead: boolean
  readonly assigned: Ref<EditableHandle>
  readonly nextStep: Ref<EditableHandle>
  readonly followUp: Ref<EditableHandle>
}) {
  const { lead } = of
  return (
    <dl className="definitions" aria-label="Work">
      <Field
        of={of}
        name="assigned_to"
        ref={assigned}
        emptyWords="Nobody"
        options={of.agents
          .filter(({ isActive, slug }) => isActive || slug === lead.assignedTo)
          .map(({ slug, name }) => ({ value: slug, label: name }))}
        more={[{ label: 'Add an agent…', run: of.onNewAgent }]}
      >
        {lead.assignedToName ?? lead.assignedTo}
      </Field>
      <Field
        of={of}
        name="next_step"
        ref={nextStep}
        emptyWords={isOpenLead ? 'No next step' : 'None'}
        isWarning={isOpenLead}
      />
      <Field of={of} name="follow_up_at" ref={followUp} emptyWords="None">
        {lead.followUpAt && <FollowUp at={lead.followUpAt} isOpenLead={isOpenLead} />}
      </Field>
      <div className="definition still">
        <dt>Calls</dt>
        <dd>
          {lead.callAttempts === 0 ? (
            <span className="mute">None yet, {keysOf('lead.call')} logs one</span>
          ) : (
            <>
              {lead.callAttempts}
              {lead.lastCalledAt && (
                <span className="mute">
                  {' '}
                  · last <When at={lead.lastCalledAt} as="ago" />
                </span>
              )}
            </>
          )}
        </dd>
      </div>
    </dl>
  )
}

function FollowUp({ at, isOpenLead }: { readonly at: string; readonly isOpenLead: boolean }) {
  const isOverdue = useNow() > Date.parse(at) && isOpenLead
  const zone = useZone()
  return (
    <>
      {showDayTime(at, zone)}
      {isOverdue && <span className="editable-warning"> · overdue</span>}
    </>
  )
}

const PERSON = ['first_name', 'last_name', 'phone', 'email', 'address', 'city', 'state', 'zip_code'] as const
const ORIGIN = [
  'source',
  'cost_cents',
  'campaign_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'landing_page_url',
  'tcpa_compliance',
  'consent_value',
  'consent_text',
] as const
const ELSEWHERE = new Set<string>([...PERSON, ...ORIGIN, 'notes', 'created_at'])

/** What every kind of lead has, what its own kind has, and what has a value all the same. */
export function LeadDetails(of: Editing) {
  const { lead } = of
  const own = LEAD_FIELDS.filter(
    ({ name, leadTypes }) =>
      !ELSEWHERE.has(name) &&
      ((leadTypes as readonly string[]).includes(lead.leadType) || fieldValueOf(lead, name) !== null),
  )
  // The kind's own questions before what all kinds share.
  const ordered = [...own].sort((a, b) => rank(a.leadTypes.length) - rank(b.leadTypes.length))
  return (
    <dl className="definitions" aria-label="Details">
      {PERSON.map((name) =>
        name === 'email' ? (
          <Field
            key={name}
            of={of}
            name={name}
            aside={lead.email && <CopyButton text={lead.email} label="Copy email" />}
          >
            {lead.email && <Breaking text={lead.email} />}
          </Field>
        ) : (
          <Field key={name} of={of} name={name} extension={lead.phoneExtension} />
        ),
      )}
      <Field of={of} name="lead_type" />
      {ordered.map(({ name }) => (
        <Field key={name} of={of} name={name} />
      ))}
      <Field of={of} name="revenue_potential" />
      <Field
        of={of}
        name="workspace_id"
        emptyWords="Not routed"
        options={of.workspaces
          .filter(({ isActive, id }) => isActive || id === lead.workspaceId)
          .map(({ id, name }) => ({ value: id, label: name }))}
        detail={
          <>
            <WhyHere key={lead.id} of={{ leadId: lead.id }} isRouted={lead.workspaceId !== null} />
            {lead.workspaceId !== null && (
              <Link
                to="/routing"
                search={{ view: 'workspaces', client: lead.workspaceId, of: lead.id }}
                className="lead-trail"
              >
                Trail
              </Link>
            )}
          </>
        }
        isDisabled={of.isDisabled || lead.isTest}
      >
        {lead.workspaceName}
      </Field>
    </dl>
  )
}

function rank(leadTypes: number): number {
  return leadTypes === LEAD_TYPES.length ? 1 : 0
}

export function LeadNotes(of: Editing) {
  return (
    <>
      <DefinitionList
        label="Answers"
        entries={of.lead.answers.map(({ question, answer }, index) => ({
          key: `${index}`,
          term: question,
          value: answer,
        }))}
      />
      <dl className="definitions" aria-label="Notes">
        <Field of={of} name="notes" />
      </dl>
    </>
  )
}

/** Fields without a value are there on asking: most leads lack most of them. */
export function LeadOrigin({
  link,
  sender,
  ...of
}: Editing & { readonly link: ReactNode; readonly sender: ReactNode }) {
  const { lead } = of
  const [isWhole, setWhole] = useState(false)
  const missing = ORIGIN.filter((name) => fieldValueOf(lead, name) === null)
  return (
    <>
      <dl className="definitions" aria-label="Origin">
        <Still term="Received">
          <When at={lead.createdAt} as="full" />
        </Still>
        {lead.providerName && <Still term="Provider">{lead.providerName}</Still>}
        {ORIGIN.filter((name) => isWhole || !missing.includes(name)).map((name) =>
          name === 'landing_page_url' ? (
            <Field key={name} of={of} name={name} detail={typeof link === 'string' ? null : link} />
          ) : (
            <Field key={name} of={of} name={name} />
          ),
        )}
        <Still term="Webhook">
          <Link to="/webhooks" search={{ webhook: lead.webhookId }}>
            {lead.webhookName ?? lead.webhookId}
          </Link>
        </Still>
        {sender && <Still term="Read as">{sender}</Still>}
        {lead.externalId && <Still term="Sender’s id">{lead.externalId}</Still>}
        {lead.deliveryId !== null && (
          <Still term="Delivery">
            <Link to="/deliveries" search={{ delivery: lead.deliveryId }}>
              Open delivery {lead.deliveryId}
            </Link>
          </Still>
        )}
      </dl>
      {!isWhole && missing.length > 0 && (
        <Button tone="quiet" className="lead-more" onClick={() => setWhole(true)}>
          {missing.length === 1 ? 'Show 1 empty field' : `Show ${missing.length} empty fields`}
        </Button>
      )}
    </>
  )
}

function Still({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="definition still">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
