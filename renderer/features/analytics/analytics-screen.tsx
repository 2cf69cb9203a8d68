// Analytics: which vendor makes money, what a sale costs, where leads get stuck, who answers fast. Each panel is there when its own answer is, and
// every figure opens what it counts.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ChartNoAxesColumn, FileText, SearchX } from 'lucide-react'
import { startTransition, useEffect, useState } from 'react'
import type { Dimension } from '../../../shared/domain/metrics.ts'
import { DIMENSION_LABELS, DIMENSIONS } from '../../../shared/domain/metrics.ts'
import { daysIn, PERIOD_LABELS, type PeriodPreset } from '../../../shared/domain/period.ts'
import { addDays } from '../../../shared/domain/schedule/period.ts'
import { exportAnalytics } from '../../api/exports.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { EmptyState, ErrorState, Notice } from '../../ui/states.tsx'
import type { Chart, Order, Table } from './analytics-search.ts'
import { BreakdownPanel, saysAgents, saysOthers, saysVendors } from './breakdown.tsx'
import { AGENT_COLUMNS, OTHER_COLUMNS, VENDOR_COLUMNS } from './breakdown-columns.tsx'
import { Choice } from './choices.tsx'
import { CohortsPanel } from './cohorts.tsx'
import { DimensionFilter } from './dimension-filter.tsx'
import { FunnelPanel } from './funnel.tsx'
import { Headline } from './headline.tsx'
import { HeatPanel } from './heat.tsx'
import { PeriodChips } from './period-menu.tsx'
import { showPeriod } from './period-words.ts'
import { SpeedPanel } from './speed.tsx'
import { TrendPanel, usualStep } from './trend.tsx'
import { NO_CUTS, useNarrow, useView, type View } from './use-view.ts'
import { VerifyBox } from './verify-box.tsx'
import './analytics.css'

const route = getRouteApi('/analytics')

export function AnalyticsScreen() {
  const search = route.useSearch()
  const view = useView()
  const workspaceId = view.scope.workspaceId
  const counts = useApiQuery('leads.counts', { workspaceId })
  const isEmpty = counts.data?.total === 0
  return (
    <div className="analytics">
      <Toolbar view={view} />
      {isEmpty ? <NoLeadsAtAll isNarrowed={workspaceId !== undefined} /> : <Figures view={view} />}
      {search.verify && <VerifyBox />}
    </div>
  )
}

function Toolbar({ view }: { readonly view: View }) {
  const { cuts = NO_CUTS } = route.useSearch()
  const narrow = useNarrow()
  const navigate = route.useNavigate()
  const [open, setOpen] = useState<'period' | 'filter'>()
  const { before, scope } = view
  useShortcut('analytics.period', () => setOpen('period'))
  useShortcut('analytics.filter', () => setOpen('filter'))
  const report = () =>
    void navigate({
      to: '/analytics/report',
      search: ({ period: named, from, to, compare, cuts: narrowed }) => ({
        period: named,
        from,
        to,
        compare,
        cuts: narrowed,
      }),
    })
  useShortcut('analytics.report', report)
  return (
    <div className="toolbar">
      <PeriodChips
        view={view}
        isOpen={open === 'period'}
        onOpenChange={(isOpen) => setOpen(isOpen ? 'period' : undefined)}
      />
      <DimensionFilter
        cuts={cuts}
        onChange={(next) => narrow({ cuts: next.length === 0 ? undefined : next }, true)}
        without={scope.workspaceId === undefined ? [] : ['workspace_id']}
        isOpen={open === 'filter'}
        onOpen={(isOpen) => setOpen(isOpen ? 'filter' : undefined)}
      />
      <span className="toolbar-end">
        <Button
          tone="quiet"
          icon={<FileText size={14} aria-hidden />}
          title={`Report for a client (${keysOf('analytics.report')})`}
          onClick={report}
        >
          Report
        </Button>
        <Menu
          align="end"
          trigger={<Button tone="quiet">More</Button>}
          entries={[
            {
              label: 'Headline figures as CSV',
              run: () =>
                void exportAnalytics({ panel: 'overview', scope, ...(before ? { compare: before } : {}) }),
            },
            { label: 'Verify figures', run: () => narrow({ verify: true }) },
          ]}
        />
      </span>
    </div>
  )
}

