// The people of a file, remembered while it is read: a person is a phone, and what they are compared by is kept as numbers, since a file may hold a
// million of them. Says which rows look like an earlier row of the file, by the rules of the list of duplicates.
import { foldText } from '../../../shared/domain/fold.ts'
import { type DuplicateReason, emailKey, nameAddressKey } from '../../../shared/domain/merging.ts'
import { type NumberIndex, numberOf, openNumberIndex } from './number-index.ts'
import type { ReadRow } from './read-row.ts'

export type FilePerson = {
  /** From 0, in the order of the file. */
  readonly number: number
  readonly phone: string
  readonly email: string | null
  /** The reasons for which the row looks like an earlier one, and the line of that one. */
  readonly repeats: { readonly earlier: number; readonly reasons: DuplicateReason[] } | null
}

export type FilePeople = ReturnType<typeof openFilePeople>

export function openFilePeople() {
  const lines: number[] = []
  const phones: number[] = []
  const byPhone = openNumberIndex()
  const byEmail = openNumberIndex()
  const byNameAddress = openNumberIndex()
  const names = openNumberIndex()
  const lastKeys = new Set<string>()
  /** Further people under the same e-mail or name and address; the index has the first one. */
  const others = new Map<number, number[]>()
  const peopleOf = (index: NumberIndex, key: string): readonly number[] => {
    const hash = numberOf(key)
    const person = index.get(hash)
    return person === undefined ? [] : [person, ...(others.get(hash) ?? [])]
  }
  return {
    /** Whose last names stand in the file together with an address. */
    lastKeys: lastKeys as ReadonlySet<string>,
    lineOf: (person: number) => lines[person] as number,
    phoneOf: (person: number) => `+${phones[person]}`,
    byEmail: (email: string) => peopleOf(byEmail, `@${emailKey(email)}`),
    /** Looks at the name first: addresses are dear to fold. */
    byNameAddress: (person: Parameters<typeof nameAddressKey>[0]) =>
      names.get(nameNumber(person)) === undefined
        ? []
        : peopleOf(byNameAddress, nameAddressKey(person) ?? ''),

    add: ({ row: { line }, draft: { fields } }: ReadRow): FilePerson => {
      const phone = fields.phone?.e164 ?? ''
      const digits = Number(phone.slice(1))
      const known = byPhone.get(digits)
      const number = known ?? lines.length
      const before: [reason: DuplicateReason, person: number][] = []
      if (known === undefined) {
        byPhone.add(digits, number)
        lines.push(line)
        phones.push(digits)
      } else before.push(['phone', known])
      const note = (reason: DuplicateReason, index: NumberIndex, key: string) => {
        const hash = numberOf(key)
        const other = index.get(hash)
        if (other === undefined) index.add(hash, number)
        else if (other !== number) {
          before.push([reason, other])
          const more = others.get(hash)
          if (more === undefined) others.set(hash, [number])
          else if (more.at(-1) !== number) more.push(number)
        }
      }
      const email = fields.email ? emailKey(fields.email) : null
      if (email !== null) note('email', byEmail, `@${email}`)
      const name = {
        last_key: foldText(fields.last_name ?? ''),
        first_key: foldText(fields.first_name ?? ''),
        address: fields.address ?? null,
      }
      const key = nameAddressKey(name)
      if (key !== null) {
        note('name_address', byNameAddress, key)
        lastKeys.add(name.last_key)
        const both = nameNumber(name)
        if (names.get(both) === undefined) names.add(both, number)
      }
      const strongest = before[0]
      return {
        number,
        phone,
        email,
        repeats:
          strongest === undefined
            ? null
            : { earlier: lines[strongest[1]] as number, reasons: before.map(([reason]) => reason) },
      }
    },
  }
}

const nameNumber = (name: { readonly last_key: string; readonly first_key: string }) =>
  numberOf(`${name.last_key}\u0000${name.first_key}`)
