// Deliveries: every request as it arrived and what became of it; what waits for a person; and who was turned away at the door.
import { getRouteApi, Link } from '@tanstack/react-router'
import { Inbox, SearchX } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { DeliveryRow } from '../../../shared/contract/deliveries.ts'
import { REVIEW_LABEL, VERDICT_LABELS } from '../../../shared/domain/labels.ts'
import { DELIVERY_VERDICTS, REVIEW_VERDICTS } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useRows } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterChip } from '../../ui/filter-chip.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { senderWord } from '../../ui/sending.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Badge, toReview, VerdictDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { ViewCount, Views, viewLook } from '../../ui/views.tsx'
import { orNothing } from '../../ui/words.tsx'
import type { DELIVERY_VIEWS } from './deliveries-search.ts'
import { DeliveryPanel } from './delivery-panel.tsx'
import { namelessWord } from './delivery-words.ts'
import { Review } from './review.tsx'
import { TurnedAway } from './turned-away.tsx'
import './deliveries.css'

const route = getRouteApi('/deliveries')

const columns: readonly Column<DeliveryRow>[] = [
  {
    id: 'time',
    title: 'Time',
    min: 96,
    grow: 0,
    cell: (delivery) => <When at={delivery.receivedAt} />,
  },
  {
    id: 'verdict',
    title: 'Verdict',
    min: 128,
    grow: 0,
    cell: (delivery) => <VerdictDot verdict={delivery.verdict} />,
  },
  {
    id: 'summary',
    title: 'Summary',
    min: 172,
    grow: 1.4,
    cell: (delivery) => (
      <>
        {delivery.summary ? (
          <strong title={delivery.summary}>{delivery.summary}</strong>
        ) : (
          <span className="mute">{namelessWord(delivery)}</span>
        )}
        {delivery.kind === 'appointment' && <Badge>Appointment</Badge>}
        {delivery.isTest && <Badge tone="warn">Test</Badge>}
        {delivery.notes > 0 && <Badge tone="warn">{showTotal(delivery.notes, true, 'note')}</Badge>}
        {delivery.repeats > 0 && <Badge>{`×${showCount(delivery.repeats + 1)}`}</Badge>}
      </>
    ),
  },
  {
    id: 'webhook',
    title: 'Webhook',
    min: 132,
    cell: (delivery) => orNothing(delivery.webhookName ?? delivery.webhookId),
  },
  {
    id: 'provider',
    title: 'Provider',
    min: 124,
    cell: (delivery) => orNothing(delivery.providerName ?? delivery.providerId),
  },
  {
    id: 'sender',
    title: 'Sender',
    min: 108,
    grow: 0.6,
    cell: (delivery) => orNothing(senderWord(delivery.sender)),
  },
  {
    id: 'code',
    title: 'Status',
    min: 64,
    grow: 0,
    isNumber: true,
    cell: (delivery) => String(delivery.statusCode),
  },
  {
    id: 'reason',
    title: 'Reason',
    min: 180,
    grow: 2,
    cell: (delivery) => orNothing(delivery.reason),
  },
]

const NO_VERDICTS: readonly never[] = []

export function DeliveriesScreen() {
  const { view, delivery: openId } = route.useSearch()
  const navigate = route.useNavigate()
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const opener = useRef<HTMLElement>(null)
  const refusals = useApiQuery('deliveries.refusals', {}).data
  const counts = useApiQuery('deliveries.counts', {}).data
  // Refused senders count once each, however often they came.
  const refused = useApiQuery('deliveries.refused', {}).data?.length ?? 0

  const open = useCallback(
    (id: number, how: 'open' | 'peek') => {
      if (document.activeElement instanceof HTMLElement) opener.current = document.activeElement
      void navigate({
        search: (now) => ({ ...now, delivery: id }),
        replace: openId !== undefined,
      })
      if (how === 'open') focusPanel(panel)
    },
    [navigate, openId],
  )
  const close = () => {
    void navigate({ search: (now) => ({ ...now, delivery: undefined }), replace: true })
    if (view === undefined) table.current?.focus()
    else if (opener.current?.isConnected) opener.current.focus()
  }
  const views = (
    <Views label="Views">
      <View label="All" isOn={view === undefined} />
      <View
        label={REVIEW_LABEL}
        to="review"
        isOn={view === 'review'}
        count={(counts ? toReview(counts) : 0) + refused}
      />
      <View
        label="Turned away"
        to="turned-away"
        isOn={view === 'turned-away'}
        count={refusals?.reduce((sum, each) => sum + each.count, 0) ?? 0}
      />
    </Views>
  )
  const side = openId !== undefined && <DeliveryPanel ref={panel} id={openId} onClose={close} />

  if (view === 'review') {
    return (
      <ListScreen toolbar={views} panel={side}>
        <Review onOpen={(id) => open(id, 'open')} />
      </ListScreen>
    )
  }
  if (view === 'turned-away') {
    return (
      <ListScreen toolbar={views} panel={side}>
        <TurnedAway />
      </ListScreen>
    )
  }
  return <List views={views} side={side} table={table} openId={openId} onOpen={open} />
}

