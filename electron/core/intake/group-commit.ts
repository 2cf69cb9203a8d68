// Group commit (TRUST, Storage): deliveries that wait together are written in one transaction and answered after it, so that one fsync
// pays for all of them. A group is tried whole; when one delivery in it throws, the group is taken back and each is written by itself,
// so that none takes another down with it. (Savepoints for each would copy every page a second time.)

import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import { createTally } from '../records/tally.ts'
import { codeOf, inWords } from '../storage-words.ts'
import { acceptDelivery, keepUnjudged } from './accept.ts'
import { acceptAppointment } from './accept-appointment.ts'
import { acceptConversion, type IncomingConversion, refusalInWords } from './accept-conversion.ts'
import { type Answer, problem } from './answers.ts'
import type { Incoming } from './incoming.ts'
import { type IncomingAppointment, isAppointment } from './incoming-appointment.ts'

/** More than this in one transaction and the first of them waits too long. */
const MOST_IN_GROUP = 128
/** More than this waiting is refused with 503: memory stays bounded. */
const MOST_WAITING = 4_000

export type Committer = {
  submit(incoming: Received): Promise<Answer>
  /** Resolves when everything submitted has been answered. */
  drain(): Promise<void>
}

type Delivery = Incoming | IncomingAppointment
type Received = Delivery | IncomingConversion
type Waiting = { readonly incoming: Received; readonly answer: (answer: Answer) => void }

export type Transact = <T>(actor: string, work: (context: WriteContext) => T) => T

export function createCommitter(transact: Transact, logDefect: (error: unknown) => void): Committer {
  const waiting: Waiting[] = []
  let isScheduled = false
  let idle: (() => void)[] = []

  const writeGroup = (group: readonly Waiting[]): Answer[] =>
    transact('system', (context) => {
      const tally = createTally()
      let deliveryId = nextDeliveryId(context)
      const answers = group.map(({ incoming }) => {
        if (isConversion(incoming))
          return acceptConversion({ ...context, actor: `api:${incoming.workspaceId}` }, incoming)
        return isAppointment(incoming)
          ? acceptAppointment(
              actingFor(context, incoming.webhook?.webhookId ?? ''),
              tally,
              incoming,
              deliveryId++,
            )
          : acceptDelivery(actingFor(context, incoming.webhook.webhookId), tally, incoming, deliveryId++)
      })
      tally.write(context.db, context.clock.now())
      if (group.some(({ incoming }) => !isConversion(incoming))) context.touch('webhooks', 'providers')
      return answers
    })

  const writeAlone = (one: Waiting): Answer => {
    try {
      return writeGroup([one])[0] as Answer
    } catch (error) {
      const told = refusalOf(error) ?? (isConversion(one.incoming) ? refusalInWords(error) : null)
      if (told !== null) return told
      logDefect(error)
      return isConversion(one.incoming) ? defect() : keep(one.incoming)
    }
  }

  const keep = (incoming: Delivery): Answer => {
    try {
      return transact('system', (context) => keepUnjudged(context, incoming, nextDeliveryId(context)))
    } catch (error) {
      const told = refusalOf(error)
      if (told !== null) return told
      logDefect(error)
      return defect()
    }
  }

  const flush = () => {
    isScheduled = false
    const group = waiting.splice(0, MOST_IN_GROUP)
    let answers: Answer[]
    try {
      answers = writeGroup(group)
    } catch (error) {
      // A lock that somebody else holds was waited for once; waiting again for each would stop everything for minutes.
      const busy = codeOf(error).startsWith('SQLITE_BUSY') ? refusalOf(error) : null
      answers = busy === null ? group.map(writeAlone) : group.map(() => busy)
    }
    for (const [index, one] of group.entries()) one.answer(answers[index] as Answer)
    if (waiting.length > 0) schedule()
    else {
      for (const done of idle) done()
      idle = []
    }
  }
  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(flush)
  }
  return {
    submit: (incoming) => {
      if (waiting.length >= MOST_WAITING) {
        return Promise.resolve(
          problem(503, 'Too many deliveries wait at once. Send it again in a moment.', {
            headers: { 'Retry-After': '2' },
          }),
        )
      }
      return new Promise((answer) => {
        waiting.push({ incoming, answer })
        schedule()
      })
    },
    drain: () =>
      waiting.length === 0 && !isScheduled
        ? Promise.resolve()
        : new Promise((resolve) => void idle.push(resolve)),
  }
}

function isConversion(incoming: Received): incoming is IncomingConversion {
  return 'what' in incoming && incoming.what === 'conversion'
}

function defect(): Answer {
  return problem(500, 'It could not be saved because of a defect in Convio Leads. Send it again later.', {
    headers: { 'Retry-After': '60' },
  })
}

function actingFor(context: WriteContext, webhookId: string): WriteContext {
  return { ...context, actor: `webhook:${webhookId}` }
}

/** What the storage refuses: 507 when the disk is full, else 503; never a 2xx, and it goes on by itself. Null for a defect. */
function refusalOf(error: unknown): Answer | null {
  const told = inWords(error, 'The database')
  if (!(told instanceof AppError) || told.code !== 'unavailable') return null
  const isFull = told.message.startsWith('The disk is full')
  return problem(
    isFull ? 507 : 503,
    isFull
      ? 'The disk of the receiving computer is full. Send it again later.'
      : 'The receiving computer cannot store anything right now. Send it again later.',
    {
      headers: { 'Retry-After': '60' },
    },
  )
}

export function nextDeliveryId(context: WriteContext): number {
  return (
    (context.db.sql(`select seq from sqlite_sequence where name = 'deliveries'`).value<number>() ?? 0) + 1
  )
}
