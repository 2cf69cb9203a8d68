// A change of many in slices while somebody else does something between two of them, beside the model: complete, the two are one after the other,
// lead by lead; cancelled or refused, only what the other did is there; and its undo says what it would overwrite, wherever that came from.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  addLead,
  at,
  Bench,
  change,
  copy,
  type Diff,
  diffs,
  editLead,
  editPerson,
  type Lead,
  type LeadField,
  MILESTONES,
  move,
  NAMES,
  PERSON_FIELDS,
  type PersonField,
  phoneOf,
  present,
  put,
  RUNS,
  type Status,
  step,
  type Text,
  TICK_MS,
  value,
  valueFor,
  type World,
} from '../support/workbench-model.ts'

type Change = { readonly status?: Status; readonly field?: LeadField; readonly value?: Text }
type Other =
  | { readonly kind: 'lead'; readonly at: number; readonly field: LeadField; readonly value: Text }
  | { readonly kind: 'contact'; readonly at: number; readonly field: PersonField; readonly value: Text }
  | { readonly kind: 'status'; readonly at: number; readonly status: Status }
  | { readonly kind: 'arrival'; readonly person: number; readonly first: string; readonly city: string }

const arrival = fc.record({
  kind: fc.constant('arrival' as const),
  person: fc.nat(5),
  first: fc.constantFrom(...NAMES, ''),
  city: fc.constantFrom('Mesa', 'Yuma', ''),
})
const other: fc.Arbitrary<Other> = fc.oneof(
  fc.record({
    kind: fc.constant('lead' as const),
    at,
    field: fc.constantFrom('first_name' as const, 'city' as const, 'notes' as const),
    value,
  }),
  fc.record({ kind: fc.constant('contact' as const), at, field: fc.constantFrom(...PERSON_FIELDS), value }),
  fc.record({
    kind: fc.constant('status' as const),
    at,
    status: fc.constantFrom('new' as const, 'contacted' as const, 'converted' as const),
  }),
  arrival,
)

/** Returns its entry. Through the writer and at once, as a delivery or another window would: nothing of the task runs meanwhile. */
function doOther(bench: Bench, one: Other): number | undefined {
  bench.ms += TICK_MS
  const { core, world } = bench
  const ask = (name: Parameters<typeof core.writer.command>[0], input: unknown) => {
    const reply = core.writer.command(name, input)
    if (!reply.ok) throw new Error(reply.error.message, { cause: core.defects.at(-1) })
    // biome-ignore lint/suspicious/noExplicitAny: the answer of whichever operation it was.
    return reply.value as any
  }
  if (one.kind === 'arrival') {
    const webhook = bench.webhooks[one.person % 2] as string
    const said = { first_name: one.first || null, city: one.city || null, email: null }
    const values = Object.fromEntries(
      Object.entries({ ...said, phone: phoneOf(one.person) }).filter(([, text]) => text !== null),
    )
    const { leadId } = ask('leads.create', { webhookId: webhook, values })
    addLead(world, {
      webhook,
      phone: phoneOf(one.person),
      createdAt: bench.now(),
      content: null,
      said,
      id: leadId,
    })
    return undefined
  }
  if (one.kind === 'contact') {
    const key = bench.person(one.at) as string
    const text = valueFor(one.field, one.value)
    editPerson(world, key, one.field, text, bench.now())
    return ask('contacts.update', { id: bench.idOf(key), values: { [one.field]: text } }).undoId
  }
  const lead = bench.lead(one.at) as Lead
  if (one.kind === 'status') {
    move(lead, one.status, bench.now())
    return ask('leads.setStatus', { id: lead.id, status: one.status }).undoId
  }
  const text = valueFor(one.field, one.value)
  editLead(world, lead, one.field, text, bench.now())
  return ask('leads.update', { id: lead.id, values: { [one.field]: text } }).undoId
}

function changeOne(bench: Bench, lead: Lead, { status, field, value: text }: Change): Diff[] {
  const before = copy(bench.world)
  if (status !== undefined) move(lead, status, bench.now())
  else if (field !== undefined) editLead(bench.world, lead, field, valueFor(field, text ?? null), bench.now())
  return diffs(before, bench.world)
}

const OF_STATUS: readonly string[] = ['status', 'furthest', ...MILESTONES]

/** Without a trace: what is still as the piece left it goes back; a status that was moved on keeps all that belongs to it. */
function wipe(world: World, piece: readonly Diff[], way: 'back' | 'forth'): void {
  const side = way === 'back' ? 0 : 1
  const isOurs = (one: Diff) => {
    const { times } = one
    const said =
      one.contact === undefined ? undefined : world.contacts[one.contact]?.times[one.column as PersonField]
    return (
      present(world, one) === (way === 'back' ? one.after : one.before) &&
      (times === undefined || said === times[1 - side])
    )
  }
  const moved = piece.find(({ column }) => column === 'status')
  const isMovedOn = moved !== undefined && !isOurs(moved)
  for (const one of way === 'back' ? [...piece].reverse() : piece)
    if (isOurs(one) && !(isMovedOn && OF_STATUS.includes(one.column)))
      put(world, one, way === 'back' ? one.before : one.after, side)
}

