// Leads: the list one works from, and the detail beside it.
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useRows } from '../../api/hooks.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { type Column, DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { FilterChip, ToggleChip } from '../../ui/filter-chip.tsx'
import { hasName, showName, showPhone, showPlace, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { Badge, LeadStatusDot, StatusMark } from '../../ui/status.tsx'
import { Age, When } from '../../ui/time.tsx'
import { Words } from '../../ui/words.tsx'
import { LeadPanel } from './lead-panel.tsx'
import { NoLeads } from './no-leads.tsx'

const route = getRouteApi('/leads')

const columns: readonly Column<LeadRow>[] = [
  {
    id: 'age',
    title: 'Age',
    min: 96,
    grow: 0,
    cell: (lead) => <Age since={lead.createdAt} isWaiting={lead.status === 'new'} />,
  },
  {
    id: 'name',
    title: 'Name',
    min: 148,
    grow: 1.8,
    cell: (lead) => (
      <>
        {hasName(lead) ? (
          <strong title={showName(lead)}>{showName(lead)}</strong>
        ) : (
          <span className="mute">No name</span>
        )}
        {lead.isTest && <Badge tone="warn">Test</Badge>}
      </>
    ),
  },
  {
    id: 'phone',
    title: 'Phone',
    min: 154,
    grow: 0,
    cell: (lead) =>
      lead.phone ? <span>{showPhone(lead.phone, lead.phoneExtension)}</span> : <Words text={null} />,
  },
  {
    id: 'type',
    title: 'Type',
    min: 86,
    grow: 0,
    cell: (lead) => <span>{LEAD_TYPE_LABELS[lead.leadType]}</span>,
  },
  {
    id: 'status',
    title: 'Status',
    min: 120,
    grow: 0,
    cell: (lead) => <LeadStatusDot status={lead.status} />,
  },
  {
    id: 'provider',
    title: 'Provider',
    min: 122,
    cell: (lead) => <Words text={lead.providerName ?? lead.source} />,
  },
  { id: 'place', title: 'Place', min: 134, cell: (lead) => <Words text={showPlace(lead)} /> },
  { id: 'workspace', title: 'Workspace', min: 104, cell: (lead) => <Words text={lead.workspaceName} /> },
  {
    id: 'received',
    title: 'Received',
    min: 108,
    grow: 0,
    isNumber: true,
    cell: (lead) => <When at={lead.createdAt} />,
  },
]

const NO_WORDS: readonly never[] = []

export function LeadsScreen() {
  const { q, statuses = NO_WORDS, types = NO_WORDS, test, lead: openId } = route.useSearch()
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)

  const filter = useMemo(
    () => ({
      workspaceId,
      statuses: [...statuses],
      types: [...types],
      isTest: test ?? false,
      search: q ?? '',
    }),
    [workspaceId, statuses, types, test, q],
  )
  const rows = useRows('leads.page', { filter })
  const counts = useApiQuery('leads.counts', { workspaceId }).data
  const sample = useApiQuery('sampleData.status', {}).data?.leads ?? 0
  const filterKey = JSON.stringify(filter)
  const isNarrowed = Boolean(q || statuses.length || types.length || test)

  const narrow = useCallback(
    (change: Partial<ReturnType<typeof route.useSearch>>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  const search = useCallback((text: string) => narrow({ q: text || undefined }), [narrow])
  const clear = () => narrow({ q: undefined, statuses: undefined, types: undefined, test: undefined })
  const open = (lead: LeadRow, how: 'open' | 'peek') => {
    // The first one opened makes a step for Back; moving on from there does not.
    void navigate({ search: (now) => ({ ...now, lead: lead.id }), replace: openId !== undefined })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, lead: undefined }), replace: true })
    table.current?.focus()
  }

  const total = showTotal(rows.total, rows.isTotalExact, 'lead')
  const lastFilter = useRef(filterKey)
  useEffect(() => {
    if (lastFilter.current === filterKey || rows.isLoading) return
    lastFilter.current = filterKey
    announce(total)
  }, [filterKey, rows.isLoading, total])

  return (
    <ListScreen
      toolbar={
        <>
          <SearchBox label="Search leads" value={q ?? ''} onChange={search} />
          <FilterChip
            label="Status"
            chosen={statuses}
            onChange={(chosen) => narrow({ statuses: chosen.length > 0 ? chosen : undefined })}
            options={LEAD_STATUSES.map((status) => ({
              value: status,
              label: STATUS_LABELS[status],
              mark: <StatusMark status={status} />,
              detail: counts?.byStatus[status]?.toLocaleString('en-US'),
            }))}
          />
          <FilterChip
            label="Type"
            chosen={types}
            onChange={(chosen) => narrow({ types: chosen.length > 0 ? chosen : undefined })}
            options={LEAD_TYPES.map((type) => ({
              value: type,
              label: LEAD_TYPE_LABELS[type],
              detail: counts?.byType[type]?.toLocaleString('en-US'),
            }))}
          />
          <ToggleChip
            label="Test leads"
            isOn={test ?? false}
            onChange={(isOn) => narrow({ test: isOn || undefined })}
          />
          {!rows.isLoading && (
            <span className="count">
              {total}
              {sample > 0 &&
                !isNarrowed &&
                workspaceId === undefined &&
                ` · ${sample.toLocaleString('en-US')} are sample data`}
            </span>
          )}
        </>
      }
      panel={openId !== undefined && <LeadPanel ref={panel} id={openId} onClose={close} />}
    >
      <DataTable
        ref={table}
        label="Leads"
        columns={columns}
        rows={rows}
        idOf={idOf}
        openId={openId}
        onOpen={open}
        stickyColumns={2}
        resetKey={filterKey}
        empty={<NoLeads isNarrowed={isNarrowed} onClear={clear} workspaceId={workspaceId} />}
      />
    </ListScreen>
  )
}

function idOf(lead: LeadRow): number {
  return lead.id
}
