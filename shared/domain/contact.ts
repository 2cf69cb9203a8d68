// How a contact takes up what a newer lead says of the person: newer non-empty fields win, each by its own time, so that any order of
// the same deliveries ends in the same contact (TRUST, Intake).
import { foldText } from './fold.ts'

export const CONTACT_FIELDS = [
  'first_name',
  'last_name',
  'email',
  'address',
  'city',
  'state',
  'zip_code',
  'phone_extension',
] as const
export type ContactField = (typeof CONTACT_FIELDS)[number]
export type ContactValues = { readonly [F in ContactField]: string | null }
/** Instant at which each field was last said. */
export type FieldTimes = { readonly [F in ContactField]?: string }

/** The contact after a lead of `at`. `changed` is false when every field stays as it is. */
export function mergeContact(
  before: ContactValues,
  times: FieldTimes,
  incoming: Partial<ContactValues>,
  at: string,
): { readonly values: ContactValues; readonly times: FieldTimes; readonly changed: boolean } {
  const values: Record<ContactField, string | null> = { ...before }
  const after: { [F in ContactField]?: string } = { ...times }
  let changed = false
  for (const field of CONTACT_FIELDS) {
    const value = incoming[field]
    if (value === undefined || value === null || value === '') continue
    const known = after[field]
    const present = values[field]
    // Two deliveries of one instant: the same one must win whichever came first.
    // An empty field with a time was emptied by a person: what was sent before that does not fill it again.
    const wins = known === undefined || at > known || (at === known && value > (present ?? ''))
    if (!wins) continue
    if (known !== at || present !== value) changed = true
    values[field] = value
    after[field] = at
  }
  return { values, times: after, changed }
}

/** Everything a person can be found by, folded; one line of the search index. */
export function searchTextOf(person: ContactValues & { readonly phone: string }): string {
  const parts = [
    person.first_name,
    person.last_name,
    person.email,
    person.phone.slice(1),
    person.address,
    person.city,
    person.state,
    person.zip_code,
  ]
  return foldText(parts.filter((part) => part !== null && part !== '').join(' '))
}
