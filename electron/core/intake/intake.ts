// Intake as a whole: listener, group commit and refusal log over the writer, following the settings.
import type { ListenerStatus } from '../../../shared/contract/listener.ts'
import type { Ask } from '../reader.ts'
import type { Writer } from '../writer.ts'
import { createActivityLog } from './activity.ts'
import { createCalendarFeeds } from './calendar-feeds.ts'
import { createConversionsApi } from './conversions-api.ts'
import { createCommitter } from './group-commit.ts'
import { lanAddresses } from './guard.ts'
import { type Listener, startListener } from './listener.ts'
import { createReadiness } from './readiness.ts'
import { createRefusalLog } from './refusals.ts'

/** Who was turned away, and which workspaces' programs were here. */
const LOGS_EVERY_MS = 2_000
/** A port that was taken may be free by now. */
const RETRY_EVERY_MS = 5_000

export type Intake = {
  status(): ListenerStatus
  /** Opens the listener, or moves it where the settings say now. Never throws: a port that is taken is a status. */
  follow(): Promise<void>
  close(): Promise<void>
}

type Place = { readonly port: number; readonly isLanOpen: boolean }

export type IntakeOptions = {
  readonly writer: Writer
  /** For what is read, so that no question stands in the way of what arrives. */
  readonly ask: Ask
  /** Wins over the settings' port; 0 is any free port. */
  readonly port: number | null
  /** Bytes of all bodies in flight; left out, the listener's own. */
  readonly bodyBytes?: number
  readonly logDefect: (error: unknown) => void
  readonly onStatus: (status: ListenerStatus) => void
}

export function createIntake({ writer, ask, port, bodyBytes, logDefect, onStatus }: IntakeOptions): Intake {
  const committer = createCommitter(writer.runIntake, logDefect)
  const refusals = createRefusalLog()
  const activity = createActivityLog()
  const feeds = createCalendarFeeds(writer.connection, writer.directory)
  const conversions = createConversionsApi({
    directory: writer.directory,
    committer,
    activity,
    ask,
    nowMs: Date.now,
    logDefect,
  })
  let listener: Listener | null = null
  const isReady = createReadiness(writer.connection)
  /** Where the listener was asked to be; it is there, on a port of its own when that is 0. */
  let open: Place | null = null
  let problem: string | null = null
  /** For a port to become free. Not where it listens already: trying the local network again would close what works every time. */
  let isWaiting = false
  let turn: Promise<void> = Promise.resolve()

  const writeLogs = (isLast = false) => {
    if (!refusals.hasNews() && !activity.hasNews(isLast)) return
    try {
      writer.runIntake('system', (context) => {
        if (refusals.hasNews()) refusals.write(context)
        if (activity.hasNews(isLast)) activity.write(context, isLast)
      })
    } catch (error) {
      logDefect(error)
    }
  }
  const timer = setInterval(writeLogs, LOGS_EVERY_MS)
  timer.unref()
  const retries = setInterval(() => {
    if (isWaiting) void follow()
  }, RETRY_EVERY_MS)
  retries.unref()

  const status = (): ListenerStatus => ({
    isOn: listener !== null,
    port: listener?.port ?? null,
    origin: listener === null ? null : `http://127.0.0.1:${listener.port}`,
    lanOrigins:
      listener !== null && open?.isLanOpen === true
        ? lanAddresses().map((address) => `http://${address}:${listener?.port}`)
        : [],
    problem,
  })

  const listenAt = (place: Place) =>
    startListener({
      ...place,
      ...(bodyBytes === undefined ? {} : { bodyBytes }),
      directory: writer.directory,
      committer,
      refusals,
      feeds,
      conversions,
      nowMs: Date.now,
      isReady,
      logDefect,
    })

  const move = async () => {
    const { webhookPort, isLanOpen } = writer.directory.settings()
    const wanted: Place = { port: port ?? webhookPort, isLanOpen }
    const before = { listener, place: open, problem }
    const isThere = open?.port === wanted.port && open.isLanOpen === wanted.isLanOpen
    let trouble: string | null = null
    if (!isThere) {
      // One port cannot be open twice: only the switch of the local network has to close before it opens.
      const isSamePort = before.listener?.port === wanted.port
      if (isSamePort) await stop()
      try {
        const next = await listenAt(wanted)
        const last = listener
        listener = next
        open = wanted
        await last?.close()
      } catch (error) {
        trouble = problemOf(error, wanted.port)
        if (isSamePort && before.place !== null) await goBack(before.place)
        if (listener !== null)
          trouble += ` Until then the listener goes on at port ${listener.port}, as before.`
      }
    }
    problem = trouble
    isWaiting = trouble !== null && listener?.port !== wanted.port
    if (listener !== before.listener || problem !== before.problem) onStatus(status())
  }
  const stop = async () => {
    await listener?.close()
    listener = null
    open = null
  }
  const goBack = async (place: Place) => {
    try {
      listener = await listenAt(place)
      open = place
    } catch {
      // Lost between two moments: it is off, the problem says why, and the retries go on.
    }
  }
  const follow = () => {
    turn = turn.then(move).catch(logDefect)
    return turn
  }
  return {
    status,
    follow,
    close: async () => {
      clearInterval(retries)
      await turn
      clearInterval(timer)
      await stop()
      writeLogs(true)
    },
  }
}

function problemOf(error: unknown, port: number): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE')
    return `Port ${port} is used by another program. Close it, or choose another port under Settings, Webhook intake.`
  if (code === 'EACCES')
    return `This computer does not allow port ${port}. Choose one from 1024 to 65535 under Settings, Webhook intake.`
  return `The listener could not start on port ${port} (${code ?? 'unknown reason'}). Choose another port under Settings, Webhook intake.`
}
