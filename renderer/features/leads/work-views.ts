// The ready-made views of the list of leads.
import type { ViewDefinition } from '../../../shared/contract/views.ts'
import { WORK_LISTS } from '../../../shared/domain/list/work-lists.ts'
import { useApiQuery } from '../../api/hooks.ts'
import type { ReadyView } from '../../ui/view-menu.tsx'

const workViews: readonly ReadyView[] = WORK_LISTS.map(({ name, detail, statuses, where, sort }) => ({
  name,
  detail,
  definition: {
    ...(statuses === undefined ? {} : { statuses: [...statuses] }),
    where,
    ...(sort === undefined ? {} : { sort }),
  } satisfies ViewDefinition,
}))

/** All leads, the lists of work, and what is assigned to whoever sits here. */
export function useWorkViews(): readonly ReadyView[] {
  const me = useApiQuery('settings.get', {}).data?.agent
  const all: ReadyView = { name: 'All leads', definition: {} }
  if (me === undefined) return [all, ...workViews]
  const where = [{ column: 'assigned_to', way: 'any_of' as const, values: [me.slug] }]
  return [all, ...workViews, { name: 'Mine', detail: `Assigned to ${me.name}`, definition: { where } }]
}
