// Deleting contacts, from wherever it is asked for on their screen.
import type { Input } from '../../../shared/contract/index.ts'
import { api } from '../../api/client.ts'
import { runMany } from '../../api/hooks.ts'
import { useDeletion } from '../../ui/deletion.tsx'

export function useDeleteContacts(onDone: (which: Input<'contacts.delete'>) => void) {
  return useDeletion<Input<'contacts.delete'>>({
    what: 'contact',
    preview: (which) => api.call('contacts.deletePreview', which),
    run: (which, { contacts, leads }, hasMoved) =>
      runMany('contacts.delete', { ...which, expected: contacts }, Math.max(contacts, leads), {
        onFailure: ({ code }) => {
          if (code === 'conflict') hasMoved()
          return false
        },
      }),
    onDone,
  })
}
