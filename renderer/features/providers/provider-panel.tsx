// One provider: what it may do, how it sends, what it has sent lately.
import { Link } from '@tanstack/react-router'
import { type Ref, useMemo, useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import type { Provider } from '../../../shared/contract/providers.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeLine } from '../../ui/copy.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Switch } from '../../ui/fields.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { DefinitionList } from '../../ui/lists.tsx'
import { DeletedNotice, RecordActions, RecordBadges } from '../../ui/restorable.tsx'
import { showRate } from '../../ui/sending.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { Breaking } from '../../ui/words.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { EditProviderDialog } from './provider-form.tsx'
import { ProviderPrices } from './provider-prices.tsx'

type ProviderPanelProps = {
  readonly providerId: string
  readonly onClose: () => void
  readonly ref?: Ref<PanelHandle>
}

export function ProviderPanel({ providerId, onClose, ref }: ProviderPanelProps) {
  // The list is there already and has every field but the usage.
  const list = useApiQuery('providers.list', {})
  const detail = useApiQuery('providers.get', { providerId }, { isExact: true })
  const provider = list.data?.find((each) => each.providerId === providerId) ?? detail.data
  if (provider) {
    return (
      <ProviderInPanel
        key={providerId}
        ref={ref}
        provider={provider}
        usage={detail.data?.usage}
        prices={detail.data?.prices}
        onClose={onClose}
      />
    )
  }
  const failure = list.error?.failure ?? detail.error?.failure
  return (
    <AwaitedPanel
      ref={ref}
      label="Provider"
      record={providerId}
      onClose={onClose}
      over={providerId}
      problem={failure && <ErrorState failure={failure} onRetry={() => void detail.refetch()} />}
    />
  )
}

function ProviderInPanel({
  provider,
  usage,
  prices,
  onClose,
  ref,
}: {
  readonly provider: Provider
  readonly usage: Usage | undefined
  readonly prices: Output<'providers.get'>['prices'] | undefined
  readonly onClose: () => void
  readonly ref: Ref<PanelHandle> | undefined
}) {
  const { providerId, providerName } = provider
  const [box, setBox] = useState<'edit' | 'rotate'>()
  const [apiKey, setApiKey] = useState<string>()
  const setActive = useCommand('providers.setActive')
  const rotate = useCommand('providers.rotateKey')
  const remove = useCommand('providers.delete')
  const restore = useCommand('providers.restore')
  const isDeleted = provider.deletedAt !== null
  const close = () => setBox(undefined)

  return (
    <>
      <SidePanel
        ref={ref}
        label="Provider"
        record={providerId}
        onClose={onClose}
        over={<span className="mono">{providerId}</span>}
        title={
          <>
            <span>{providerName}</span>
            <RecordBadges record={provider} />
          </>
        }
        under={
          <div className="mute">
            {showTotal(provider.totalLeads, true, 'lead')} ·{' '}
            {provider.lastUsedAt ? (
              <>
                last used <When at={provider.lastUsedAt} as="ago" />
              </>
            ) : (
              'not used yet'
            )}
          </div>
        }
        actions={
          <RecordActions
            record={provider}
            what="provider"
            onEdit={() => setBox('edit')}
            onDelete={() => void remove({ providerId })}
            onRestore={() => void restore({ providerId })}
          />
        }
      >
        {provider.deletedAt !== null ? (
          <DeletedNotice deletedAt={provider.deletedAt}>what it sends is refused (401)</DeletedNotice>
        ) : (
          <PanelSection>
            <Switch
              label="May send leads"
              hint={
                provider.isActive
                  ? undefined
                  : 'Off: what it sends is refused (401) and kept under Deliveries.'
              }
              isOn={provider.isActive}
              onChange={(isActive) => void setActive({ providerId, isActive })}
            />
          </PanelSection>
        )}
        {!isDeleted && (
          <PanelSection title="How it sends">
            <div className="provider-stack">
              <div>
                <div className="field-hint">With its key, which every webhook takes</div>
                <CodeLine isWrapped text="Authorization: Bearer THE_API_KEY" label="Copy header" />
              </div>
              <div>
                <div className="field-hint">With its id alone, unless the webhook wants keys</div>
                <CodeLine
                  isWrapped
                  text={`lead_source_provider_id: ${providerId}`}
                  label="Copy header with the id"
                />
              </div>
              <p className="field-hint">
                One of these headers, posted to the address that each <Link to="/webhooks">webhook</Link>{' '}
                shows.
              </p>
            </div>
          </PanelSection>
        )}
        {!isDeleted && (
          <PanelSection title="API key">
            <div className="provider-key">
              <span className="mono">{provider.keyHint ?? 'None'}</span>
              <Button onClick={() => setBox('rotate')}>Make a new key</Button>
            </div>
            <p className="field-hint">
              Only its first and last characters are kept; the whole key was shown once.
            </p>
          </PanelSection>
        )}
        <PanelSection title="Details">
          <DefinitionList
            label="Details"
            entries={[
              { term: 'May send to', value: <Allowed ids={provider.allowedWebhooks} /> },
              {
                term: 'Limit',
                value: provider.rateLimit === null ? 'None of its own' : showRate(provider.rateLimit, 60),
              },
              { term: 'Company', value: provider.companyName },
              { term: 'Email', value: provider.contactEmail && <Breaking text={provider.contactEmail} /> },
              { term: 'Notes', value: provider.notes },
              { term: 'Created', value: <When at={provider.createdAt} as="full" /> },
            ]}
          />
        </PanelSection>
        {!isDeleted && prices && <ProviderPrices provider={provider} prices={prices} />}
        <PanelSection
          title="Requests by day"
          action={
            <Link to="/deliveries" search={{ providerId }}>
              Deliveries
            </Link>
          }
        >
          {usage && <UsageTable usage={usage} />}
        </PanelSection>
      </SidePanel>
      {box === 'edit' && <EditProviderDialog provider={provider} onClose={close} />}
      <ConfirmDialog
        isOpen={box === 'rotate'}
        onClose={close}
        title="Make a new key?"
        confirmLabel="Make a new key"
        tone="danger"
        onConfirm={async () => {
          const made = await rotate({ providerId }, { isQuiet: true })
          if (made) setApiKey(made.apiKey)
        }}
      >
        <p>
          The old key stops working at once: whatever {providerName} sends with it is refused (401) until the
          new one is entered there. Refused deliveries are kept and can be replayed.
        </p>
      </ConfirmDialog>
      {apiKey && (
        <KeyDialog
          title="The new API key"
          providerId={providerId}
          apiKey={apiKey}
          onClose={() => setApiKey(undefined)}
        />
      )}
    </>
  )
}

