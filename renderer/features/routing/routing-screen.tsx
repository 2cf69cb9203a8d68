// Routing: the rules, what they leave over, what they do not cover, a draft of others, and the workspaces that all of it goes to.
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApiQuery } from '../../api/hooks.ts'
import { ViewCount, Views, viewLook } from '../../ui/views.tsx'
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
    <Views label="Views">
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
    </Views>
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
    <Link to="/routing" search={({ workspace }) => ({ workspace, view: to })} {...viewLook(isOn)}>
      {label}
      <ViewCount count={count || undefined} />
    </Link>
  )
}
