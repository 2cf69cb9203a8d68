// What is fetched before anybody asks for it, so that the first click, Ctrl K or C opens at once too: code while nothing else is to do,
// the first page of a list while the pointer or the keyboard is on its way to it. What does not come, because the program was ended
// meanwhile, is asked for again when it is wanted.
import { pageQuery } from '../api/hooks.ts'
import { queryClient } from '../api/queries.ts'
import { plainContacts } from '../features/contacts/contacts-search.ts'
import { plainLeads } from '../features/leads/leads-search.ts'
import type { Screen } from './screens.tsx'

type Load = () => Promise<unknown>

/** The code of every screen; the router knows it. */
export const SCREEN_LOADS: Load[] = []

/** Loads one after the other, each in an idle moment; the returned function ends it. */
export function loadWhenIdle(loads: readonly Load[]): () => void {
  let handle = 0
  let isEnded = false
  const next = (at: number) => {
    const load = loads[at]
    if (load === undefined || isEnded) return
    handle = requestIdleCallback(
      () => {
        const goOn = () => next(at + 1)
        load().then(goOn, goOn)
      },
      { timeout: 2_000 },
    )
  }
  next(0)
  return () => {
    isEnded = true
    cancelIdleCallback(handle)
  }
}

/** The first page of a screen's list as it opens from the navigation. */
export function fetchFirstPage(to: Screen['to'], workspaceId: string | null | undefined): Promise<void> {
  if (to === '/leads') return queryClient.prefetchQuery(pageQuery('leads.page', plainLeads(workspaceId)))
  if (to === '/contacts')
    return queryClient.prefetchQuery(pageQuery('contacts.page', plainContacts(workspaceId)))
  return Promise.resolve()
}
