// What analytics asks (shared/contract/analytics.ts), answered from the image of this connection. An answer is kept until something that is counted changes.
import type { NamesOf, ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { Dimension } from '../../../shared/domain/metrics.ts'
import type { ReadContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { breakdown, type LabelOf, overview, valuesOf } from './breakdown.ts'
import { checkImage } from './check-image.ts'
import { createImage, type Image } from './image.ts'
import { cohorts, funnel, heat, speed, trend } from './panels.ts'
import { readWaiting, type Waiting } from './quarantine.ts'
import { leadRows, saleRows } from './select.ts'

const VALUES_OFFERED = 200
const ANSWERS_KEPT = 200

export type Name = Exclude<Extract<NamesOf<'query'>, `analytics.${string}`>, 'analytics.checkImage'>
type Answered<N extends Name> = {
  readonly answer: Result<N>
  /** When time alone makes it another one. */
  readonly untilMs?: number
}
type Counted = {
  readonly image: Image
  readonly waiting: readonly Waiting[]
  readonly labelOf: LabelOf
  readonly nowMs: number
}
type Desk = {
  readonly image: Image
  beside: Beside
  readonly answers: Map<string, { readonly at: string; readonly untilMs: number; readonly answer: unknown }>
  last: LastAnswer | undefined
}
/** What answers rest on beside the image, read anew when anything was written. */
type Beside = {
  readonly seen: string
  readonly text: string
  readonly version: number
  readonly waiting: readonly Waiting[]
  readonly labelOf: LabelOf
}
export type LastAnswer = {
  readonly name: Name
  readonly input: unknown
  readonly answer: unknown
  readonly untilMs: number
}

const desks = new WeakMap<ReadDb, Desk>()

function deskOf(db: ReadDb): Desk {
  let desk = desks.get(db)
  if (desk === undefined) {
    desk = {
      image: createImage(db),
      beside: { seen: '', text: '', version: 0, waiting: [], labelOf: () => null },
      answers: new Map(),
      last: undefined,
    }
    desks.set(db, desk)
  }
  return desk
}

/** Loads the image of a connection, or brings it up to date, until the time is over; true when it is. */
export function advanceImage(db: ReadDb, untilMs: number): boolean {
  return deskOf(db).image.advance(untilMs)
}

export function isImageLoaded(db: ReadDb): boolean {
  return deskOf(db).image.isLoaded
}

/** The answer that a connection has given last, with its input as it was understood. */
export function lastAnswer(db: ReadDb): LastAnswer | undefined {
  return desks.get(db)?.last
}

/** The image goes, and its memory with it. */
export function dropImage(db: ReadDb): void {
  desks.delete(db)
}

/** The image of a connection beside the tables, as of one moment. */
export function checkedImage(db: ReadDb): Result<'analytics.checkImage'> {
  const inSnapshot = db.snapshot ?? ((work) => work())
  return inSnapshot(() => checkImage(db, deskOf(db).image))
}

const ANSWERS: { readonly [N in Name]: (counted: Counted, input: ParsedInput<N>) => Answered<N> } = {
  'analytics.overview': ({ image, waiting }, input) => ({ answer: overview(image, waiting, input) }),
  'analytics.funnel': ({ image }, { scope }) => ({ answer: funnel(image, leadRows(image, scope)) }),
  'analytics.trend': ({ image }, { scope, step }) => ({
    answer: trend(image, leadRows(image, scope), saleRows(image, scope), scope, step),
  }),
  'analytics.heat': ({ image }, { scope }) => ({ answer: heat(image, leadRows(image, scope)) }),
  'analytics.speed': ({ image }, { scope }) => ({ answer: speed(image, leadRows(image, scope)) }),
  'analytics.breakdown': ({ image, waiting, labelOf }, input) => ({
    answer: breakdown(image, waiting, input, labelOf),
  }),
  'analytics.cohorts': ({ image, nowMs }, { scope }) => cohorts(image, leadRows(image, scope), scope, nowMs),
  'analytics.values': ({ image, labelOf }, input) => ({
    answer: valuesOf(image, input, labelOf, VALUES_OFFERED),
  }),
}

/** One panel, exact as of one moment. */
export function analyticsAnswer<N extends Name>(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  name: N,
  input: ParsedInput<N>,
): Result<N> {
  const inSnapshot = db.snapshot ?? ((work) => work())
  return inSnapshot(() => {
    const desk = deskOf(db)
    desk.image.advance(Number.POSITIVE_INFINITY)
    readBeside(db, desk)
    const nowMs = clock.nowMs()
    const key = JSON.stringify([name, input])
    const at = `${desk.image.version} ${desk.beside.version}`
    const known = desk.answers.get(key)
    if (known !== undefined && known.at === at && nowMs < known.untilMs) {
      desk.last = { name, input, answer: known.answer, untilMs: known.untilMs }
      return known.answer as Result<N>
    }
    const { answer, untilMs = Number.POSITIVE_INFINITY } = ANSWERS[name](
      { image: desk.image, waiting: desk.beside.waiting, labelOf: desk.beside.labelOf, nowMs },
      input,
    )
    desk.last = { name, input, answer, untilMs }
    desk.answers.delete(key)
    desk.answers.set(key, { at, untilMs, answer })
    for (const oldest of desk.answers.keys()) {
      if (desk.answers.size <= ANSWERS_KEPT) break
      desk.answers.delete(oldest)
    }
    return answer
  })
}

const NAMES: Readonly<Partial<Record<Dimension, string>>> = {
  workspace_id: 'select id, name from workspaces order by id',
  provider_id: 'select provider_id, provider_name from lead_source_providers order by provider_id',
  webhook_id: 'select webhook_id, name from webhook_configs order by webhook_id',
  assigned_to: 'select slug, name from agents order by slug',
}

function readBeside(db: ReadDb, desk: Desk): void {
  const seen = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()} ${desk.image.timeZone}`
  if (desk.beside.seen === seen) return
  const waiting = readWaiting(db, desk.image.timeZone)
  const names = Object.entries(NAMES).map(
    ([dimension, text]) => [dimension, db.sql(text).arrays<[string, string]>()] as const,
  )
  const text = JSON.stringify([waiting, names])
  if (text === desk.beside.text) {
    desk.beside = { ...desk.beside, seen }
    return
  }
  const known = new Map(names.map(([dimension, rows]) => [dimension, new Map(rows)]))
  desk.beside = {
    seen,
    text,
    version: desk.beside.version + 1,
    waiting,
    labelOf: (dimension, value) => (value === null ? null : (known.get(dimension)?.get(value) ?? null)),
  }
}
