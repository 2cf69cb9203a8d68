// Providers: the third parties that send leads, their keys and what they may do.
import { getRouteApi } from '@tanstack/react-router'
import { Building2, Plus, SearchX } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Provider } from '../../../shared/contract/providers.ts'
import { runCommand, useApiQuery, wholeRows } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { RecordState } from '../../ui/restorable.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { showRate } from '../../ui/sending.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Badge } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing } from '../../ui/words.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { NewProviderDialog } from './provider-form.tsx'
import { ProviderPanel } from './provider-panel.tsx'
import './providers.css'

const route = getRouteApi('/providers')

/** The way back of deleted ones needs room; without any, the list has better use for it. */
function columnsOf(webhookName: (id: string) => string, hasDeleted: boolean): readonly Column<Provider>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      min: 160,
      grow: 1.6,
      cell: (provider) => (
        <>
          <strong title={provider.providerName}>{provider.providerName}</strong>
          {provider.isSample && <Badge>Sample</Badge>}
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      min: hasDeleted ? 212 : 84,
      grow: 0,
      cell: (provider) => (
        <RecordState
          record={provider}
          onRestore={() => void runCommand('providers.restore', { providerId: provider.providerId })}
        />
      ),
    },
    {
      id: 'leads',
      title: 'Leads',
      min: 68,
      grow: 0,
      isNumber: true,
      cell: (provider) => showCount(provider.totalLeads),
    },
    {
      id: 'used',
      title: 'Last used',
      min: 100,
      grow: 0,
      cell: (provider) => (provider.lastUsedAt ? <When at={provider.lastUsedAt} as="ago" /> : <Nothing />),
    },
    {
      id: 'webhooks',
      title: 'May send to',
      min: 130,
      cell: (provider) => {
        const { allowedWebhooks } = provider
        if (allowedWebhooks === null) return <span>Every webhook</span>
        const names = allowedWebhooks.map(webhookName).join(', ')
        return names === '' ? <span>No webhook</span> : <span title={names}>{names}</span>
      },
    },
    {
      id: 'limit',
      title: 'Limit',
      min: 120,
      grow: 0,
      cell: (provider) =>
        provider.rateLimit === null ? <Nothing /> : <span>{showRate(provider.rateLimit, 60)}</span>,
    },
    {
      id: 'id',
      title: 'Id',
      min: 160,
      grow: 0.8,
      cell: (provider) => (
        <span className="mono" title={provider.providerId}>
          {provider.providerId}
        </span>
      ),
    },
    {
      id: 'key',
      title: 'Key',
      min: 130,
      grow: 0,
      cell: (provider) => (provider.keyHint ? <span className="mono">{provider.keyHint}</span> : <Nothing />),
    },
  ]
}

export function ProvidersScreen() {
  const { q = '', provider: openId, new: isCreating = false } = route.useSearch()
  const navigate = route.useNavigate()
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const [made, setMade] = useState<{ readonly providerId: string; readonly apiKey: string }>()

  const query = useApiQuery('providers.list', {})
  const webhooks = useApiQuery('webhooks.list', {}).data
  const hasDeleted = query.data?.some(isDeleted) ?? false
  const columns = useMemo(() => {
    const names = new Map(webhooks?.map(({ webhookId, name }) => [webhookId, name]))
    return columnsOf((id) => names.get(id) ?? id, hasDeleted)
  }, [webhooks, hasDeleted])
  const wanted = q.trim().toLowerCase()
  const rows = wholeRows(query, (provider) =>
    [provider.providerName, provider.providerId, provider.companyName ?? ''].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  )
  const setCreating = (isOpen: boolean) =>
    void navigate({ search: (now) => ({ ...now, new: isOpen || undefined }), replace: true })
  const search = useCallback(
    (text: string) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true }),
    [navigate],
  )
  const open = (providerId: string, how: 'open' | 'peek') => {
    void navigate({ search: (now) => ({ ...now, provider: providerId }), replace: openId !== undefined })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, provider: undefined }), replace: true })
    table.current?.focus()
  }

  return (
    <>
      <ListScreen
        toolbar={
          <>
            <SearchBox label="Search providers" value={q} onChange={search} />
            {!rows.isLoading && <span className="count">{showTotal(rows.total, true, 'provider')}</span>}
            <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
              New provider
            </Button>
          </>
        }
        panel={openId !== undefined && <ProviderPanel ref={panel} providerId={openId} onClose={close} />}
      >
        <DataTable
          ref={table}
          label="Providers"
          columns={columns}
          rows={rows}
          idOf={idOf}
          openId={openId}
          onOpen={(provider, how) => open(provider.providerId, how)}
          resetKey={wanted}
          isDimmed={isDeleted}
          empty={
            wanted ? (
              <EmptyState
                icon={<SearchX size={20} aria-hidden />}
                title="No provider matches"
                action={<Button onClick={() => search('')}>Clear search</Button>}
              >
                <p>No name and no id contains “{q.trim()}”.</p>
              </EmptyState>
            ) : (
              <EmptyState
                icon={<Building2 size={20} aria-hidden />}
                title="No providers yet"
                action={
                  <Button tone="main" onClick={() => setCreating(true)}>
                    Create the first provider
                  </Button>
                }
              >
                <p>
                  A provider is who sends you leads: a vendor, an ad account, your own web form. Each gets an
                  id and a key, so that you see what it sent, what it was worth, and can switch it off alone.
                </p>
              </EmptyState>
            )
          }
        />
      </ListScreen>
      {isCreating && (
        <NewProviderDialog
          onClose={() => setCreating(false)}
          onMade={(provider) => {
            setMade(provider)
            void navigate({ search: () => ({ provider: provider.providerId }), replace: true })
          }}
        />
      )}
      {made && (
        <KeyDialog
          title="The provider’s API key"
          providerId={made.providerId}
          apiKey={made.apiKey}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  )
}

function idOf(provider: Provider): string {
  return provider.providerId
}

function isDeleted(provider: Provider): boolean {
  return provider.deletedAt !== null
}
