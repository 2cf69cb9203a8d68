// One webhook: where to send, what came, how it is read, who may send.
import { Link, useNavigate } from '@tanstack/react-router'
import { FlaskConical, KeyRound } from 'lucide-react'
import { type Ref, useState } from 'react'
import type { DeliveryRow } from '../../../shared/contract/deliveries.ts'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { LEAD_TYPE_LABELS, SENDER_RULE_LABELS } from '../../../shared/domain/labels.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeBlock, CodeLine, SecretField } from '../../ui/copy.tsx'
import { Switch } from '../../ui/fields.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { DefinitionList } from '../../ui/lists.tsx'
import { MappingDialog, targetLabel } from '../../ui/mapping-editor.tsx'
import { DeletedNotice, RecordActions, RecordBadges } from '../../ui/restorable.tsx'
import { addressesOf, curlFor, sendersOf, showRate } from '../../ui/sending.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState, Notice } from '../../ui/states.tsx'
import { Badge, Dot, toReview, VerdictDot } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { ReceivingAppointments } from './receiving-appointments.tsx'
import { Signing } from './signing.tsx'
import { Waiting } from './waiting.tsx'
import { EditWebhookDialog } from './webhook-form.tsx'

type WebhookPanelProps = {
  readonly webhookId: string
  readonly onClose: () => void
  readonly ref?: Ref<PanelHandle>
}

export function WebhookPanel({ webhookId, onClose, ref }: WebhookPanelProps) {
  // The list is there already and has every field; only what it no longer lists is asked for by itself.
  const list = useApiQuery('webhooks.list', {})
  const listed = list.data?.find((each) => each.webhookId === webhookId)
  const asked = useApiQuery(
    'webhooks.get',
    { webhookId },
    { enabled: list.data !== undefined && !listed, isExact: true },
  )
  const webhook = listed ?? asked.data
  if (webhook) return <WebhookInPanel key={webhookId} ref={ref} webhook={webhook} onClose={onClose} />
  const failure = list.error?.failure ?? asked.error?.failure
  return (
    <AwaitedPanel
      ref={ref}
      label="Webhook"
      record={webhookId}
      onClose={onClose}
      over={webhookId}
      problem={failure && <ErrorState failure={failure} onRetry={() => void list.refetch()} />}
    />
  )
}

function WebhookInPanel({
  webhook,
  onClose,
  ref,
}: {
  readonly webhook: Webhook
  readonly onClose: () => void
  readonly ref: Ref<PanelHandle> | undefined
}) {
  const { webhookId } = webhook
  const [box, setBox] = useState<'edit' | 'mapping'>()
  const setActive = useCommand('webhooks.setActive')
  const remove = useCommand('webhooks.delete')
  const restore = useCommand('webhooks.restore')
  const isDeleted = webhook.deletedAt !== null
  const close = () => setBox(undefined)

  return (
    <>
      <SidePanel
        ref={ref}
        label="Webhook"
        record={webhookId}
        onClose={onClose}
        over={<span className="mono">{webhookId}</span>}
        title={
          <>
            <span>{webhook.name}</span>
            <RecordBadges record={webhook} />
          </>
        }
        under={
          <div className="mute">
            {LEAD_TYPE_LABELS[webhook.leadType]} · {showTotal(webhook.totalLeads, true, 'lead')}
            {webhook.lastLeadAt && (
              <>
                , last <When at={webhook.lastLeadAt} as="ago" />
              </>
            )}
          </div>
        }
        actions={
          <RecordActions
            record={webhook}
            what="webhook"
            onEdit={() => setBox('edit')}
            onDelete={() => void remove({ webhookId })}
            onRestore={() => void restore({ webhookId })}
          />
        }
      >
        {webhook.deletedAt !== null ? (
          <DeletedNotice deletedAt={webhook.deletedAt}>senders get a 404</DeletedNotice>
        ) : (
          <PanelSection>
            <Switch
              label="Receive leads"
              hint={
                webhook.isActive
                  ? undefined
                  : 'Off: whoever sends here gets a 404, and the lead stays with the sender.'
              }
              isOn={webhook.isActive}
              onChange={(isActive) => void setActive({ webhookId, isActive })}
            />
          </PanelSection>
        )}
        {!isDeleted && <Sending webhook={webhook} />}
        {!isDeleted && <ReceivingAppointments webhook={webhook} />}
        <LastDeliveries webhook={webhook} />
        {!isDeleted && (
          <PanelSection
            title="Mapping"
            action={
              <button type="button" className="link" onClick={() => setBox('mapping')}>
                {Object.keys(webhook.mapping).length === 0 ? 'Add a mapping' : 'Edit mapping'}
              </button>
            }
          >
            {Object.keys(webhook.mapping).length === 0 ? (
              <p className="mute">
                None needed so far: usual names, and the forms of Google Ads, Meta, Typeform and other
                senders, are understood as they come.
              </p>
            ) : (
              <DefinitionList
                label="Mapping"
                entries={Object.entries(webhook.mapping).map(([field, source]) => ({
                  key: field,
                  term: targetLabel(field),
                  value: <span className="mono">{source}</span>,
                }))}
              />
            )}
          </PanelSection>
        )}
        {!isDeleted && <Signing webhook={webhook} />}
        <Rules webhook={webhook} />
      </SidePanel>
      {box === 'edit' && <EditWebhookDialog webhook={webhook} onClose={close} />}
      {box === 'mapping' && <Mapping webhook={webhook} onClose={close} />}
    </>
  )
}

