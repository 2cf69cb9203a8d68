// The ready-made views of the list of leads, and the one that the clock moves.
import { useEffect } from 'react'
import type { ViewDefinition } from '../../../shared/contract/views.ts'
import { openPlaces } from '../../../shared/domain/callable/hours.ts'
import { type Condition, movesWithClock } from '../../../shared/domain/list/filter.ts'
import { WORK_LISTS } from '../../../shared/domain/list/work-lists.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { queryClient } from '../../api/queries.ts'
import { everyMinute } from '../../ui/time.tsx'
import type { ReadyView } from '../../ui/view-menu.tsx'
import { useCallingHours } from './local-time.tsx'

const workViews: readonly ReadyView[] = WORK_LISTS.map(
  ({ name, detail, statuses, where, sort, columns }) => ({
    name,
    detail,
    definition: {
      ...(statuses === undefined ? {} : { statuses: [...statuses] }),
      where,
      ...(sort === undefined ? {} : { sort }),
      ...(columns === undefined ? {} : { columns: [...columns] }),
    } satisfies ViewDefinition,
  }),
)

/** All leads, the lists of work, and what is assigned to whoever sits here. */
export function useWorkViews(): readonly ReadyView[] {
  const me = useApiQuery('settings.get', {}).data?.agent
  const all: ReadyView = { name: 'All leads', definition: {} }
  if (me === undefined) return [all, ...workViews]
  const where = [{ column: 'assigned_to', way: 'any_of' as const, values: [me.slug] }]
  return [all, ...workViews, { name: 'Mine', detail: `Assigned to ${me.name}`, definition: { where } }]
}

/** Where one could call when the lists were asked last; those kept from an earlier minute go by it too. */
let askedFor: string | undefined

/** While a list goes by the clock: asks for it again when a place has opened or closed, at most once a minute. */
export function useClock(where: readonly Condition[]): void {
  const hours = useCallingHours()
  const isMoving = movesWithClock(where)
  useEffect(() => {
    if (!isMoving) return
    const ask = () => {
      const places = JSON.stringify(openPlaces(Date.now(), hours))
      if (places === askedFor) return
      if (askedFor !== undefined) {
        void queryClient.invalidateQueries({ queryKey: ['leads.page'] })
        void queryClient.invalidateQueries({ queryKey: ['leads.ids'] })
      }
      askedFor = places
    }
    ask()
    return everyMinute(ask)
  }, [isMoving, hours])
}
