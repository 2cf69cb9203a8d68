// Search over notes: what a lead came with and what was written since, without accents; gone when the note is gone; names come first.
import { expect, test } from 'vitest'
import { furnish, openCore } from '../support/core.ts'

async function withNotes() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const add = (name: string, line: string, notes: string) =>
    core.ask('leads.create', { webhookId, values: { name, phone: `(602) 555-01${line}`, notes } })
  const ana = await add('Ana Ruiz', '42', 'Prefers the afternoon, has a Doberman')
  const ben = await add('Ben Whitaker', '43', '')
  const find = async (search: string) =>
    (await core.ask('leads.page', { filter: { search } })).rows.map(({ firstName }) => firstName)
  return { core, ana, ben, find, add }
}

test('a note that came with the lead, half a word and without accents', async () => {
  const { find, add } = await withNotes()
  expect(await find('dober')).toEqual(['Ana'])
  expect(await find('afternoon doberman')).toEqual(['Ana'])
  expect(await find('doberman morning')).toEqual([])
  await add('Chloé Tran', '44', 'Café next door; wants a call après-midi')
  expect(await find('cafe')).toEqual(['Chloé'])
  expect(await find('apres')).toEqual(['Chloé'])
})

test('a note written since is found, in the list and in the palette, until it is undone', async () => {
  const { core, ben, find } = await withNotes()
  expect(await find('poodle')).toEqual([])
  const { undoId } = await core.ask('leads.addNote', { id: ben.leadId, text: 'Gate code at the Poodle sign' })
  expect(await find('poodle')).toEqual(['Ben'])
  const people = await core.ask('search.people', { text: 'poodle' })
  expect(people.map(({ contactId }) => contactId)).toEqual([ben.contactId])
  await core.ask('history.undo', { undoId })
  expect(await find('poodle')).toEqual([])
})

test('whom the name names comes before whom a note mentions', async () => {
  const { core, ben, find } = await withNotes()
  await core.ask('leads.addNote', { id: ben.leadId, text: 'Neighbour of Ana Ruiz' })
  expect(await find('ana ruiz')).toEqual(['Ana', 'Ben'])
  const filter = { search: 'ana ruiz', statuses: ['lost' as const] }
  expect((await core.ask('leads.page', { filter })).total).toBe(0)
})
