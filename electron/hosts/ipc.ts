// The desktop host: carries the Api between the windows' preload and the core. It knows no Electron: the shell hands in what it
// needs. Every channel is registered here, by one wrapper that looks at who sends before it looks at what.
import type { Api, Change } from '../../shared/contract/index.ts'
import { answer, failure, MALFORMED, readMessage } from './answer.ts'
import { CHANNELS } from './channels.ts'
import { createHandOver, type FilesShell } from './hand-over.ts'
import { createTakeIn } from './take-in.ts'

type Frame = { readonly url: string; readonly parent: unknown }
export type IpcEvent = { readonly senderFrame: Frame | null }
/** What of Electron's `ipcMain` is used. */
export type IpcReceiver = {
  handle(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => Promise<unknown>): void
  removeHandler(channel: string): void
}
/** What of Electron's `webContents` is used. */
export type IpcWindow = { send(channel: string, ...args: unknown[]): void; isDestroyed(): boolean }

export type IpcHostOptions = {
  readonly api: Api
  readonly ipc: IpcReceiver
  /** The windows that are open now. */
  readonly windows: () => readonly IpcWindow[]
  /** `app://convio` */
  readonly origin: string
  /** Where finished files lie, and what the shell does with them. */
  readonly files: FilesShell
  /** Where files lie that the person hands over; without one, none are taken. */
  readonly incomingFolder?: string
}

const LONGEST_TICKET = 64

/** Starts carrying; returns the function that stops it. */
export function startIpcHost({
  api,
  ipc,
  windows,
  origin,
  files,
  incomingFolder,
}: IpcHostOptions): () => void {
  const channels: string[] = []
  const receive = (channel: string, work: (args: readonly unknown[]) => Promise<unknown>) => {
    channels.push(channel)
    ipc.handle(channel, async (event, ...args) => {
      if (!isOwnFrame(event.senderFrame, origin)) {
        console.error(`Refused a message on ${channel} from ${event.senderFrame?.url ?? 'a closed page'}.`)
        return failure('refused', 'This page may not use Convio Leads.')
      }
      return work(args)
    })
  }

  // Calls that may be called off, by the ticket that the page gave them.
  const tickets = new Map<string, AbortController>()
  receive(CHANNELS.call, async (args) => {
    const [said, ticket] = args
    const message = args.length <= 2 ? readMessage(said) : undefined
    if (message === undefined) return MALFORMED
    if (ticket === undefined) return answer(api, message)
    if (typeof ticket !== 'string' || ticket.length > LONGEST_TICKET || tickets.has(ticket)) return MALFORMED
    const call = new AbortController()
    tickets.set(ticket, call)
    return answer(api, message, call.signal).finally(() => tickets.delete(ticket))
  })
  receive(CHANNELS.callOff, async ([ticket]) => {
    if (typeof ticket === 'string') tickets.get(ticket)?.abort()
  })

  const handOver = createHandOver(files)
  receive(CHANNELS.choosePlace, handOver.choosePlace)
  receive(CHANNELS.handOver, handOver.handOver)
  receive(CHANNELS.showPlace, handOver.showPlace)

  if (incomingFolder !== undefined) receive(CHANNELS.takeIn, createTakeIn(incomingFolder).piece)

  const stop = api.onChanges((change: Change) => {
    for (const window of windows()) if (!window.isDestroyed()) window.send(CHANNELS.change, change)
  })
  return () => {
    stop()
    for (const channel of channels) ipc.removeHandler(channel)
  }
}

/** The page itself, not a frame inside it, and of our own origin. */
function isOwnFrame(frame: Frame | null, origin: string): boolean {
  return frame !== null && frame.parent === null && originOf(frame.url) === origin
}

/** `URL.origin` is “null” for schemes that Node does not know, so it is put together here. */
export function originOf(address: string): string | undefined {
  try {
    const { protocol, host, username, password } = new URL(address)
    return username || password ? undefined : `${protocol}//${host}`
  } catch {
    return undefined
  }
}
