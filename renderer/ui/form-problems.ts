// A refusal names the fields it is about; here they get their words.
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import type { Failure } from '../../shared/contract/reply.ts'

/** Puts each problem at its field and focuses the first; false when none of them belongs to a field of the form. */
export function placeProblems<T extends FieldValues, C, O extends FieldValues | undefined>(
  failure: Failure,
  form: Pick<UseFormReturn<T, C, O>, 'setError' | 'setFocus'>,
  fields: readonly Path<T>[],
): boolean {
  const placed = (failure.details ?? []).filter(({ field }) => (fields as readonly string[]).includes(field))
  for (const { field, message } of placed) form.setError(field as Path<T>, { message })
  if (placed[0]) form.setFocus(placed[0].field as Path<T>)
  return placed.length > 0
}
