// Webhooks: the addresses that leads come in by, and each one's detail beside the list.
import { getRouteApi } from '@tanstack/react-router'
import { Plus, SearchX, Webhook as WebhookIcon } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { LEAD_TYPE_LABELS, REVIEW_LABEL } from '../../../shared/domain/labels.ts'
import { runCommand, useApiQuery, wholeRows } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { RecordState } from '../../ui/restorable.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Badge } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing } from '../../ui/words.tsx'
import { Waiting } from './waiting.tsx'
import { NewWebhookDialog } from './webhook-form.tsx'
import { WebhookPanel } from './webhook-panel.tsx'
import './webhooks.css'

const route = getRouteApi('/webhooks')

/** The way back of deleted ones needs room; without any, the list has better use for it. */
function columnsOf(hasDeleted: boolean): readonly Column<Webhook>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      min: 172,
      grow: 1.6,
      cell: (webhook) => (
        <>
          <strong title={webhook.name}>{webhook.name}</strong>
          {webhook.isSample && <Badge>Sample</Badge>}
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      min: hasDeleted ? 216 : 84,
      grow: 0,
      cell: (webhook) => (
        <RecordState
          record={webhook}
          onRestore={() => void runCommand('webhooks.restore', { webhookId: webhook.webhookId })}
        />
      ),
    },
    {
      id: 'leads',
      title: 'Leads',
      min: 76,
      grow: 0,
      isNumber: true,
      cell: (webhook) => showCount(webhook.totalLeads),
    },
    {
      id: 'last',
      title: 'Last lead',
      min: 104,
      grow: 0,
      cell: (webhook) => (webhook.lastLeadAt ? <When at={webhook.lastLeadAt} as="ago" /> : <Nothing />),
    },
    {
      id: 'waiting',
      title: REVIEW_LABEL,
      min: 110,
      grow: 0,
      cell: (webhook) => <Waiting webhook={webhook} isInRow />,
    },
    {
      id: 'type',
      title: 'Lead type',
      min: 92,
      grow: 0,
      cell: (webhook) => LEAD_TYPE_LABELS[webhook.leadType],
    },
    {
      id: 'id',
      title: 'Id',
      min: 168,
      grow: 1.2,
      cell: (webhook) => (
        <span className="mono" title={webhook.webhookId}>
          {webhook.webhookId}
        </span>
      ),
    },
  ]
}

export function WebhooksScreen() {
  const { q = '', webhook: openId, new: isCreating = false } = route.useSearch()
  const navigate = route.useNavigate()
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)

  const query = useApiQuery('webhooks.list', {})
  const hasDeleted = query.data?.some(isDeleted) ?? false
  const columns = useMemo(() => columnsOf(hasDeleted), [hasDeleted])
  const wanted = q.trim().toLowerCase()
  const rows = wholeRows(
    query,
    ({ name, webhookId }) => name.toLowerCase().includes(wanted) || webhookId.includes(wanted),
  )
  const setCreating = (isOpen: boolean) =>
    void navigate({ search: (now) => ({ ...now, new: isOpen || undefined }), replace: true })
  const search = useCallback(
    (text: string) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true }),
    [navigate],
  )
  const open = (webhookId: string, how: 'open' | 'peek') => {
    void navigate({
      search: (now) => ({ ...now, webhook: webhookId }),
      replace: openId !== undefined,
    })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, webhook: undefined }), replace: true })
    table.current?.focus()
  }
  const create = (
    <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
      New webhook
    </Button>
  )

  return (
    <>
      <ListScreen
        toolbar={
          <>
            <SearchBox label="Search webhooks" value={q} onChange={search} />
            {!rows.isLoading && <span className="count">{showTotal(rows.total, true, 'webhook')}</span>}
            {create}
          </>
        }
        panel={openId !== undefined && <WebhookPanel ref={panel} webhookId={openId} onClose={close} />}
      >
        <DataTable
          ref={table}
          label="Webhooks"
          columns={columns}
          rows={rows}
          idOf={idOf}
          openId={openId}
          onOpen={(webhook, how) => open(webhook.webhookId, how)}
          resetKey={wanted}
          isDimmed={isDeleted}
          empty={
            wanted ? (
              <EmptyState
                icon={<SearchX size={20} aria-hidden />}
                title="No webhook matches"
                action={<Button onClick={() => search('')}>Clear search</Button>}
              >
                <p>No name and no id contains “{q.trim()}”.</p>
              </EmptyState>
            ) : (
              <EmptyState
                icon={<WebhookIcon size={20} aria-hidden />}
                title="No webhooks yet"
                action={
                  <Button tone="main" onClick={() => setCreating(true)}>
                    Create the first webhook
                  </Button>
                }
              >
                <p>
                  A webhook is an address of your own that a lead vendor or a web form sends to. Make one for
                  each campaign or kind of lead, so that limits, senders and figures stay apart.
                </p>
              </EmptyState>
            )
          }
        />
      </ListScreen>
      {isCreating && (
        <NewWebhookDialog
          taken={query.data?.map(({ webhookId }) => webhookId) ?? NO_IDS}
          onClose={() => setCreating(false)}
          onMade={(webhookId) => {
            void navigate({ search: () => ({ webhook: webhookId }), replace: true })
            focusPanel(panel)
          }}
        />
      )}
    </>
  )
}

const NO_IDS: readonly string[] = []

function idOf(webhook: Webhook): string {
  return webhook.webhookId
}

function isDeleted(webhook: Webhook): boolean {
  return webhook.deletedAt !== null
}
