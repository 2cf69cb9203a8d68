// What the desktop shell puts on the renderer's window as `convio`: the Api, and what only a shell has. Named functions, never a pipe.
import type { Api, Input, OperationName, Output } from './index.ts'
import type { Reply } from './reply.ts'

/** What the native menu asks the renderer to do. */
export const MENU_COMMANDS = ['new-lead', 'search', 'reminders', 'settings', 'shortcuts'] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

/** What only a shell can do with a file that the application has finished. A place is chosen by the person, never named by the page. */
export type FileBridge = {
  /** Asks where a file shall go. The answer stands for that place, once; null when the person thought better of it. */
  choosePlace(suggestedName: string): Promise<Reply<string | null>>
  /** Moves a finished file to the place; answers with where it is now. */
  handOver(place: string, fileName: string): Promise<Reply<string>>
  /** Shows the place of what was handed over, in the system's own file manager. */
  showPlace(place: string): Promise<Reply<null>>
}

/** How a file gets into the application: its bytes, piece by piece. A page has no paths to give. */
export type TakeInBridge = {
  /** The first piece has no handle; the answer brings it. The file can be used after the last piece. */
  takeIn(handle: string | null, bytes: Uint8Array, isLast: boolean): Promise<Reply<string>>
}

/** The Api without signals, which cannot cross into the page: a call that may be called off has a ticket, of its page's own making. */
export type CallBridge = {
  call<N extends OperationName>(name: N, input: Input<N>, ticket?: string): Promise<Reply<Output<N>>>
  callOff(ticket: string): void
}

export type Bridge = CallBridge &
  Pick<Api, 'onChanges'> &
  FileBridge &
  TakeInBridge & {
    /** Returns the function that stops listening. */
    onMenu(listener: (command: MenuCommand) => void): () => void
    /** `darwin`, `win32`, `linux` … */
    readonly platform: string
  }
