// Routing: the rules, what they leave over, what they do not cover, a draft of others, and the workspaces that all of it goes to.
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount } from '../../ui/format.ts'
import { CoverageView } from './coverage-view.tsx'
import { DraftView } from './draft-view.tsx'
import type { ROUTING_VIEWS } from './routing-search.ts'
import { RulesView } from './rules-view.tsx'
import { UnroutedView } from './unrouted-view.tsx'
import { WorkspacesView } from './workspaces-view.tsx'
import './routing.css'

const route = getRouteApi('/routing')

export function RoutingScreen() {
  const { view } = route.useSearch()
  const counts = useApiQuery('routing.unroutedCounts', {}).data
  const views = (
    <nav className="routing-views" aria-label="Views">
      <View label="Rules" isOn={view === undefined} />
      <View
        label="Unrouted"
        to="unrouted"
        isOn={view === 'unrouted'}
        count={counts ? counts.leads + counts.appointments : 0}
      />
      <View label="Coverage" to="coverage" isOn={view === 'coverage'} />
      <View label="Draft" to="draft" isOn={view === 'draft'} />
      <View label="Workspaces" to="workspaces" isOn={view === 'workspaces'} />
    </nav>
  )
  switch (view) {
    case 'unrouted':
      return <UnroutedView views={views} />
    case 'coverage':
      return <CoverageView views={views} />
    case 'draft':
      return <DraftView views={views} />
    case 'workspaces':
      return <WorkspacesView views={views} />
    default:
      return <RulesView views={views} />
  }
}

function View({
  label,
  to,
  isOn,
  count = 0,
}: {
  readonly label: string
  readonly to?: (typeof ROUTING_VIEWS)[number]
  readonly isOn: boolean
  readonly count?: number
}) {
  return (
    <Link
      to="/routing"
      search={({ workspace }) => ({ workspace, view: to })}
      className={`routing-view${isOn ? ' on' : ''}`}
      // The router's own mark would call every view the present page: they share the path.
      activeProps={NO_PROPS}
      aria-current={isOn ? 'page' : undefined}
    >
      {label}
      {count > 0 && <span className="routing-view-count">{showCount(count)}</span>}
    </Link>
  )
}

const NO_PROPS = { 'aria-current': undefined }
