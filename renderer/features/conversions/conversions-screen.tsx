// Conversions: what was won and the milestones on the way, with the sums of what is listed, each currency for itself.
import { getRouteApi } from '@tanstack/react-router'
import { CircleDollarSign, SearchX } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ConversionRow } from '../../../shared/contract/conversions.ts'
import { CONVERSION_TYPES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useRows } from '../../api/hooks.ts'
import { PAGE_ROWS } from '../../api/windowed-rows.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { recordInHand } from '../../ui/active-row.ts'
import { Button } from '../../ui/button.tsx'
import { CONVERSION_TONES, conversionWord } from '../../ui/conversion-words.ts'
import { DataTable, type TableHandle } from '../../ui/data-table.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterChip } from '../../ui/filter-chip.tsx'
import { showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Dot } from '../../ui/status.tsx'
import { COLUMNS } from './conversion-columns.tsx'
import { ConversionPanel } from './conversion-panel.tsx'
import { Sums } from './conversion-sums.tsx'
import { type ConversionsSearch, conversionsFilter, NO_FILTER, USUAL_SORT } from './conversions-search.ts'
import { PeriodChip, ValueChip } from './range-chip.tsx'
import { VoidDialog } from './void-dialog.tsx'
import './conversions.css'

const route = getRouteApi('/conversions')

const NONE: readonly never[] = []
const VOIDED = [
  { value: 'with', label: 'Shown too' },
  { value: 'only', label: 'Only these' },
] as const

