// What waits for a person: what needs a repair, by cause, so that one repair mends all of it; and what is on hold, one by one.
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, ShieldCheck, X } from 'lucide-react'
import { useState } from 'react'
import type { DeliveryRow } from '../../../shared/contract/deliveries.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { VERDICT_LABELS } from '../../../shared/domain/labels.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { showCount, showDayTime, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { MappingDialog } from '../../ui/mapping-editor.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { Badge, toReview } from '../../ui/status.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { namelessWord } from './delivery-words.ts'
import { RepairDialog } from './repair-dialog.tsx'
import { type Outcome, outcomeWords, replayCause, replayMayHelp } from './replay.ts'
import { useTellMade } from './told.ts'

type Group = Output<'deliveries.causes'>[number]
type Refused = Output<'deliveries.refused'>[number]

/** So many on hold are shown here; the list has all of them. */
const MOST_ON_HOLD = 50

export function Review({ onOpen }: { readonly onOpen: (deliveryId: number) => void }) {
  const query = useApiQuery('deliveries.causes', {})
  const onHold = useApiQuery('deliveries.page', { verdicts: ['held'], limit: MOST_ON_HOLD })
  const counts = useApiQuery('deliveries.counts', {}).data
  const refused = useApiQuery('deliveries.refused', {}).data
  const [result, setResult] = useState<{ readonly of: string; readonly outcome: Outcome }>()
  const [repair, setRepair] = useState<Group>()
  const [byHand, setByHand] = useState<number>()

  if (query.error) return <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
  if (onHold.error) return <ErrorState failure={onHold.error.failure} onRetry={() => void onHold.refetch()} />
  if (!query.data || !onHold.data || !counts || !refused) return <Skeleton />
  const held = onHold.data
  const waiting = toReview(counts) + refused.length
  const tell = (group: Pick<Group, 'webhookId' | 'webhookName'>, outcome: Outcome) => {
    setResult({ of: group.webhookName ?? group.webhookId, outcome })
    announce(outcomeWords(outcome))
  }
  return (
    <div className="review">
      {result && (
        <div className="review-result">
          <Notice
            tone={result.outcome.failed > 0 ? 'warn' : 'plain'}
            icon={
              result.outcome.failed > 0 ? (
                <CircleAlert size={14} aria-hidden />
              ) : (
                <CircleCheck size={14} aria-hidden />
              )
            }
          >
            {result.of}: {outcomeWords(result.outcome)}
            {result.outcome.failed > 0 ? ' ' : '. '}
            {result.outcome.leadIds.length === 1 ? (
              <Link to="/leads" search={{ lead: result.outcome.leadIds[0] }}>
                Open the lead
              </Link>
            ) : (
              result.outcome.accepted > 0 && <Link to="/leads">Open leads</Link>
            )}
          </Notice>
          <IconButton
            label="Close message"
            icon={<X size={14} aria-hidden />}
            onClick={() => setResult(undefined)}
          />
        </div>
      )}
      {waiting === 0 && query.data.length === 0 && held.total === 0 ? (
        <EmptyState icon={<ShieldCheck size={20} aria-hidden />} title="Nothing to review">
          <p>
            A delivery that cannot be read, has no phone, or carries no person waits here instead of getting
            lost. Repaired by a mapping or by hand, it becomes a lead.
          </p>
        </EmptyState>
      ) : (
        <h2 className="review-head">{showCount(waiting)} to review</h2>
      )}
      {query.data.length > 0 && (
        <section aria-label={VERDICT_LABELS.quarantined}>
          <div className="review-words">
            <h3>
              {VERDICT_LABELS.quarantined} <span className="count">{showCount(counts.quarantined)}</span>
            </h3>
            <p className="mute">
              These arrived, but could not become leads. Repair a cause once, and all of its deliveries are
              read again.
            </p>
          </div>
          <ul>
            {query.data.map((group) => (
              <Cause
                key={group.cause}
                group={group}
                onOpen={onOpen}
                onMap={() => setRepair(group)}
                onRepair={() => setByHand(group.sampleDeliveryId)}
                onResult={(outcome) => tell(group, outcome)}
              />
            ))}
          </ul>
        </section>
      )}
      {held.total > 0 && (
        <section aria-label={VERDICT_LABELS.held}>
          <div className="review-words">
            <h3>
              {VERDICT_LABELS.held} <span className="count">{showCount(held.total)}</span>
            </h3>
            <p className="mute">
              Accepted, but no lead was made: most carry no person. Dismiss what is none.
              {held.total > held.rows.length && (
                <>
                  {' '}
                  The newest {showCount(held.rows.length)} are here;{' '}
                  <Link to="/deliveries" search={{ verdicts: ['held'] }}>
                    open the list of all
                  </Link>
                  .
                </>
              )}
            </p>
          </div>
          <ul>
            {held.rows.map((delivery) => (
              <OnHold key={delivery.id} delivery={delivery} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      )}
      {refused.length > 0 && (
        <section aria-label={VERDICT_LABELS.refused}>
          <div className="review-words">
            <h3>
              {VERDICT_LABELS.refused} <span className="count">{showCount(refused.length)}</span>
            </h3>
            <p className="mute">
              These senders were turned away, and what they sent is kept. Give them the right key or id under
              Providers, or let them send to the webhook; then replay, and what they sent becomes leads.
            </p>
          </div>
          <ul>
            {refused.map((group) => (
              <RefusedSender
                key={`${group.webhookId} ${group.reason}`}
                group={group}
                onOpen={onOpen}
                onResult={(outcome) => tell(group, outcome)}
              />
            ))}
          </ul>
        </section>
      )}
      {byHand !== undefined && <RepairByHand id={byHand} onClose={() => setByHand(undefined)} />}
      {repair && (
        <RepairByMapping
          group={repair}
          onClose={() => setRepair(undefined)}
          onResult={(outcome) => {
            tell(repair, outcome)
            setRepair(undefined)
          }}
        />
      )}
    </div>
  )
}

function Cause({
  group,
  onOpen,
  onMap,
  onRepair,
  onResult,
}: {
  readonly group: Group
  readonly onOpen: (deliveryId: number) => void
  readonly onMap: () => void
  readonly onRepair: () => void
  readonly onResult: (outcome: Outcome) => void
}) {
  const [busy, setBusy] = useState<'replay' | 'dismiss'>()
  const [accepted, setAccepted] = useState(0)
  const { cause, count } = group
  const zone = useZone()

  const replay = async () => {
    setBusy('replay')
    setAccepted(0)
    const outcome = await replayCause(cause, count, setAccepted)
    setBusy(undefined)
    if (outcome) onResult(outcome)
  }
  const dismiss = async () => {
    setBusy('dismiss')
    await runCommand('deliveries.dismiss', { cause })
    setBusy(undefined)
  }

  const canReplayHelp = replayMayHelp({ verdict: 'quarantined', cause })
  const isAppointment = cause.includes(':appointment:')
  // A mapping mends many of one kind; of a single one, and of what cannot be taken apart, a person types what it says.
  const isByHandFirst = !group.canMap || count === 1
  const mapping = group.canMap && group.webhookId !== '' && (
    <Button
      tone={canReplayHelp || isByHandFirst ? 'quiet' : 'plain'}
      onClick={onMap}
      disabled={busy !== undefined}
    >
      Repair by mapping
    </Button>
  )
  const byHand = isByHandFirst && (
    <Button tone={canReplayHelp ? 'quiet' : 'plain'} onClick={onRepair} disabled={busy !== undefined}>
      {count === 1 ? 'Repair by hand' : 'Repair the newest by hand'}
    </Button>
  )

  return (
    <li className="review-group">
      <div className="review-what">
        <h4>{group.reason}</h4>
        {group.people.length > 0 && (
          <p>
            {group.people.join(', ')}
            {count > group.people.length && ` and ${showCount(count - group.people.length)} more`}
          </p>
        )}
        <p className="mute">
          {isAppointment && <Badge>Appointment</Badge>}{' '}
          {group.webhookId === '' ? (
            'No webhook named'
          ) : (
            <Link to="/webhooks" search={{ webhook: group.webhookId }}>
              {group.webhookName ?? group.webhookId}
            </Link>
          )}{' '}
          · {showTotal(count, true, 'delivery', 'deliveries')} ·{' '}
          {showDayTime(group.firstAt, zone) !== showDayTime(group.lastAt, zone) && (
            <>
              <When at={group.firstAt} as="full" /> to{' '}
            </>
          )}
          <When at={group.lastAt} as="full" />
        </p>
        {busy === 'replay' && count > 500 && (
          <p className="mute" role="status">
            {showCount(accepted)} of {showCount(count)} {isAppointment ? 'were booked' : 'became leads'}…
          </p>
        )}
      </div>
      <div className="review-actions">
        {!canReplayHelp && byHand}
        {!canReplayHelp && mapping}
        <Button
          tone={canReplayHelp ? 'plain' : 'quiet'}
          isBusy={busy === 'replay'}
          disabled={busy !== undefined}
          onClick={() => void replay()}
        >
          {count === 1 ? 'Replay' : 'Replay all'}
        </Button>
        {canReplayHelp && mapping}
        {canReplayHelp && byHand}
        <Button tone="quiet" onClick={() => onOpen(group.sampleDeliveryId)}>
          {count === 1 ? 'Look at it' : 'Look at the newest'}
        </Button>
        <Button
          tone="quiet"
          isBusy={busy === 'dismiss'}
          disabled={busy !== undefined}
          onClick={() => void dismiss()}
        >
          {count === 1 ? 'Dismiss' : 'Dismiss all'}
        </Button>
      </div>
    </li>
  )
}

function OnHold({
  delivery,
  onOpen,
}: {
  readonly delivery: DeliveryRow
  readonly onOpen: (deliveryId: number) => void
}) {
  const { id, webhookId } = delivery
  return (
    <li className="review-group">
      <div className="review-what">
        <h4>{delivery.reason ?? namelessWord(delivery)}</h4>
        {delivery.summary && <p>{delivery.summary}</p>}
        <p className="mute">
          {webhookId && (
            <>
              <Link to="/webhooks" search={{ webhook: webhookId }}>
                {delivery.webhookName ?? webhookId}
              </Link>{' '}
              ·{' '}
            </>
          )}
          <When at={delivery.receivedAt} as="full" />
        </p>
      </div>
      <div className="review-actions">
        <Button onClick={() => onOpen(id)}>Look at it</Button>
        <Button tone="quiet" onClick={() => void runCommand('deliveries.dismiss', { ids: [id] })}>
          Dismiss
        </Button>
      </div>
    </li>
  )
}

function RefusedSender({
  group,
  onOpen,
  onResult,
}: {
  readonly group: Refused
  readonly onOpen: (deliveryId: number) => void
  readonly onResult: (outcome: Outcome) => void
}) {
  const [busy, setBusy] = useState(false)
  const ids = [...group.ids]
  const replay = async () => {
    setBusy(true)
    const outcome = await runCommand('deliveries.replay', { ids }, { isQuiet: true })
    setBusy(false)
    if (outcome) onResult(outcome)
  }
  const all = ids.length === group.count ? 'all' : `the newest ${showCount(ids.length)}`
  return (
    <li className="review-group">
      <div className="review-what">
        <h4>{group.reason ?? VERDICT_LABELS.refused}</h4>
        <p className="mute">
          <Link to="/webhooks" search={{ webhook: group.webhookId }}>
            {group.webhookName}
          </Link>{' '}
          · {showTotal(group.count, true, 'delivery', 'deliveries')} · <When at={group.lastAt} as="full" />
        </p>
      </div>
      <div className="review-actions">
        <Button onClick={() => onOpen(group.sampleDeliveryId)}>
          {group.count === 1 ? 'Look at it' : 'Look at the newest'}
        </Button>
        <Button tone="quiet" isBusy={busy} onClick={() => void replay()}>
          {group.count === 1 ? 'Replay' : `Replay ${all}`}
        </Button>
        <Button tone="quiet" onClick={() => void runCommand('deliveries.dismiss', { ids })}>
          {group.count === 1 ? 'Dismiss' : `Dismiss ${all}`}
        </Button>
      </div>
    </li>
  )
}

function RepairByHand({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  const tellMade = useTellMade()
  const delivery = useApiQuery('deliveries.get', { id }, { isExact: true }).data
  if (!delivery) return null
  const done = (leadIds: readonly number[]) => {
    onClose()
    tellMade(delivery, leadIds)
  }
  return <RepairDialog delivery={delivery} onClose={onClose} onDone={done} />
}

/** The mapping of the group's webhook, with the names of its newest delivery; saving replays the whole group. */
function RepairByMapping({
  group,
  onClose,
  onResult,
}: {
  readonly group: Group
  readonly onClose: () => void
  readonly onResult: (outcome: Outcome) => void
}) {
  const webhook = useApiQuery('webhooks.get', { webhookId: group.webhookId }, { isExact: true })
  const sample = useApiQuery('deliveries.get', { id: group.sampleDeliveryId }, { isExact: true })
  if (!webhook.data || !sample.data) return null
  return (
    <MappingDialog
      webhook={webhook.data}
      title="Repair by mapping"
      saveLabel={group.count === 1 ? 'Save and replay' : `Save and replay ${showCount(group.count)}`}
      sample={{ fields: sample.data.payloadFields, name: 'the newest of them' }}
      notice={
        sample.data.payloadFields.length === 0
          ? 'The body of these deliveries cannot be taken apart, so there are no names to map. Repair them by hand: close this, look at the newest, and choose Repair by hand.'
          : undefined
      }
      onSaved={async () => {
        const outcome = await replayCause(group.cause, group.count, () => {})
        if (outcome) onResult(outcome)
        else onClose()
      }}
      onClose={onClose}
    />
  )
}
