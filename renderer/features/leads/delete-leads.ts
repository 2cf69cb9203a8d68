// Deleting leads, from wherever it is asked for on their screen.
import type { Input } from '../../../shared/contract/index.ts'
import { api } from '../../api/client.ts'
import { runCommand } from '../../api/hooks.ts'
import { useDeletion } from '../../ui/deletion.tsx'

export function useDeleteLeads(onDone: (which: Input<'leads.delete'>) => void) {
  return useDeletion<Input<'leads.delete'>>({
    what: 'lead',
    preview: (which) => api.call('leads.deletePreview', which),
    run: (which) => runCommand('leads.delete', which),
    onDone,
  })
}
