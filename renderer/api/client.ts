// The renderer's one door to the application: what the preload put on the window, else HTTP. Nothing else knows which it is.
import type { Bridge } from '../../shared/contract/bridge.ts'
import type { Api } from '../../shared/contract/index.ts'
import { type Connection, createHttpApi } from './http.ts'

declare global {
  interface Window {
    /** Put here by the preload of the desktop shell. */
    readonly convio?: Bridge
  }
}

/** In the desktop window addresses of http are not opened. */
export const isDesktop = window.convio !== undefined

const http = window.convio ? undefined : createHttpApi()

export const api: Api = window.convio ? overBridge(window.convio) : (http as Api)

function overBridge(bridge: Bridge): Api {
  let ticketsGiven = 0
  return {
    onChanges: bridge.onChanges,
    call: async (name, input, signal) => {
      if (signal === undefined) return bridge.call(name, input)
      // Another window begins at another moment.
      const ticket = `${performance.timeOrigin} ${++ticketsGiven}`
      const callOff = () => bridge.callOff(ticket)
      signal.addEventListener('abort', callOff, { once: true })
      try {
        return await bridge.call(name, input, ticket)
      } finally {
        signal.removeEventListener('abort', callOff)
      }
    },
  }
}

/** The desktop shell's core lives in the same program, so its connection cannot be lost while the window is there. */
export const connection: Connection = http?.connection ?? {
  current: () => 'on',
  onMove: () => () => {},
}

/** What the native menu asks for; a browser has none. Returns the function that stops listening. */
export const onMenu: Bridge['onMenu'] = window.convio?.onMenu ?? (() => () => {})

/** Says which keys to show: ⌘ on a Mac, Ctrl elsewhere. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
