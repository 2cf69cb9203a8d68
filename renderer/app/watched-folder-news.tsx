// What the watched folder brought, told on every screen as it happens, with its undo.
import { useEffect, useRef } from 'react'
import { runCommand, useApiQuery } from '../api/hooks.ts'
import { showCount, showTotal } from '../ui/format.ts'
import { importToast, showToast } from '../ui/toasts.tsx'

export function WatchedFolderNews() {
  const outcomes = useApiQuery('watchedFolder.status', {}).data?.outcomes
  const newest = outcomes?.[0]?.id ?? 0
  /** What had happened before this page was opened is no news. */
  const told = useRef<number>(undefined)
  useEffect(() => {
    if (outcomes === undefined) return
    const known = told.current
    // Numbers begin anew with the program.
    told.current = newest
    if (known === undefined) return
    for (const outcome of outcomes.filter(({ id }) => id > known).reverse()) {
      const { name, importId, leads, newContacts, refused, problem } = outcome
      if (importId === null) {
        showToast({ title: `${name} was put among the refused files. ${problem ?? ''}`, tone: 'danger' })
        continue
      }
      showToast({
        id: importToast(importId),
        title: `Imported ${name} from the watched folder`,
        detail: [
          showTotal(leads, true, 'lead'),
          showTotal(newContacts, true, 'new person', 'new people'),
          ...(refused > 0 ? [`${showCount(refused)} rows refused`] : []),
        ].join(', '),
        action: { label: 'Undo', run: () => void runCommand('imports.undo', { importId }) },
      })
    }
  }, [outcomes, newest])
  return null
}