/** The addresses, and a command to try the one on this computer. */
function Sending({ webhook }: { readonly webhook: Webhook }) {
  const listener = useApiQuery('listener.status', {}).data
  const settings = useApiQuery('settings.get', {}).data
  const providers = useApiQuery('providers.list', {}).data
  if (!listener || !settings || !providers) return null
  const addresses = addressesOf(webhook.webhookId, listener, settings.publicOrigin)
  const provider = sendersOf(webhook.webhookId, providers)[0]
  const needsProvider = webhook.senderRule !== 'open' && provider === undefined
  return (
    <>
      <PanelSection title="Address">
        <div className="webhook-addresses">
          {listener.problem && <Notice tone="danger">{listener.problem}</Notice>}
          {addresses.map(({ key, title, url }) => (
            <div key={url}>
              {addresses.length > 1 && <div className="field-hint">{title}</div>}
              <CodeLine
                isWrapped
                text={url}
                label={
                  key === 'here' && addresses.length === 1
                    ? 'Copy address'
                    : `Copy address ${title.toLowerCase()}`
                }
              />
            </div>
          ))}
          {!settings.publicOrigin && (
            <p className="field-hint">
              A vendor in the cloud reaches this computer only through a tunnel. Set one up, then enter its
              address in <Link to="/settings">Settings</Link>.
            </p>
          )}
        </div>
      </PanelSection>
      <PanelSection title="Try it">
        <div className="webhook-addresses">
          <TestLead webhook={webhook} />
          {needsProvider && (
            <Notice tone="warn">
              No provider may send here yet.{' '}
              <Link to="/providers" search={{ new: true }}>
                Create one
              </Link>
              , and its id stands in this line by itself.
            </Notice>
          )}
          <CodeBlock isWrapped text={curlFor({ webhook, listener, provider })} label="command" />
          <p className="field-hint">
            Or as a sender would: paste this into a terminal on this computer; the lead appears within a
            second. The same line twice within a minute counts once.
            {webhook.senderRule === 'key' && ' Put the provider’s API key in first.'}
            {webhook.hasSecret && ' Put the signing secret in first.'}
          </p>
        </div>
      </PanelSection>
    </>
  )
}

function TestLead({ webhook }: { readonly webhook: Webhook }) {
  const { webhookId, isActive } = webhook
  const sendTest = useCommand('webhooks.sendTest')
  const navigate = useNavigate()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const send = async () => {
    setBusy(true)
    setProblem(undefined)
    const sent = await sendTest({ webhookId }, { isQuiet: true })
    setBusy(false)
    if (!sent) return
    if (sent.leadId === null) return setProblem(sent.problem ?? 'It became no lead.')
    const { leadId } = sent
    showToast({
      title: 'The test lead arrived',
      action: {
        label: 'Open it',
        run: () => void navigate({ to: '/leads', search: { test: true, lead: leadId } }),
      },
    })
  }
  return (
    <>
      <div className="webhook-buttons">
        <Button
          icon={<FlaskConical size={14} aria-hidden />}
          isBusy={isBusy}
          disabled={!isActive}
          onClick={() => void send()}
        >
          Send a test lead
        </Button>
      </div>
      {problem && <Notice tone="danger">The test arrived, but became no lead: {problem}</Notice>}
      <p className="field-hint">
        {isActive
          ? 'An invented person, marked as a test: it is listed under Test leads, never routed, never counted.'
          : 'Switch the webhook on first.'}
      </p>
    </>
  )
}

const LAST = 5

