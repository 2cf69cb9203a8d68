// Deleting leads, from wherever it is asked for on their screen.
import type { Input } from '../../../shared/contract/index.ts'
import { api } from '../../api/client.ts'
import { runMany } from '../../api/hooks.ts'
import { useDeletion } from '../../ui/deletion.tsx'

export function useDeleteLeads(onDone: (which: Input<'leads.delete'>) => void) {
  return useDeletion<Input<'leads.delete'>>({
    what: 'lead',
    preview: ({ target }) => api.call('leads.deletePreview', { target }),
    run: ({ target }, { leads }, hasMoved) =>
      runMany('leads.delete', { target, expected: leads }, leads, {
        onFailure: ({ code }) => {
          if (code === 'conflict') hasMoved()
          return false
        },
      }),
    onDone,
  })
}
