// The quarantine by cause: one repair for all that failed for the same reason.
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, ShieldCheck, X } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { showCount, showDayTime, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { MappingDialog } from '../../ui/mapping-editor.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { type Outcome, outcomeWords, replayCause } from './replay.ts'

type Group = Output<'deliveries.causes'>[number]

type QuarantineProps = {
  readonly onOpen: (deliveryId: number) => void
  /** Deliveries that were accepted but carry no person. */
  readonly held: number
}

export function Quarantine({ onOpen, held }: QuarantineProps) {
  const query = useApiQuery('deliveries.causes', {})
  const [result, setResult] = useState<{ readonly of: string; readonly outcome: Outcome }>()
  const [repair, setRepair] = useState<Group>()

  if (query.error) return <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton />
  const tell = (group: Group, outcome: Outcome) => {
    setResult({ of: group.webhookName ?? group.webhookId, outcome })
    announce(outcomeWords(outcome))
  }
  return (
    <div className="quarantine">
      {result && (
        <div className="quarantine-result">
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
      {query.data.length === 0 ? (
        <EmptyState
          icon={<ShieldCheck size={20} aria-hidden />}
          title="The quarantine is empty"
          action={
            held > 0 && (
              <Link to="/deliveries" search={{ verdicts: ['held'] }}>
                {showTotal(held, true, 'held delivery', 'held deliveries')}
              </Link>
            )
          }
        >
          <p>
            A delivery that cannot be read, or has no phone, waits here instead of getting lost. It is
            repaired by a mapping or by hand, then becomes a lead.
          </p>
        </EmptyState>
      ) : (
        <>
          <p className="quarantine-words mute">
            These arrived, but could not become leads. Repair a cause once, and all of its deliveries are read
            again.
            {held > 0 && (
              <>
                {' '}
                Another{' '}
                <Link to="/deliveries" search={{ verdicts: ['held'] }}>
                  {showTotal(held, true, 'delivery is held', 'deliveries are held')}
                </Link>
                : they carry no person.
              </>
            )}
          </p>
          <ul className="quarantine-groups">
            {query.data.map((group) => (
              <Cause
                key={group.cause}
                group={group}
                onOpen={onOpen}
                onMap={() => setRepair(group)}
                onResult={(outcome) => tell(group, outcome)}
              />
            ))}
          </ul>
        </>
      )}
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
  onResult,
}: {
  readonly group: Group
  readonly onOpen: (deliveryId: number) => void
  readonly onMap: () => void
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
    const done = await runCommand('deliveries.dismiss', { cause }, { isQuiet: true })
    setBusy(undefined)
    if (done) {
      showToast({
        title: `${showTotal(done.dismissed, true, 'delivery', 'deliveries')} dismissed`,
        detail: 'They stay stored under the verdict Dismissed and can be replayed.',
      })
    }
  }

  return (
    <li className="quarantine-group">
      <div className="quarantine-what">
        <h2>{group.reason}</h2>
        <p className="mute">
          <Link to="/webhooks" search={{ webhook: group.webhookId }}>
            {group.webhookName ?? group.webhookId}
          </Link>{' '}
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
            {showCount(accepted)} of {showCount(count)} became leads…
          </p>
        )}
      </div>
      <div className="quarantine-actions">
        <Button onClick={onMap} disabled={busy !== undefined}>
          Repair by mapping
        </Button>
        <Button isBusy={busy === 'replay'} disabled={busy !== undefined} onClick={() => void replay()}>
          {count === 1 ? 'Replay' : 'Replay all'}
        </Button>
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
