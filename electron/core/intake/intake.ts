// Intake as a whole: listener, group commit and refusal log over the writer, following the settings.
import type { ListenerStatus } from '../../../shared/contract/listener.ts'
import type { Writer } from '../writer.ts'
import { createCommitter } from './group-commit.ts'
import { type Listener, lanAddresses, startListener } from './listener.ts'
import { createRefusalLog } from './refusals.ts'

const REFUSALS_EVERY_MS = 2_000
/** A port that was taken may be free by now. */
const RETRY_EVERY_MS = 5_000

export type Intake = {
  status(): ListenerStatus
  /** Opens the listener, or moves it where the settings say now. Never throws: a port that is taken is a status. */
  follow(): Promise<void>
  close(): Promise<void>
}

export type IntakeOptions = {
  readonly writer: Writer
  /** Wins over the settings' port; 0 is any free port. */
  readonly port: number | null
  readonly logDefect: (error: unknown) => void
  readonly onStatus: (status: ListenerStatus) => void
}

export function createIntake({ writer, port, logDefect, onStatus }: IntakeOptions): Intake {
  const committer = createCommitter(writer.runIntake, logDefect)
  const refusals = createRefusalLog()
  let listener: Listener | null = null
  let open: { readonly port: number; readonly isLanOpen: boolean } | null = null
  let problem: string | null = null
  let turn: Promise<void> = Promise.resolve()

  const writeRefusals = () => {
    if (!refusals.hasNews()) return
    try {
      writer.runIntake('system', (context) => refusals.write(context))
    } catch (error) {
      logDefect(error)
    }
  }
  const timer = setInterval(writeRefusals, REFUSALS_EVERY_MS)
  timer.unref()
  const retries = setInterval(() => {
    if (problem !== null) void follow()
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

  const move = async () => {
    const { webhookPort, isLanOpen } = writer.directory.settings()
    const wanted = { port: port ?? webhookPort, isLanOpen }
    if (
      listener !== null &&
      open !== null &&
      open.port === wanted.port &&
      open.isLanOpen === wanted.isLanOpen
    )
      return
    await listener?.close()
    listener = null
    const before = problem
    try {
      listener = await startListener({
        ...wanted,
        directory: writer.directory,
        committer,
        refusals,
        nowMs: Date.now,
        isReady: () => writer.connection.raw.open,
        logDefect,
      })
      open = wanted
      problem = null
    } catch (error) {
      open = null
      problem = problemOf(error, wanted.port)
    }
    if (listener !== null || problem !== before) onStatus(status())
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
      await listener?.close()
      listener = null
      writeRefusals()
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
