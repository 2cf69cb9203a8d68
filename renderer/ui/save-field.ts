// Saves one field of a record from where it stands: in a panel or in a cell of a list.
import type { EditValue } from '../../shared/domain/editing.ts'
import { runCommand } from '../api/hooks.ts'

/** Resolves with the sentence of a refusal, which stands beside the field; else with undefined. */
export async function saveField(
  operation: 'leads.update' | 'contacts.update',
  id: number,
  name: string,
  value: EditValue,
): Promise<string | undefined> {
  let refusal: string | undefined
  await runCommand(
    operation,
    { id, values: { [name]: value } },
    {
      onFailure: ({ details, message }) => {
        refusal = details?.find(({ field }) => field === name)?.message ?? message
        return true
      },
    },
  )
  return refusal
}
