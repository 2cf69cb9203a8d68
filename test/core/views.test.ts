// Saved views: kept by name, in their workspace, and deleted with an undo.
import { expect, test } from 'vitest'
import { openCore } from '../support/core.ts'

const definition = {
  statuses: ['new' as const],
  where: [{ column: 'zip_code', way: 'starts' as const, values: ['85'] }],
  sort: { column: 'last_name', direction: 'asc' as const },
  columns: ['name', 'zip_code'],
}

test('a view is saved, listed, changed, deleted and brought back', async () => {
  const core = await openCore()
  const view = await core.ask('views.save', { list: 'leads', name: 'Phoenix', definition })
  expect(await core.ask('views.list', { list: 'leads' })).toEqual([
    { id: view.id, name: 'Phoenix', workspaceId: null, definition },
  ])
  expect(await core.ask('views.list', { list: 'contacts' })).toEqual([])
  await core.ask('views.update', { list: 'leads', id: view.id, name: 'Phoenix, new' })
  const { undoId } = await core.ask('views.delete', { id: view.id })
  expect(await core.ask('views.list', { list: 'leads' })).toEqual([])
  await core.ask('history.undo', { undoId })
  expect(await core.ask('views.list', { list: 'leads' })).toEqual([
    { id: view.id, name: 'Phoenix, new', workspaceId: null, definition },
  ])
})

test('a name that is taken, a condition that makes no sense and a view that is gone are refused in words', async () => {
  const core = await openCore()
  await core.ask('views.save', { list: 'leads', name: 'Phoenix', definition })
  expect(await core.api.call('views.save', { list: 'leads', name: 'PHOENIX', definition })).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining('Choose another name') },
  })
  const nonsense = { ...definition, where: [{ column: 'zip_code', way: 'between' as const, values: [1, 2] }] }
  expect(
    await core.api.call('views.save', { list: 'leads', name: 'Odd', definition: nonsense }),
  ).toMatchObject({
    ok: false,
    error: { code: 'invalid' },
  })
  expect(await core.api.call('views.delete', { id: 99 })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  })
})