function Figures({ view }: { readonly view: View }) {
  const search = route.useSearch()
  const narrow = useNarrow()
  const { scope, before, period } = view
  const overview = useApiQuery('analytics.overview', { scope, ...(before ? { compare: before } : {}) })
  const tables = search.tables ?? []
  const lookOf = (chart: Chart) => ({
    isTable: tables.includes(chart),
    setTable: (isTable: boolean) => {
      const left = tables.filter((each) => each !== chart)
      const next = isTable ? [...left, chart] : left
      narrow({ tables: next.length === 0 ? undefined : next })
    },
  })
  const orderOf = (table: Table) => ({
    order: search.sorts?.[table],
    onOrder: (order: Order) => narrow({ sorts: { ...search.sorts, [table]: order } }),
  })
  // What is in sight is drawn first; the rest follows without holding it up.
  const [isWhole, setWhole] = useState(false)
  useEffect(() => startTransition(() => setWhole(true)), [])
  const by = search.by ?? 'source'
  const own: readonly Dimension[] = ['provider_id', 'assigned_to']
  const dimensions = DIMENSIONS.filter(
    (dimension) =>
      !own.includes(dimension) && !(dimension === 'workspace_id' && scope.workspaceId !== undefined),
  )
  return (
    <div className="analytics-body">
      {overview.data ? (
        <>
          {overview.data.now.leads === 0 && <Nothing view={view} />}
          <Headline view={view} answer={overview.data} />
        </>
      ) : overview.error ? (
        <ErrorState failure={overview.error.failure} onRetry={() => void overview.refetch()} />
      ) : (
        <div className="headline is-waiting" />
      )}
      <div className="figures">
        <FunnelPanel view={view} look={lookOf('funnel')} />
        <TrendPanel
          view={view}
          look={lookOf('trend')}
          measure={search.trend ?? 'revenue'}
          step={search.step ?? usualStep(period)}
          onMeasure={(trend) => narrow({ trend: trend === 'revenue' ? undefined : trend })}
          onStep={(step) => narrow({ step })}
        />
        {isWhole && (
          <>
            <BreakdownPanel
              view={view}
              title="Vendors"
              by="provider_id"
              columns={VENDOR_COLUMNS}
              says={saysVendors}
              {...orderOf('vendors')}
            />
            <SpeedPanel view={view} look={lookOf('contact')} which="firstContact" />
            <SpeedPanel view={view} look={lookOf('conversion')} which="toConversion" />
            <BreakdownPanel
              view={view}
              title="Agents"
              by="assigned_to"
              columns={AGENT_COLUMNS}
              says={saysAgents}
              {...orderOf('agents')}
            />
            <HeatPanel
              view={view}
              look={lookOf('heat')}
              measure={search.heat ?? 'leads'}
              onMeasure={(heat) => narrow({ heat: heat === 'leads' ? undefined : heat })}
            />
            <BreakdownPanel
              view={view}
              title={`By ${DIMENSION_LABELS[by].label.toLowerCase()}`}
              heading="By"
              by={by}
              columns={OTHER_COLUMNS}
              says={saysOthers}
              choices={
                <Choice
                  label="Dimension"
                  value={by}
                  options={dimensions.map((value) => ({ value, label: DIMENSION_LABELS[value].label }))}
                  onChange={(chosen) => narrow({ by: chosen === 'source' ? undefined : chosen })}
                />
              }
              {...orderOf('by')}
            />
            <CohortsPanel view={view} />
          </>
        )}
      </div>
    </div>
  )
}

/** What is as long as it takes to find something, or all that one would ever ask for. */
const WIDER: readonly PeriodPreset[] = ['7_days', '30_days', '90_days']
const THREE_YEARS = 1_095

function Nothing({ view: { period, scope, today } }: { readonly view: View }) {
  const narrow = useNarrow()
  const isFiltered = (scope.where ?? NO_CUTS).length > 0
  const wider = WIDER.find((preset) => Number.parseInt(preset, 10) > daysIn(period))
  return (
    <Notice icon={<SearchX size={14} aria-hidden />}>
      No lead came{' '}
      {period.from === period.to ? `on ${showPeriod(period)}` : `in this period, ${showPeriod(period)}`}
      {isFiltered && ' that fits these filters'}.{' '}
      {isFiltered ? (
        <button type="button" className="link" onClick={() => narrow({ cuts: undefined }, true)}>
          Clear filters
        </button>
      ) : (
        <button
          type="button"
          className="link"
          onClick={() =>
            narrow(
              wider === undefined
                ? { period: undefined, from: addDays(today, 1 - THREE_YEARS), to: today }
                : { period: wider, from: undefined, to: undefined },
              true,
            )
          }
        >
          {wider === undefined
            ? 'Show the last three years'
            : `Show the ${PERIOD_LABELS[wider].toLowerCase()}`}
        </button>
      )}
    </Notice>
  )
}

function NoLeadsAtAll({ isNarrowed }: { readonly isNarrowed: boolean }) {
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={<ChartNoAxesColumn size={20} aria-hidden />}
      title={isNarrowed ? 'No leads for this workspace yet' : 'No leads to count yet'}
      action={
        <Button tone="main" onClick={() => void navigate({ to: '/leads' })}>
          Go to Leads
        </Button>
      }
    >
      <p>
        Once leads come in, this screen shows which vendor makes money, what a sale costs, where leads get
        stuck and who answers fast. Leads says how the first one comes in.
      </p>
    </EmptyState>
  )
}