const scenario = fc.record({
  before: fc.array(step, { maxLength: 5 }),
  some: fc.uniqueArray(at, { minLength: 2, maxLength: 8 }),
  change: change as fc.Arbitrary<Change>,
  others: fc.array(fc.record({ when: fc.integer({ min: 1, max: 6 }), one: other }), { maxLength: 2 }),
  cancelledAt: fc.option(fc.integer({ min: 1, max: 6 })),
  undo: fc.record({
    others: fc.array(fc.record({ when: fc.integer({ min: 1, max: 10 }), one: other }), { maxLength: 2 }),
    cancelledAt: fc.option(fc.integer({ min: 1, max: 12 })),
    isForced: fc.boolean(),
  }),
})

it(
  'changes of many in slices, with something else between two of them',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ before, some, change: wanted, others, cancelledAt, undo }) => {
        const bench = await Bench.open()
        const { core } = bench
        let taskId = ''
        core.api.onChanges(({ tasks }) => {
          taskId = tasks?.find(({ status }) => status === 'running')?.taskId ?? taskId
        })
        const cancel = () => void core.api.call('tasks.cancel', { taskId })
        try {
          for (const one of before) await bench.do(one)
          bench.ms += TICK_MS
          const leads = [...new Set(some.map((one) => bench.lead(one)))].filter((lead) => lead !== undefined)
          if (leads.length < 2) return
          const pieces: Diff[][] = []
          const start = copy(bench.world)
          const made: (number | undefined)[] = []
          let slice = 0
          bench.between = () => {
            const lead = leads[slice++]
            if (lead === undefined || (cancelledAt !== null && slice > cancelledAt)) return
            const piece = changeOne(bench, lead, wanted)
            if (piece.length > 0) pieces.push(piece)
            for (const { when, one } of others) {
              if (when !== slice) continue
              made.push(doOther(bench, one))
              // What comes next comes later: of two that say the same at once, the second counts a millisecond more.
              bench.ms += TICK_MS
            }
            if (cancelledAt === slice) cancel()
          }
          const target = { ids: leads.map(({ id }) => id) }
          const end = await bench.taskEnd('leads.changeTask', {
            target,
            change:
              wanted.status === undefined
                ? {
                    values: {
                      [wanted.field as string]: valueFor(wanted.field as LeadField, wanted.value ?? null),
                    },
                  }
                : { status: wanted.status },
          })
          bench.between = () => {}
          const isCancelled = cancelledAt !== null && cancelledAt <= leads.length
          expect(end.status).toBe(isCancelled ? 'cancelled' : 'done')
          if (isCancelled) for (const piece of pieces.reverse()) wipe(bench.world, piece, 'back')
          await bench.compare()
          const traces = core.writer.connection
            .sql(
              `select performed_by from undo_log where performed_by like 'trace-part:%' or (? and performed_by like 'long-part:%')`,
            )
            .all(isCancelled && !before.some((one) => 'sliced' in one && one.sliced) ? 1 : 0)
          expect(traces).toEqual([])
          // biome-ignore lint/suspicious/noExplicitAny: the result of whichever task it was.
          const undoId = (end.result as any)?.undoId as number | undefined
          expect(undoId === undefined).toBe(isCancelled || pieces.length === 0)
          const [otherId, ...more] = made
          if (isCancelled && otherId !== undefined && more.length === 0) {
            // And the undo of what the other did leads to what was there before both.
            const reply = await bench.walk('undo', { undoId: otherId })
            expect(reply).toMatchObject({ ok: true })
            bench.world = start
            await bench.compare()
          }
          if (undoId === undefined) return

          // Its undo looks at all pieces first, and then walks them.
          bench.ms += TICK_MS
          const { isForced } = undo
          const checks = isForced ? 0 : pieces.length
          const back = [...pieces].reverse()
          const walked: Diff[][] = []
          let isClash = false
          slice = 0
          const isChanged = (piece: readonly Diff[]) =>
            piece.some((one) => present(bench.world, one) !== one.after)
          let isEnded = false
          const walkOne = (piece: Diff[]) => {
            if (!isForced && isChanged(piece)) {
              isClash = true
              return
            }
            for (const one of [...piece].reverse()) put(bench.world, one, one.before, 0)
            walked.push(piece)
          }
          let isStopped = false
          bench.between = () => {
            slice++
            if (isEnded) return
            if (slice > checks) walkOne(back[slice - checks - 1] as Diff[])
            if (isClash) isEnded = true
            for (const { when, one } of undo.others) if (when === slice && !isEnded) doOther(bench, one)
            if (undo.cancelledAt === slice && !isEnded) {
              isStopped = true
              isEnded = true
              cancel()
            }
            if (slice >= checks + pieces.length) isEnded = true
          }
          const reply = await bench.walk('undo', { undoId, isForced })
          bench.between = () => {}
          if (reply.ok) {
            expect(isStopped || isClash).toBe(false)
            expect(walked).toHaveLength(pieces.length)
          } else {
            // Refused or cancelled: as if it had never begun.
            if (!isStopped) {
              expect(reply.error.code).toBe('conflict')
              expect(isClash || pieces.some(isChanged)).toBe(true)
            }
            for (const piece of walked.reverse()) wipe(bench.world, piece, 'forth')
          }
          await bench.compare()
        } finally {
          bench.between = () => {}
          await core.close()
        }
      }),
      { numRuns: 60 * RUNS, interruptAfterTimeLimit: 50_000 * RUNS },
    )
  },
  60_000 * RUNS,
)