function View({
  label,
  to,
  isOn,
  count = 0,
}: {
  readonly label: string
  readonly to?: (typeof DELIVERY_VIEWS)[number]
  readonly isOn: boolean
  readonly count?: number
}) {
  return (
    <Link to="/deliveries" search={(now) => ({ ...now, view: to, delivery: undefined })} {...viewLook(isOn)}>
      {label}
      <ViewCount count={count || undefined} />
    </Link>
  )
}

type ListProps = {
  readonly views: React.ReactNode
  readonly side: React.ReactNode
  readonly table: React.RefObject<TableHandle | null>
  readonly openId: number | undefined
  readonly onOpen: (id: number, how: 'open' | 'peek') => void
}

function List({ views, side, table, openId, onOpen }: ListProps) {
  const { webhookId, providerId, verdicts = NO_VERDICTS } = route.useSearch()
  const navigate = route.useNavigate()
  const webhooks = useApiQuery('webhooks.list', {}).data
  const providers = useApiQuery('providers.list', {}).data
  const counts = useApiQuery('deliveries.counts', {}).data
  const filter = useMemo(
    () => ({ webhookId, providerId, verdicts: [...verdicts] }),
    [webhookId, providerId, verdicts],
  )
  const rows = useRows('deliveries.page', filter)
  const filterKey = JSON.stringify(filter)
  const isNarrowed = Boolean(webhookId || providerId || verdicts.length)
  const hasWebhook = webhooks === undefined || webhooks.some(({ deletedAt }) => deletedAt === null)
  const narrow = (change: Partial<ReturnType<typeof route.useSearch>>) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true })
  const clear = () => narrow({ webhookId: undefined, providerId: undefined, verdicts: undefined })

  const total = showTotal(rows.total, rows.isTotalExact, 'delivery', 'deliveries')
  const lastFilter = useRef(filterKey)
  useEffect(() => {
    if (lastFilter.current === filterKey || rows.isLoading) return
    lastFilter.current = filterKey
    announce(total)
  }, [filterKey, rows.isLoading, total])

  // Webhooks and providers that are gone from the lists can still be filtered by: an old link keeps its chip.
  const webhookOptions = named(
    (webhooks ?? []).map((each) => ({ value: each.webhookId, label: each.name })),
    webhookId,
  )
  const providerOptions = named(
    (providers ?? []).map((each) => ({ value: each.providerId, label: each.providerName })),
    providerId,
  )
  return (
    <ListScreen
      toolbar={
        <>
          {views}
          <FilterChip
            label="Verdict"
            group={{
              label: REVIEW_LABEL,
              values: REVIEW_VERDICTS,
              detail: counts && showCount(toReview(counts)),
            }}
            chosen={verdicts}
            onChange={(chosen) => narrow({ verdicts: chosen.length > 0 ? chosen : undefined })}
            options={DELIVERY_VERDICTS.filter((verdict) => verdict !== 'received').map((verdict) => ({
              value: verdict,
              label: VERDICT_LABELS[verdict],
              detail: counts && showCount(counts[verdict]),
            }))}
          />
          <FilterChip
            label="Webhook"
            chosen={webhookId === undefined ? NO_VERDICTS : [webhookId]}
            onChange={(chosen) => narrow({ webhookId: chosen.find((id) => id !== webhookId) })}
            options={webhookOptions}
          />
          <FilterChip
            label="Provider"
            chosen={providerId === undefined ? NO_VERDICTS : [providerId]}
            onChange={(chosen) => narrow({ providerId: chosen.find((id) => id !== providerId) })}
            options={providerOptions}
          />
          {!rows.isLoading && <span className="count">{total}</span>}
          <ExportButton list="deliveries" filter={filter} total={rows.total} />
        </>
      }
      panel={side}
    >
      <DataTable
        ref={table}
        label="Deliveries"
        columns={columns}
        rows={rows}
        idOf={idOf}
        openId={openId}
        onOpen={(delivery, how) => onOpen(delivery.id, how)}
        resetKey={filterKey}
        isDimmed={isDismissed}
        empty={
          isNarrowed ? (
            <EmptyState
              icon={<SearchX size={20} aria-hidden />}
              title="No delivery matches"
              action={<Button onClick={clear}>Clear filters</Button>}
            >
              <p>No delivery fits the filters above.</p>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<Inbox size={20} aria-hidden />}
              title="No deliveries yet"
              action={
                <Button
                  tone="main"
                  onClick={() => void navigate({ to: '/webhooks', search: hasWebhook ? {} : { new: true } })}
                >
                  {hasWebhook ? 'Open webhooks' : 'Create a webhook'}
                </Button>
              }
            >
              <p>
                Every request to a webhook is kept here as it arrived, with what became of it, so that no lead
                is lost. Each webhook shows its address and a line to try it with.
              </p>
            </EmptyState>
          )
        }
      />
    </ListScreen>
  )
}

type Named = { readonly value: string; readonly label: string }

function named(options: readonly Named[], chosen: string | undefined): readonly Named[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options
  return [...options, { value: chosen, label: chosen }]
}

function idOf(delivery: DeliveryRow): number {
  return delivery.id
}

function isDismissed(delivery: DeliveryRow): boolean {
  return delivery.verdict === 'dismissed'
}
