// Makes one batch of sample data, in slices: each is invented first, without a statement, and then written in one short transaction.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { LeadType } from '../../../shared/domain/vocabulary.ts'
import type { Task, TaskContext } from '../context.ts'
import { TOUCHED } from '../records/take-back.ts'
import { createCalendar, DAY, spreadOverDays } from './calendar.ts'
import { openDiary } from './diary.ts'
import { phoneBook } from './phones.ts'
import { createPlanner, type PlannedLead } from './plan-lead.ts'
import { seededRandom } from './random.ts'
import { freshShare, planRecent, receiveRecent } from './recent-deliveries.ts'
import { removeBatches } from './remove.ts'
import { CHANNELS, setUpSample } from './setup.ts'
import { createSampleWriter } from './write-leads.ts'

/** How far back the sample reaches. */
const DAYS_BACK = 730
/** Bookings lie at most this far ahead. */
const DAYS_AHEAD = 30
/** What the statements of one transaction may take, in milliseconds: beside intake a delivery must never wait long for its turn. */
const SHARED_PACE = { sliceMs: 40 }
/** Where nobody else uses the database: larger transactions write each page fewer times. */
const ALONE_PACE = { sliceMs: 1_500 }
const SLICE_LEADS = { first: 100, least: 100 }
/** The recent deliveries run the whole intake, so fewer fit into a slice. */
const SLICE_DELIVERIES = 40
/** Screens are told of new leads this often at most. */
const TELL_EVERY_MS = 500

export function* createSample(
  context: TaskContext,
  input: ParsedInput<'sampleData.create'>,
): Task<Result<'sampleData.create'>> {
  const batchId = nextBatchId(context)
  try {
    return yield* fillBatch(context, batchId, input, SHARED_PACE)
  } catch (error) {
    // Cancelled, or the disk is full: either way nothing half-made stays.
    yield* removeBatches(context, [batchId])
    throw error
  }
}

/** The same in a database that nobody else uses, and that is thrown away unless this ends well: nothing is taken back row by row. */
export function createSampleAlone(
  context: TaskContext,
  input: ParsedInput<'sampleData.create'>,
): Task<Result<'sampleData.create'>> {
  return fillBatch(context, nextBatchId(context), input, ALONE_PACE)
}

function* fillBatch(
  context: TaskContext,
  batchId: string,
  { leads, seed }: ParsedInput<'sampleData.create'>,
  { sliceMs }: { readonly sliceMs: number },
): Task<Result<'sampleData.create'>> {
  const nowMs = context.clock.nowMs()
  const anchorMs = Math.floor(nowMs / DAY) * DAY
  const { timeZone, currency } = context.directory.settings()
  const calendar = createCalendar(timeZone, anchorMs - DAYS_BACK * DAY, anchorMs + DAYS_AHEAD * DAY)
  const startAt = new Date(calendar.startOf(0)).toISOString()
  const agents = context.slice((writing) => {
    writing.db
      .sql(`insert into batches (id, kind, label, created_at) values (?, 'sample', ?, ?)`)
      .run(batchId, `Sample data, seed ${seed}`, new Date(nowMs).toISOString())
    return setUpSample(writing, batchId, leads, startAt)
  })
  yield { done: 0, total: leads, unit: 'leads' }

  const { db } = context
  // Another batch has other people, even with the same seed.
  const random = seededRandom(seed + Number(batchId.slice(batchId.lastIndexOf('-') + 1)) * 1_000_003)
  const leadTypes = new Map(
    CHANNELS.map((channel) => [channel.webhookId, leadTypeOf(context, channel.webhookId, channel.leadType)]),
  )
  const planner = createPlanner({
    random,
    calendar,
    timeZone,
    anchorMs,
    agents,
    diary: openDiary(db, calendar, agents),
    routing: context.directory.routing(),
    comingMeetings: Math.min(24, Math.round(leads * 0.03)),
    leadTypeOf: (channel) => leadTypes.get(channel.webhookId) ?? channel.leadType,
  })
  const phones = new Map(
    CHANNELS.map(({ webhookId, share, states }) => {
      const there = db.sql('select count(*) from contacts where webhook_id = ?').value<number>(webhookId) ?? 0
      return [webhookId, phoneBook(states, Math.ceil(leads * share * 0.8) + 60 + there, there)]
    }),
  )
  const writer = createSampleWriter({
    batchId,
    timeZone,
    currency,
    at: new Date(anchorMs).toISOString(),
    phones,
  })

  const tell = teller()
  const past = leads - freshShare(leads)
  let size = SLICE_LEADS.first
  let done = 0
  let slice: PlannedLead[] = []
  const flush = () => {
    const tookMs = context.slice((writing) => {
      const startedMs = performance.now()
      writer.write(writing, slice)
      tell(writing)
      return performance.now() - startedMs
    })
    done += slice.length
    const fitting = (slice.length * sliceMs) / Math.max(1, tookMs)
    slice = []
    size = Math.round(Math.max(SLICE_LEADS.least, Math.min(size * 2, (size + fitting) / 2)))
    return { done, total: leads, unit: 'leads' }
  }
  for (const [day, count] of spreadOverDays(calendar, calendar.dayAt(anchorMs - 1) + 1, past).entries()) {
    for (const ms of planner.timesOf(day, count)) {
      slice.push(planner.plan(day, ms))
      if (slice.length >= size) yield flush()
    }
  }
  if (slice.length > 0) yield flush()

  const recent = planRecent({
    random,
    planner,
    writer,
    agents,
    nowMs,
    leads: leads - past,
    hasMisfits: leads >= 100,
  })
  let contacts = writer.contacts
  for (let from = 0; from < recent.length; from += SLICE_DELIVERIES) {
    const part = recent.slice(from, from + SLICE_DELIVERIES)
    const made = context.slice((writing) => receiveRecent(writing, part, { batchId, from, nowMs }))
    contacts += made.contacts
    done += made.leads
    yield { done, total: leads, unit: 'leads' }
  }
  context.slice((writing) => {
    writer.finish(writing)
    writing.db.sql('delete from conversion_analytics_cache').run()
    writing.db.sql('update batches set completed_at = ? where id = ?').run(writing.clock.now(), batchId)
    writing.touch(...TOUCHED)
  })
  return { contacts, leads: done }
}

function nextBatchId({ db }: TaskContext): string {
  const taken = new Set(
    db
      .sql('select id from batches')
      .all<{ id: string }>()
      .map(({ id }) => id),
  )
  let number = 1
  while (taken.has(`sample-${number}`)) number++
  return `sample-${number}`
}

/** A webhook that was there before keeps its type. */
function leadTypeOf(context: TaskContext, webhookId: string, own: LeadType): LeadType {
  const there = context.directory.webhook(webhookId)?.leadType
  return there === undefined || there === 'general' ? own : there
}

/** Names what a slice touched, though not with every slice: each telling makes the screens ask again. */
function teller(): (context: Parameters<Parameters<TaskContext['slice']>[0]>[0]) => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return (context) => {
    if (performance.now() - lastMs < TELL_EVERY_MS) return
    lastMs = performance.now()
    context.touch(...TOUCHED)
  }
}
