// One delivery, whole: why it ended as it did, what was sent, what was answered, and what can be done about it.
import { Link } from '@tanstack/react-router'
import { CircleAlert, RotateCw, Wrench } from 'lucide-react'
import { type Ref, useState } from 'react'
import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { dayIn } from '../../ui/appointment-words.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { showBytes, showCount, showDayTime } from '../../ui/format.ts'
import { DefinitionList } from '../../ui/lists.tsx'
import { announce } from '../../ui/live-region.tsx'
import { targetLabel } from '../../ui/mapping-editor.tsx'
import { senderWord } from '../../ui/sending.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState, Notice } from '../../ui/states.tsx'
import { Badge, VerdictDot } from '../../ui/status.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { namelessWord } from './delivery-words.ts'
import { RepairDialog } from './repair-dialog.tsx'
import { replayMayHelp } from './replay.ts'
import { useTellMade } from './told.ts'

type DeliveryPanelProps = {
  readonly id: number
  readonly onClose: () => void
  readonly ref?: Ref<PanelHandle>
}

export function DeliveryPanel({ id, onClose, ref }: DeliveryPanelProps) {
  const query = useApiQuery('deliveries.get', { id })
  const delivery = query.data
  if (!delivery || query.error) {
    return (
      <AwaitedPanel
        ref={ref}
        label="Delivery"
        record={id}
        onClose={onClose}
        over={`Delivery ${id}`}
        problem={
          query.error && <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
        }
      />
    )
  }
  // While the next one is on its way the last one stays in sight, but nothing can be done to it.
  return (
    <DeliveryInPanel
      key={delivery.id}
      ref={ref}
      delivery={delivery}
      isCurrent={delivery.id === id}
      onClose={onClose}
    />
  )
}

const NO_PROBLEMS: DeliveryDetail['details'] = []
const OPEN: readonly DeliveryDetail['verdict'][] = ['quarantined', 'held', 'refused', 'dismissed']

function DeliveryInPanel({
  delivery,
  isCurrent,
  onClose,
  ref,
}: {
  readonly delivery: DeliveryDetail
  readonly isCurrent: boolean
  readonly onClose: () => void
  readonly ref: Ref<PanelHandle> | undefined
}) {
  const { id, leadId, verdict } = delivery
  const zone = useZone()
  const [isRepairing, setRepairing] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  // Field by field it says the same as the sentence; after a replay the sentence is newer, and then it stands alone.
  const isOfToday = delivery.details.map(({ message }) => message).join(' ') === delivery.reason
  const problems = isOfToday ? delivery.details : NO_PROBLEMS
  const canReplay = leadId === null && OPEN.includes(verdict)

  const tellMade = useTellMade()
  const replay = async () => {
    setBusy(true)
    setProblem(undefined)
    const done = await runCommand('deliveries.replay', { ids: [id] }, { isQuiet: true })
    setBusy(false)
    if (!done) return
    if (done.accepted > 0) return tellMade(delivery, done.leadIds)
    const words = done.firstProblem ?? `It became no ${delivery.kind}.`
    setProblem(words)
    announce(`Still no ${delivery.kind}: ${words}`)
  }
  const dismiss = async () => {
    await runCommand('deliveries.dismiss', { ids: [id] })
  }
  const replaysFirst = replayMayHelp(delivery)
  const replayButton = (
    <Button
      tone={replaysFirst ? 'main' : 'plain'}
      icon={<RotateCw size={14} aria-hidden />}
      disabled={!isCurrent}
      isBusy={isBusy}
      onClick={() => void replay()}
    >
      Replay
    </Button>
  )

  return (
    <>
      <SidePanel
        ref={ref}
        label="Delivery"
        record={id}
        onClose={onClose}
        over={`Delivery ${id}`}
        title={
          <>
            <span className="delivery-title" title={delivery.summary ?? undefined}>
              {delivery.summary ?? namelessWord(delivery)}
            </span>
            {delivery.kind === 'appointment' && <Badge>Appointment</Badge>}
            {delivery.isTest && <Badge tone="warn">Test</Badge>}
          </>
        }
        under={
          <div className="delivery-under">
            <VerdictDot verdict={verdict} />
            <span className="mute">
              answered {delivery.statusCode} · <When at={delivery.receivedAt} as="full" />
            </span>
          </div>
        }
        actions={
          canReplay && (
            <>
              {replaysFirst && replayButton}
              <Button
                tone={replaysFirst ? 'plain' : 'main'}
                icon={<Wrench size={14} aria-hidden />}
                disabled={!isCurrent}
                onClick={() => setRepairing(true)}
              >
                Repair by hand
              </Button>
              {!replaysFirst && replayButton}
              {verdict !== 'dismissed' && (
                <Button tone="quiet" disabled={!isCurrent} onClick={() => void dismiss()}>
                  Dismiss
                </Button>
              )}
            </>
          )
        }
      >
        {problem && (
          <PanelSection>
            <Notice tone="danger" icon={<CircleAlert size={14} aria-hidden />}>
              Still no {delivery.kind}: {problem}
            </Notice>
          </PanelSection>
        )}
        {(delivery.reason || problems.length > 0) && (
          <PanelSection title="Reason">
            {problems.length === 0 ? (
              <p>{delivery.reason}</p>
            ) : (
              <DefinitionList
                label="Problems by field"
                entries={problems.map(({ field, message, code, value }) => ({
                  key: `${field} ${code}`,
                  term: targetLabel(field),
                  value: (
                    <>
                      {message}
                      {value !== undefined && value !== null && (
                        <span className="mono mute">
                          {' '}
                          {typeof value === 'string' ? value : JSON.stringify(value)}
                        </span>
                      )}
                    </>
                  ),
                }))}
              />
            )}
          </PanelSection>
        )}
        <PanelSection>
          <DefinitionList label="Delivery" entries={factsOf(delivery, zone)} />
        </PanelSection>
        <PanelSection title={`What was sent, ${showBytes(delivery.size)}`}>
          {delivery.size === 0 ? (
            <p className="mute">The body was empty.</p>
          ) : (
            <div className="delivery-raw">
              <CodeBlock isWrapped text={delivery.rawText} label="payload" />
              {delivery.isRawTextCut && (
                <p className="field-hint">Only the beginning is shown; all of it is stored.</p>
              )}
            </div>
          )}
        </PanelSection>
        {delivery.response && (
          <PanelSection title={`What was answered, ${delivery.statusCode}`}>
            <div className="delivery-raw">
              <CodeBlock isWrapped text={indented(delivery.response)} label="answer" />
            </div>
          </PanelSection>
        )}
        {delivery.repair && (
          <PanelSection title="What happened later">
            <p>
              Repaired by {delivery.repair.byName}, <When at={delivery.repair.at} as="full" />
              {leadId !== null && (
                <>
                  :{' '}
                  <Link to="/leads" search={{ lead: leadId, ...(delivery.isTest ? { test: true } : {}) }}>
                    {delivery.kind === 'lead' ? 'became lead' : 'an appointment of lead'} {leadId}
                  </Link>
                </>
              )}
              . Should the same delivery come again, it is answered {delivery.repair.status}:
            </p>
            <div className="delivery-raw">
              <CodeBlock isWrapped text={indented(delivery.repair.response)} label="later answer" />
            </div>
          </PanelSection>
        )}
        <PanelSection title="Headers">
          <DefinitionList
            label="Headers"
            entries={delivery.headers.map(([name, value], index) => ({
              key: `${index}`,
              term: name,
              value: <span className="mono">{value === '' ? '(empty)' : value}</span>,
            }))}
          />
        </PanelSection>
      </SidePanel>
      {isRepairing && (
        <RepairDialog
          delivery={delivery}
          onClose={() => setRepairing(false)}
          onDone={(leadIds) => {
            setRepairing(false)
            setProblem(undefined)
            tellMade(delivery, leadIds)
          }}
        />
      )}
    </>
  )
}

