// The page's one door to the program: named functions, and never ipcRenderer itself. It runs in the sandbox, before the page.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { Bridge, MenuCommand } from '../../shared/contract/bridge.ts'
import type { Change } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import { CHANNELS } from '../hosts/channels.ts'

/** Passes what arrives on a channel on, without the event (which carries ipcRenderer). */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const pass = (_event: IpcRendererEvent, value: T) => listener(value)
  ipcRenderer.on(channel, pass)
  return () => {
    ipcRenderer.off(channel, pass)
  }
}

async function call(name: string, input: unknown, ticket?: string): Promise<Reply<unknown>> {
  try {
    return await ipcRenderer.invoke(
      CHANNELS.call,
      { name, input },
      ...(typeof ticket === 'string' ? [ticket] : []),
    )
  } catch {
    // What cannot be copied between processes (a function, say), or a program that is closing.
    return {
      ok: false,
      error: { code: 'unavailable', message: 'Convio Leads could not take this. Try again.' },
    }
  }
}

/** The answers of the channels have the shapes of the bridge; this is where the page's types meet them. */
async function ask(
  channel: string,
  ...args: readonly (string | boolean | Uint8Array | null)[]
): Promise<never> {
  try {
    return (await ipcRenderer.invoke(channel, ...args)) as never
  } catch {
    return { ok: false, error: { code: 'unavailable', message: 'Convio Leads is closing.' } } as never
  }
}

const bridge: Bridge = {
  call: call as Bridge['call'],
  callOff: (ticket) => {
    void ask(CHANNELS.callOff, ticket)
  },
  onChanges: (listener) => listen<Change>(CHANNELS.change, listener),
  onMenu: (listener) => listen<MenuCommand>(CHANNELS.menu, listener),
  takeIn: (handle, bytes, isLast) => ask(CHANNELS.takeIn, handle, bytes, isLast),
  choosePlace: (suggestedName) => ask(CHANNELS.choosePlace, suggestedName),
  handOver: (place, fileName) => ask(CHANNELS.handOver, place, fileName),
  showPlace: (place) => ask(CHANNELS.showPlace, place),
  platform: process.platform,
}

contextBridge.exposeInMainWorld('convio', bridge)