function Allowed({ ids }: { readonly ids: readonly string[] | null }) {
  const webhooks = useApiQuery('webhooks.list', {}).data
  if (ids === null) return 'Every webhook'
  if (ids.length === 0) return 'No webhook'
  return (
    <ul className="provider-allowed">
      {ids.map((id) => (
        <li key={id}>
          <Link to="/webhooks" search={{ webhook: id }}>
            {webhooks?.find(({ webhookId }) => webhookId === id)?.name ?? id}
          </Link>
        </li>
      ))}
    </ul>
  )
}

type Usage = Output<'providers.get'>['usage']

const DAYS = 14

/** The newest days that had any, with a bar beside each number. */
function UsageTable({ usage }: { readonly usage: Usage }) {
  const webhooks = useApiQuery('webhooks.list', {}).data
  const [showsAll, setShowsAll] = useState(false)
  const days = useMemo(() => [...new Set(usage.map(({ date }) => date))], [usage])
  const shown = showsAll ? usage : usage.filter(({ date }) => days.indexOf(date) < DAYS)
  const most = Math.max(1, ...shown.map(({ requestCount }) => requestCount))
  if (usage.length === 0) return <p className="mute">No request in the last 90 days.</p>
  return (
    <>
      <table className="provider-usage">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Webhook</th>
            <th scope="col" className="number">
              Requests
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ webhookId, date, requestCount }, index) => (
            <tr key={`${date} ${webhookId}`}>
              <th scope="row">
                <span className={shown[index - 1]?.date === date ? 'unseen' : undefined}>
                  {showDay(date)}
                </span>
              </th>
              <td className="clip" title={webhookId}>
                {webhooks?.find((each) => each.webhookId === webhookId)?.name ?? webhookId}
              </td>
              <td className="number">
                <span
                  className="provider-bar"
                  style={{ width: `${(requestCount / most) * 36}px` }}
                  aria-hidden
                />
                {showCount(requestCount)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {days.length > DAYS && (
        <button type="button" className="link" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer days' : `Show all ${days.length} days`}
        </button>
      )}
    </>
  )
}

const dayFormat = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' })

/** A day without a clock: "Mar 14". */
function showDay(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00:00Z`))
}