export function ConversionsScreen() {
  const search: ConversionsSearch = route.useSearch()
  const { q, kinds = NONE, agents = NONE, currencies = NONE, from, to, least, most, voided } = search
  const { sort = USUAL_SORT, conversion: openId } = search
  const navigate = route.useNavigate()
  const workspaceId = useWorkspaceId()
  const logSale = useAppState((state) => state.logSale)
  const table = useRef<TableHandle>(null)
  const panel = useRef<PanelHandle>(null)
  const [voidingId, setVoidingId] = useState<string>()

  const narrow = useCallback(
    (change: Partial<ConversionsSearch>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the search that it reads
  const filter = useMemo(
    () => conversionsFilter(search, workspaceId),
    [workspaceId, q, kinds, agents, currencies, from, to, least, most, voided],
  )
  const rows = useRows('conversions.page', { filter, sort })
  // The list's own first page, which has the sums with it.
  const sums = useApiQuery('conversions.page', { filter, sort, offset: 0, limit: PAGE_ROWS }).data?.sums
  const agentList = useApiQuery('agents.list', {}).data
  const known = useCurrencies(currencies, workspaceId)
  const filterKey = JSON.stringify(filter)
  const isNarrowed = Object.keys(NO_FILTER).some(
    (name) => search[name as keyof typeof NO_FILTER] !== undefined,
  )

  const find = useCallback((text: string) => narrow({ q: text || undefined }), [narrow])
  const open = (row: ConversionRow, how: 'open' | 'peek') => {
    void navigate({ search: (now) => ({ ...now, conversion: row.id }), replace: openId !== undefined })
    if (how === 'open') focusPanel(panel)
  }
  const close = () => {
    void navigate({ search: (now) => ({ ...now, conversion: undefined }), replace: true })
    table.current?.focus()
  }
  useShortcut('list.delete', () => {
    const id = recordInHand(table.current, rows, openId)
    if (id !== undefined) setVoidingId(id)
  })

  const total = showTotal(rows.total, rows.isTotalExact, 'conversion')
  const lastFilter = useRef(filterKey)
  useEffect(() => {
    if (lastFilter.current === filterKey || rows.isLoading) return
    lastFilter.current = filterKey
    announce(total)
  }, [filterKey, rows.isLoading, total])

  const agentOptions = (agentList ?? []).map(({ slug, name }) => ({ value: slug, label: name }))
  const unknownAgents = agents.filter((slug) => !agentOptions.some(({ value }) => value === slug))
  return (
    <ListScreen
      toolbar={
        <>
          <SearchBox label="Search conversions" value={q ?? ''} onChange={find} />
          <FilterChip
            label="Type"
            chosen={kinds}
            onChange={(chosen) => narrow({ kinds: chosen.length > 0 ? chosen : undefined })}
            options={CONVERSION_TYPES.map((type) => ({
              value: type,
              label: conversionWord(type),
              mark: <Dot tone={CONVERSION_TONES[type]} />,
            }))}
          />
          <FilterChip
            label="Agent"
            chosen={agents}
            onChange={(chosen) => narrow({ agents: chosen.length > 0 ? chosen : undefined })}
            options={[...agentOptions, ...unknownAgents.map((slug) => ({ value: slug, label: slug }))]}
          />
          <PeriodChip from={from} to={to} onChange={narrow} />
          <ValueChip least={least} most={most} onChange={narrow} />
          {known.length > 1 && (
            <FilterChip
              label="Currency"
              chosen={currencies}
              onChange={(chosen) => narrow({ currencies: chosen.length > 0 ? chosen : undefined })}
              options={known.map((code) => ({ value: code, label: code }))}
            />
          )}
          <FilterChip
            label="Voided"
            chosen={voided === undefined ? NONE : [voided]}
            onChange={(chosen) => narrow({ voided: chosen.find((value) => value !== voided) })}
            options={VOIDED}
          />
          <span className="toolbar-end">
            {!rows.isLoading && <span className="count">{total}</span>}
            <ExportButton
              list="conversions"
              filter={filter}
              total={rows.total}
              isTotalExact={rows.isTotalExact}
            />
            <Button keys={keysOf('conversion.create')} onClick={() => logSale()}>
              Log a sale
            </Button>
          </span>
        </>
      }
      panel={
        openId !== undefined && (
          <ConversionPanel ref={panel} id={openId} onClose={close} onVoid={() => setVoidingId(openId)} />
        )
      }
    >
      {sums && sums.length > 0 && <Sums sums={sums} />}
      <DataTable
        ref={table}
        label="Conversions"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        openId={openId}
        onOpen={open}
        sort={sort}
        onSort={(next) => {
          const isUsual = next.column === USUAL_SORT.column && next.direction === USUAL_SORT.direction
          narrow({ sort: isUsual ? undefined : (next as ConversionsSearch['sort']) })
        }}
        resetKey={`${filterKey} ${JSON.stringify(sort)}`}
        isDimmed={isVoided}
        empty={
          isNarrowed ? (
            <EmptyState
              icon={<SearchX size={20} aria-hidden />}
              title="No conversion matches"
              action={<Button onClick={() => narrow(NO_FILTER)}>Clear filters</Button>}
            >
              <p>No sale, contract or milestone fits the filters above.</p>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<CircleDollarSign size={20} aria-hidden />}
              title={
                workspaceId === undefined ? 'No conversions yet' : 'No conversions for this workspace yet'
              }
              action={
                <Button tone="main" keys={keysOf('conversion.create')} onClick={() => logSale()}>
                  Log a sale
                </Button>
              }
            >
              <p>
                Sales, contracts and milestones of your leads stand here with their values, and tell which
                vendor is worth its money. A sale that is logged moves its lead to Converted.
              </p>
            </EmptyState>
          )
        }
      />
      {voidingId !== undefined && <VoidDialog id={voidingId} onClose={() => setVoidingId(undefined)} />}
    </ListScreen>
  )
}

/** Currencies that anything was sold in, the agency's first, and those that are filtered by. */
function useCurrencies(chosen: readonly string[], workspaceId: string | null | undefined): readonly string[] {
  const agencys = useApiQuery('settings.get', {}).data?.currency
  const sums = useApiQuery('conversions.page', { filter: { workspaceId }, limit: 1 }).data?.sums
  return [
    ...new Set([
      ...(agencys === undefined ? [] : [agencys]),
      ...(sums ?? []).map(({ currency }) => currency),
      ...chosen,
    ]),
  ]
}

function idOf(row: ConversionRow): string {
  return row.id
}

function isVoided(row: ConversionRow): boolean {
  return row.voidedAt !== null
}