function factsOf(delivery: DeliveryDetail, zone: string) {
  const { appointment, leadId, contactId, webhookId, providerId, repeats } = delivery
  return [
    {
      term: 'Appointment',
      value: appointment && (
        <>
          <Link to="/appointments" search={{ appointment: appointment.id, date: dayIn(appointment, zone) }}>
            Open appointment {appointment.id}
          </Link>
          <span className="mute">
            {' '}
            {appointment.allDayDate === null
              ? showDayTime(appointment.scheduledAt, zone)
              : `${appointment.allDayDate}, all day`}
          </span>
        </>
      ),
    },
    {
      term: 'Lead',
      value: leadId !== null && (
        <>
          <Link to="/leads" search={{ lead: leadId, ...(delivery.isTest ? { test: true } : {}) }}>
            {delivery.isLeadThere ? 'Open lead' : 'Lead'} {leadId}
          </Link>
          {!delivery.isLeadThere && <span className="mute"> was deleted</span>}
        </>
      ),
    },
    {
      term: 'Contact',
      value: contactId !== null && (
        <Link to="/contacts" search={{ contact: contactId }}>
          Open contact {contactId}
        </Link>
      ),
    },
    {
      term: 'Webhook',
      value: webhookId && (
        <Link to="/webhooks" search={{ webhook: webhookId }}>
          {delivery.webhookName ?? webhookId}
        </Link>
      ),
    },
    {
      term: 'Provider',
      value: providerId && (
        <Link to="/providers" search={{ provider: providerId }}>
          {delivery.providerName ?? providerId}
        </Link>
      ),
    },
    { term: 'Read as', value: senderWord(delivery.sender) },
    {
      term: 'Came again',
      value:
        repeats > 0 &&
        `${showCount(repeats)} ${repeats === 1 ? 'time' : 'times'}; each got the first answer and made nothing new`,
    },
    {
      term: 'Request',
      value: (
        <span className="mono">
          {delivery.method} {delivery.path}
        </span>
      ),
    },
    { term: 'Content type', value: delivery.contentType ?? 'None' },
    { term: 'From', value: delivery.remoteAddress },
  ]
}

/** JSON on several lines; anything else as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
