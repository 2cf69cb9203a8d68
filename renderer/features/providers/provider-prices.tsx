// What a lead of this provider costs: from a day on, for all webhooks or for one. The newest price that has begun is the one that holds.
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Provider, ProviderPrice } from '../../../shared/contract/providers.ts'
import { parseTypedMoney } from '../../../shared/domain/money.ts'
import { runCommand, useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Combobox, TextField } from '../../ui/fields.tsx'
import { showMoney } from '../../ui/format.ts'
import { PanelSection } from '../../ui/side-panel.tsx'
import { Notice } from '../../ui/states.tsx'
import { Badge } from '../../ui/status.tsx'
import { useToday } from '../../ui/time.tsx'

type PricesProps = {
  readonly provider: Provider
  readonly prices: readonly ProviderPrice[]
}

export function ProviderPrices({ provider, prices }: PricesProps) {
  const [isAdding, setAdding] = useState(false)
  const webhooks = useApiQuery('webhooks.list', {}).data
  const currency = useApiQuery('settings.get', {}).data?.currency
  const remove = useCommand('providers.removePrice')
  const today = useToday()
  const nameOf = (id: string | null) =>
    id === null ? 'All webhooks' : (webhooks?.find(({ webhookId }) => webhookId === id)?.name ?? id)
  const holding = new Set<string | null>()
  const listed = prices.map((price) => {
    const holds = price.fromDay <= today && !holding.has(price.webhookId)
    if (holds) holding.add(price.webhookId)
    return { ...price, holds }
  })
  return (
    <PanelSection
      title="Price of a lead"
      action={
        <Button tone="quiet" icon={<Plus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          Add a price
        </Button>
      }
    >
      {listed.length === 0 ? (
        <p className="mute">
          No price yet: what its leads cost is known only where a price comes with the lead itself.
        </p>
      ) : (
        <table className="provider-prices">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">For</th>
              <th scope="col" className="number">
                Price
              </th>
              <th scope="col">
                <span className="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.map(({ id, fromDay, webhookId, priceCents, holds }) => (
              <tr key={id}>
                <th scope="row">{showDay(fromDay)}</th>
                <td>
                  {nameOf(webhookId)} {holds && <Badge>Now</Badge>}
                </td>
                <td className="number">{showMoney(priceCents, currency)}</td>
                <td>
                  <IconButton
                    label={`Remove the price from ${showDay(fromDay)} for ${nameOf(webhookId)}`}
                    icon={<Trash2 size={14} aria-hidden />}
                    onClick={() => void remove({ id })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="field-hint">
        A price that comes with a lead wins over these, and that of one webhook over the one for all. The
        costs on Analytics follow, also for past leads.
      </p>
      {isAdding && (
        <PriceDialog provider={provider} currency={currency ?? 'USD'} onClose={() => setAdding(false)} />
      )}
    </PanelSection>
  )
}

const EVERY = ''

function PriceDialog({
  provider: { providerId, providerName, allowedWebhooks },
  currency,
  onClose,
}: {
  readonly provider: Provider
  readonly currency: string
  readonly onClose: () => void
}) {
  const today = useToday()
  const webhooks = useApiQuery('webhooks.list', {}).data ?? []
  const [fromDay, setFromDay] = useState(today)
  const [amount, setAmount] = useState('')
  const [webhookId, setWebhookId] = useState(EVERY)
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    const priceCents = parseTypedMoney(amount)
    const found = {
      ...(fromDay === '' ? { fromDay: 'Choose the day from which it holds.' } : {}),
      ...(priceCents === null ? { priceCents: 'Write one amount, such as 45 or $45.50.' } : {}),
    }
    setProblems(found)
    setProblem(undefined)
    if (Object.keys(found).length > 0 || priceCents === null) return
    setBusy(true)
    const saved = await runCommand(
      'providers.setPrice',
      { providerId, fromDay, priceCents, webhookId: webhookId === EVERY ? null : webhookId },
      {
        onFailure: ({ message, details = [] }) => {
          setProblems(Object.fromEntries(details.map(({ field, message: words }) => [field, words])))
          if (details.length === 0) setProblem(message)
          return true
        },
      },
    )
    setBusy(false)
    if (saved) onClose()
  }
  return (
    <Dialog
      isOpen
      isKept
      size="small"
      title={`Price of a lead of ${providerName}`}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            Save price
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <div className="form-row">
          <TextField
            label="From day"
            type="date"
            value={fromDay}
            error={problems.fromDay}
            onChange={(event) => setFromDay(event.target.value)}
          />
          <TextField
            label={`Price in ${currency}`}
            inputMode="decimal"
            placeholder="45.00"
            autoFocus
            value={amount}
            error={problems.priceCents}
            onChange={(event) => setAmount(event.target.value)}
          />
        </div>
        <Combobox
          label="For"
          value={webhookId}
          onChange={setWebhookId}
          error={problems.webhookId}
          hint="The same day again replaces its price."
          options={[
            { value: EVERY, label: 'All webhooks' },
            ...webhooks
              .filter(
                ({ webhookId: id, deletedAt }) =>
                  deletedAt === null && (allowedWebhooks === null || allowedWebhooks.includes(id)),
              )
              .map(({ webhookId: id, name }) => ({ value: id, label: name, detail: id })),
          ]}
        />
      </div>
    </Dialog>
  )
}

const dayFormat = new Intl.DateTimeFormat('en-US', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
})

/** A day without a clock: "Mar 14, 2026". */
function showDay(day: string): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`))
}
