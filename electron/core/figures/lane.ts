// The reader of analytics: it loads its image in the background soon after the start, follows what is written, and answers when it is up to date. It
// works in slices, so that it can be closed at any time. Until it has loaded, answers that were kept are given at once.
import type { OperationName } from '../../../shared/contract/index.ts'
import type { Reply } from '../../../shared/contract/reply.ts'
import { answer } from '../answer.ts'
import type { Connection } from '../db/connection.ts'
import type { Reader } from '../reader.ts'
import { advanceImage, isImageLoaded, lastAnswer } from './answers.ts'
import { type KeptAnswer, keptAnswer, keyOf, restsOn } from './kept-answers.ts'

/** The window is to be there first. */
const FIRST_LOAD_MS = 1_500
/** What is written while nobody asks is followed so often, so that whoever asks does not wait for it. */
const FOLLOW_EVERY_MS = 1_000
const SLICE_MS = 15
/** An answer is handed to the writer at most so often. */
const KEEP_EVERY_MS = 60_000
const KEYS_REMEMBERED = 1_000

export type LaneOptions = {
  readonly connection: Connection
  readonly reader: Reader
  readonly logDefect: (error: unknown) => void
  readonly onReply: (id: number, reply: Reply<unknown>) => void
  readonly onAnswer: (answer: KeptAnswer) => void
}

export function startAnalytics({ connection, reader, logDefect, onReply, onAnswer }: LaneOptions) {
  const asked: { readonly id: number; readonly name: OperationName; readonly input: unknown }[] = []
  const keptAt = new Map<string, number>()
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined
  let isStopped = false

  const later = (ms: number) => {
    timer = ms === 0 ? setImmediate(work) : setTimeout(work, ms).unref()
  }
  const cancel = () => {
    clearTimeout(timer as NodeJS.Timeout)
    clearImmediate(timer as NodeJS.Immediate)
  }
  const work = () => {
    if (isStopped) return
    let isCurrent = true
    try {
      isCurrent = advanceImage(connection, performance.now() + SLICE_MS)
    } catch (error) {
      // Whoever asks is told; the image is tried again then.
      logDefect(error)
    }
    if (isCurrent) {
      const next = asked.shift()
      if (next !== undefined) reply(next.id, next.name, next.input)
    }
    later(!isCurrent || asked.length > 0 ? 0 : FOLLOW_EVERY_MS)
  }

  const reply = (id: number, name: OperationName, input: unknown) => {
    const made = connection.snapshot(() => {
      const given = reader.query(name, input)
      const last = given.ok ? lastAnswer(connection) : undefined
      if (last === undefined) return { given }
      const key = keyOf(last.name, last.input)
      const nowMs = Date.now()
      if (nowMs - (keptAt.get(key) ?? 0) < KEEP_EVERY_MS) return { given }
      keptAt.delete(key)
      keptAt.set(key, nowMs)
      if (keptAt.size > KEYS_REMEMBERED) keptAt.delete(keptAt.keys().next().value as string)
      return { given, kept: { key, answer: last.answer, rests: restsOn(connection), untilMs: last.untilMs } }
    })
    onReply(id, made.given)
    if (made.kept !== undefined) onAnswer(made.kept)
  }

  /** What was kept of it, while the image is not there yet. */
  const remembered = (name: OperationName, input: unknown): Reply<unknown> | undefined => {
    let found: unknown
    const checked = answer(name, input, { logDefect, checksOutputs: false }, (parsed) => {
      found = keptAnswer(connection, keyOf(name, parsed), Date.now())
      return null
    })
    return found === undefined || !checked.ok ? undefined : { ok: true, value: found }
  }

  later(FIRST_LOAD_MS)
  return {
    ask: (id: number, name: OperationName, input: unknown) => {
      if (!isImageLoaded(connection)) {
        const known = remembered(name, input)
        if (known !== undefined) {
          onReply(id, known)
          return
        }
      }
      asked.push({ id, name, input })
      cancel()
      later(0)
    },
    stop: () => {
      isStopped = true
      cancel()
    },
  }
}
