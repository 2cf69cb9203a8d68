// The rules that route, in the order that decides.
import { getRouteApi } from '@tanstack/react-router'
import { Plus, Signpost } from 'lucide-react'
import type { ReactNode } from 'react'
import { useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { showTotal } from '../../ui/format.ts'
import { ListScreen } from '../../ui/side-panel.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleList } from './rule-list.tsx'

const route = getRouteApi('/routing')

export function RulesView({ views }: { readonly views: ReactNode }) {
  const { new: isCreating = false } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useApiQuery('routing.rules', {})
  const workspaces = useApiQuery('workspaces.list', {}).data
  const setCreating = (isOpen: boolean) =>
    void navigate({ search: (now) => ({ ...now, new: isOpen || undefined }), replace: true })
  const rules = query.data
  const hasWorkspace = workspaces?.some(({ isActive }) => isActive) ?? true
  return (
    <ListScreen
      toolbar={
        <>
          {views}
          {rules && <span className="count">{showTotal(rules.length, true, 'rule')}</span>}
          {hasWorkspace && (
            <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
              New rule
            </Button>
          )}
        </>
      }
    >
      {query.error ? (
        <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
      ) : !rules ? (
        <Skeleton />
      ) : rules.length > 0 ? (
        <RuleList set="active" rules={rules} />
      ) : (
        <EmptyState
          icon={<Signpost size={20} aria-hidden />}
          title="No routing rules yet"
          action={
            hasWorkspace ? (
              <Button tone="main" onClick={() => setCreating(true)}>
                Write the first rule
              </Button>
            ) : (
              <Button
                tone="main"
                onClick={() => void navigate({ search: { view: 'workspaces', new: true } })}
              >
                Create a workspace
              </Button>
            )
          }
        >
          <p>
            A rule sends leads of some products and ZIP codes to the workspace of a client. The first rule
            that fits wins; what no rule takes waits under Unrouted.
          </p>
          {!hasWorkspace && <p>Rules need a workspace to send to: one for each client.</p>}
        </EmptyState>
      )}
      {isCreating && hasWorkspace && <RuleDialog set="active" onClose={() => setCreating(false)} />}
    </ListScreen>
  )
}