function LastDeliveries({ webhook }: { readonly webhook: Webhook }) {
  const { webhookId, lastDeliveryAt } = webhook
  const page = useApiQuery('deliveries.page', { webhookId, limit: LAST }, { isExact: true }).data
  const rows = page?.rows ?? []
  return (
    <PanelSection
      title="Deliveries"
      action={
        page &&
        page.total > 0 && (
          <Link to="/deliveries" search={{ webhookId }}>
            {page.total > LAST ? `All ${showCount(page.total)}` : 'Open the list'}
          </Link>
        )
      }
    >
      <p className="webhook-pulse" role="status">
        {lastDeliveryAt ? (
          <>
            <Dot tone="good" />
            <span>
              Last delivery <When at={lastDeliveryAt} as="ago" />
            </span>
          </>
        ) : webhook.isActive && webhook.deletedAt === null ? (
          <>
            <span className="webhook-waits">
              <Dot tone="warm" isHollow />
            </span>
            <span>Waiting for the first delivery…</span>
          </>
        ) : (
          <span className="mute">Nothing has arrived here.</span>
        )}
      </p>
      {toReview(webhook) > 0 && (
        <p>
          <Waiting webhook={webhook} />
        </p>
      )}
      {rows.length > 0 && (
        <ul className="webhook-deliveries">
          {rows.map((delivery) => (
            <LastDelivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </PanelSection>
  )
}

function LastDelivery({ delivery }: { readonly delivery: DeliveryRow }) {
  return (
    <li>
      <Link
        to="/deliveries"
        search={{ webhookId: delivery.webhookId ?? undefined, delivery: delivery.id }}
        className="clip"
        title={delivery.reason ?? undefined}
      >
        {delivery.summary ?? 'Nobody named'}
      </Link>
      <span className="webhook-verdict">
        {delivery.isTest && <Badge tone="warn">Test</Badge>}
        <VerdictDot verdict={delivery.verdict} />
      </span>
      <When at={delivery.receivedAt} />
    </li>
  )
}

function Rules({ webhook }: { readonly webhook: Webhook }) {
  const providers = useApiQuery('providers.list', {}).data
  const byDefault = webhook.defaultProviderId
  return (
    <PanelSection title="Rules">
      <DefinitionList
        label="Rules"
        entries={[
          { term: 'Who may send', value: SENDER_RULE_LABELS[webhook.senderRule] },
          {
            term: 'Default provider',
            value:
              webhook.senderRule === 'open' &&
              (byDefault ? (
                <Link to="/providers" search={{ provider: byDefault }}>
                  {providers?.find(({ providerId }) => providerId === byDefault)?.providerName ?? byDefault}
                </Link>
              ) : (
                'None'
              )),
          },
          { term: 'Limit', value: showRate(webhook.rateLimit, webhook.rateWindow) },
          { term: 'Phones from', value: webhook.defaultRegion },
          {
            term: 'Verification',
            value: webhook.verifyToken && (
              <SecretField secret={webhook.verifyToken} label="verification token" />
            ),
          },
          { term: 'Description', value: webhook.description },
          { term: 'Created', value: <When at={webhook.createdAt} as="full" /> },
        ]}
      />
      {webhook.verifyToken && (
        <p className="field-hint webhook-token">
          <KeyRound size={12} aria-hidden /> Enter the token as Meta’s verify token or as the key of a Google
          Ads lead form.
        </p>
      )}
    </PanelSection>
  )
}

/** The editor with the names of the newest delivery that failed, else of the newest at all. */
function Mapping({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { webhookId } = webhook
  const failed = useApiQuery(
    'deliveries.page',
    { webhookId, verdicts: ['quarantined'], limit: 1 },
    { isExact: true },
  )
  const any = useApiQuery('deliveries.page', { webhookId, limit: 1 }, { isExact: true })
  const failedId = failed.data?.rows[0]?.id
  const id = failedId ?? any.data?.rows[0]?.id
  const sample = useApiQuery('deliveries.get', { id: id ?? 0 }, { enabled: id !== undefined, isExact: true })
  const isReady =
    (failed.data && any.data && (id === undefined || sample.data)) ||
    failed.error ||
    any.error ||
    sample.error
  if (!isReady) return null
  return (
    <MappingDialog
      webhook={webhook}
      title="Mapping"
      saveLabel="Save mapping"
      sample={
        sample.data && {
          fields: sample.data.payloadFields,
          name: failedId === undefined ? 'the newest delivery' : 'the newest that needs repair',
        }
      }
      onSaved={onClose}
      onClose={onClose}
    />
  )
}
