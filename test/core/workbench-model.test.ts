// The workbench beside a model (test/support/workbench-model.ts): random sequences of edit, bulk, merge, unmerge, import, delete, undo and redo, many at
// once also in slices as small as can be.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  at,
  Bench,
  copy,
  type Diff,
  databaseView,
  diffs,
  modelView,
  PERSON_FIELDS,
  present,
  put,
  RUNS,
  type Step,
  step,
  TICK_MS,
  value,
  valueFor,
} from '../support/workbench-model.ts'

it(
  'any sequence of edits, bulk changes, merges, imports, undo and redo leaves the database as the model has it',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }), async (steps) => {
        const bench = await Bench.open()
        try {
          for (const one of steps) {
            await bench.do(one)
            await bench.compare()
          }
          const end = modelView(bench.world)
          let count = 0
          while (bench.done.length > 0) {
            bench.ms += TICK_MS
            await bench.undo()
            count++
          }
          await bench.compare()
          for (; count > 0; count--) {
            bench.ms += TICK_MS
            if (!(await bench.redo())) break
          }
          await bench.compare()
          if (count === 0) expect(modelView(bench.world)).toEqual(end)
        } finally {
          await bench.core.close()
        }
      }),
      { numRuns: 40 * RUNS, interruptAfterTimeLimit: 50_000 * RUNS },
    )
  },
  60_000 * RUNS,
)

// ---- Undo in any order ------------------------------------------------------------------------------------------------------------

const anyOrder = fc.oneof(
  { weight: 3, arbitrary: fc.record({ edit: step }) },
  { weight: 2, arbitrary: fc.record({ undo: fc.nat(30), isForced: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ redo: fc.nat(30) }) },
) as fc.Arbitrary<{ edit?: Step; undo?: number; redo?: number; isForced?: boolean }>
const EDITS = new Set(['lead', 'contact', 'status', 'many'])

it(
  'edits undone and done again in any order: what was changed since is refused, and overwritten only when forced',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOrder, { minLength: 4, maxLength: 20, size: 'max' }), async (moves) => {
        const bench = await Bench.open()
        const entries: { undoId: number; diffs: Diff[]; isUndone: boolean }[] = []
        try {
          for (const { edit, undo, redo, isForced = false } of moves) {
            bench.ms += TICK_MS
            if (edit !== undefined) {
              if (!EDITS.has(edit.kind)) continue
              const before = copy(bench.world)
              const known = bench.done.length
              await bench.do(edit)
              const [newest] = await bench.core.ask('history.recent', { limit: 1 })
              if (bench.done.length > known && newest !== undefined)
                entries.push({ undoId: newest.undoId, diffs: diffs(before, bench.world), isUndone: false })
            } else {
              const isBack = undo !== undefined
              const some = entries.filter(({ isUndone }) => isUndone !== isBack)
              const entry = some[((isBack ? undo : redo) ?? 0) % Math.max(1, some.length)]
              if (entry === undefined) continue
              const { undoId } = entry
              const isClash = entry.diffs.some(
                (one) => present(bench.world, one) !== (isBack ? one.after : one.before),
              )
              const reply = await bench.walk(
                isBack ? 'undo' : 'redo',
                isBack ? { undoId, isForced } : { undoId },
              )
              const isRefused = isClash && !(isBack && isForced)
              expect(reply).toMatchObject(
                isRefused ? { ok: false, error: { code: 'conflict' } } : { ok: true },
              )
              if (!isRefused) {
                entry.isUndone = isBack
                for (const one of entry.diffs)
                  put(bench.world, one, isBack ? one.before : one.after, isBack ? 0 : 1)
              }
            }
            await bench.compare()
          }
        } finally {
          await bench.core.close()
        }
      }),
      { numRuns: 12 * RUNS, interruptAfterTimeLimit: 50_000 * RUNS },
    )
  },
  60_000 * RUNS,
)

// ---- Merges of merged contacts ----------------------------------------------------------------------------------------------------

const chain = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('merge' as const), a: at, b: at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unmerge' as const), a: at }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('contact' as const),
      a: at,
      field: fc.constantFrom(...PERSON_FIELDS),
      value,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('lead' as const),
      a: at,
      field: fc.constantFrom(...PERSON_FIELDS),
      value,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redo' as const) }) },
)
type View = ReturnType<typeof modelView>

it(
  'merges of merged contacts: every undo and redo brings back what was there',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chain, { minLength: 4, maxLength: 16, size: 'max' }), async (moves) => {
        const bench = await Bench.open()
        const { core } = bench
        const ids = (sql: string) =>
          core.writer.connection
            .sql(sql)
            .all<{ id: number }>()
            .map(({ id }) => id)
        const one = (list: readonly number[], number: number) =>
          list[number % Math.max(1, list.length)] ?? 100_000
        const done: { before: View; after: View }[] = []
        let undone: { before: View; after: View }[] = []
        let view = await databaseView(core)
        const walk = async (way: 'undo' | 'redo') => {
          bench.ms += TICK_MS
          const entry = (way === 'undo' ? done : undone).pop()
          if (entry === undefined) return
          await core.ask(`history.${way}`, {})
          ;(way === 'undo' ? undone : done).push(entry)
          view = await databaseView(core)
          expect(view).toEqual(way === 'undo' ? entry.before : entry.after)
        }
        try {
          for (const move of moves) {
            bench.ms += TICK_MS
            if (move.kind === 'undo' || move.kind === 'redo') {
              await walk(move.kind)
              continue
            }
            const people = ids('select id from contacts where merged_into_id is null order by id')
            const second = ids('select id from contacts where merged_into_id is not null order by id')
            const reply =
              move.kind === 'merge'
                ? await core.api.call('contacts.merge', {
                    keepId: one(people, move.a),
                    mergeId: one(people, move.b),
                  })
                : move.kind === 'unmerge'
                  ? await core.api.call('contacts.unmerge', { mergedId: one(second, move.a) })
                  : move.kind === 'contact'
                    ? await core.api.call('contacts.update', {
                        id: one(people, move.a),
                        values: { [move.field]: valueFor(move.field, move.value) },
                      })
                    : await core.api.call('leads.update', {
                        id: one(ids('select id from leads order by id'), move.a),
                        values: { [move.field]: valueFor(move.field, move.value) },
                      })
            const before = view
            view = await databaseView(core)
            if (!reply.ok || reply.value.undoId === undefined) expect(view).toEqual(before)
            else {
              done.push({ before, after: view })
              undone = []
            }
          }
          const count = done.length
          while (done.length > 0) await walk('undo')
          for (let at = 0; at < count; at++) await walk('redo')
          expect(core.defects).toEqual([])
        } finally {
          await core.close()
        }
      }),
      { numRuns: 12 * RUNS, interruptAfterTimeLimit: 50_000 * RUNS },
    )
  },
  60_000 * RUNS,
)
