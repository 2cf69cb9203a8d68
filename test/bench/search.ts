// Search as it is typed, over everyone: names and halves of them, digits of telephones, e-mail addresses, ZIP codes; common and rare, and
// words that nobody has. The list's own search and the palette's.
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'

type Person = {
  first_name: string
  last_name: string
  email: string | null
  phone: string
  city: string
  zip_code: string
  address: string
}

const PEOPLE = 24

export async function measureSearch(directory: string, rounds: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const beside = openBeside(directory)
  const people = beside
    .sql(
      `select first_name, last_name, email, phone, city, zip_code, address from contacts
       where first_name is not null and last_name is not null and city is not null and zip_code is not null and address is not null
         and sequence % ? = 0 limit ?`,
    )
    .all<Person>(
      Math.max(
        1,
        Math.floor((beside.sql('select count(*) from contacts').value<number>() ?? 1) / (4 * PEOPLE)),
      ),
      PEOPLE,
    )
  beside.close()
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'half a name': people.flatMap((one) => [one.first_name.slice(0, 3), one.last_name.slice(0, 4)]),
    'a whole name': people.map((one) => `${one.first_name} ${one.last_name}`),
    'name, half typed': people.map((one) => `${one.first_name} ${one.last_name.slice(0, 2)}`),
    'digits of a telephone': people.flatMap(({ phone }) => [
      phone.slice(-4),
      phone.slice(-7),
      phone.slice(2, 5),
      phone.slice(2),
    ]),
    'an e-mail address': people.flatMap(({ email }) =>
      email === null ? [] : [email, email.slice(0, 6), 'example.com'],
    ),
    'city, ZIP code, street': people.flatMap((one) => [one.city, one.zip_code, one.address]),
    'what nobody has': ['qqq', 'zzyzx', 'xavier quux', '0000000', 'nobody@nowhere.test'],
  }
  const short = people.flatMap((one) => [
    one.first_name.slice(0, 1),
    one.last_name.slice(0, 2),
    one.first_name.slice(0, 2),
  ])

  const figures: Figure[] = []
  const measure = async (name: string, terms: readonly string[], most: number) => {
    for (const [where, call] of [
      ['list', (text: string) => ask(core.api, 'leads.page', { filter: { search: text } })],
      ['palette', (text: string) => ask(core.api, 'search.people', { text })],
    ] as const) {
      const times: number[] = []
      let slowest: [number, string] = [0, '']
      for (let round = 0; round < rounds + 1; round++) {
        for (const term of terms) {
          const took = await timeOf(() => call(term))
          if (round === 0) continue
          times.push(took)
          if (took > slowest[0]) slowest = [took, term]
        }
      }
      const p99 = percentile(times, 0.99)
      figures.push(
        figure(`search, ${where}`, `${name}, p50`, median(times), 'ms'),
        figure(`search, ${where}`, `${name}, p99 (slowest: ${slowest[1]})`, p99, 'ms', {
          goal: atMost(most, p99, 'ms'),
        }),
      )
    }
  }
  for (const [name, terms] of Object.entries(kinds)) await measure(name, terms, 5)
  await measure('one or two letters', short, 10)
  await core.close()
  return figures
}
