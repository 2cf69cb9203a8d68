// A report for a client: one workspace, one period, on paper. It is what it will be printed as, in light colours always; what vendors cost stays with the
// agency unless it is asked for.
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronDown, Printer } from 'lucide-react'
import { useEffect } from 'react'
import { usualColumns } from '../../../shared/domain/list/export-columns.ts'
import { beginExport, exportAnalytics } from '../../api/exports.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { UNROUTED_LABEL, useSwitchWorkspace } from '../../app/workspace.ts'
import { Button } from '../../ui/button.tsx'
import { ToggleChip } from '../../ui/filter-chip.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { PeriodChips } from './period-menu.tsx'
import { showPeriod } from './period-words.ts'
import { Paper } from './report-paper.tsx'
import { useNarrow, useView } from './use-view.ts'
import './analytics.css'
import './report.css'

const route = getRouteApi('/analytics/report')

export function ReportScreen() {
  const search = route.useSearch()
  const view = useView()
  const narrow = useNarrow()
  const choose = useSwitchWorkspace()
  const { scope, period, before } = view
  const workspaces = useApiQuery('workspaces.list', {})
  const settings = useApiQuery('settings.get', {})
  const client =
    scope.workspaceId === undefined
      ? 'All clients'
      : scope.workspaceId === null
        ? UNROUTED_LABEL
        : (workspaces.data?.find(({ id }) => id === scope.workspaceId)?.name ?? scope.workspaceId)
  const print = () => window.print()
  useShortcut('report.print', print)
  // A printed file is called after the client.
  useEffect(() => {
    let title = document.title
    const before = () => {
      title = document.title
      document.title = `${client}, ${showPeriod(period)}`
    }
    const after = () => {
      document.title = title
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [client, period])
  const compare = before ? { compare: before } : {}
  const { vendors = false, costs = false, conversions = true } = search
  return (
    <div className="report">
      <div className="toolbar report-tools">
        <Link
          className="button quiet"
          to="/analytics"
          search={(now) =>
            ({ ...now, vendors: undefined, costs: undefined, conversions: undefined }) as never
          }
        >
          <ArrowLeft size={14} aria-hidden />
          <span className="button-text">Analytics</span>
        </Link>
        <span className="chip">
          <Menu
            trigger={
              <button type="button" className="chip-main">
                Client <b>{client}</b> <ChevronDown size={12} aria-hidden />
              </button>
            }
            entries={[
              {
                label: 'All clients',
                isChosen: scope.workspaceId === undefined,
                run: () => choose(undefined),
              },
              ...(workspaces.data ?? []).map(({ id, name }) => ({
                label: name,
                isChosen: id === scope.workspaceId,
                run: () => choose(id),
              })),
            ]}
          />
        </span>
        <PeriodChips view={view} />
        <ToggleChip
          label="Vendors"
          isOn={vendors}
          onChange={(isOn) => narrow({ vendors: isOn || undefined, ...(isOn ? {} : { costs: undefined }) })}
        />
        <ToggleChip label="Costs" isOn={costs} onChange={(isOn) => narrow({ costs: isOn || undefined })} />
        <ToggleChip
          label="Conversions"
          isOn={conversions}
          onChange={(isOn) => narrow({ conversions: isOn ? undefined : false })}
        />
        <span className="toolbar-end">
          <Menu
            align="end"
            trigger={<Button>CSV</Button>}
            entries={[
              {
                label: 'Headline figures',
                run: () => void exportAnalytics({ panel: 'overview', scope, ...compare }),
              },
              { label: 'Stage reached', run: () => void exportAnalytics({ panel: 'funnel', scope }) },
              {
                label: 'Vendors, with costs',
                run: () => void exportAnalytics({ panel: 'breakdown', scope, by: 'provider_id', ...compare }),
              },
              {
                label: 'Conversions of the period',
                run: () =>
                  void beginExport({
                    what: {
                      list: 'conversions',
                      filter: { workspaceId: scope.workspaceId, ...period },
                      columns: [...usualColumns('conversions', 'spreadsheet')],
                    } as never,
                    mode: 'spreadsheet',
                    hasBom: true,
                  }),
              },
            ]}
          />
          <Button tone="main" icon={<Printer size={14} aria-hidden />} onClick={print}>
            Print
          </Button>
        </span>
      </div>
      {settings.error ? (
        <ErrorState failure={settings.error.failure} />
      ) : (
        <Paper
          view={view}
          client={client}
          agency={settings.data?.agencyName ?? ''}
          hasVendors={vendors}
          hasCosts={costs}
          hasConversions={conversions}
        />
      )}
    </div>
  )
}
