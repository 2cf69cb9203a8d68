// What the desktop shell puts on the renderer's window as `convio`: the Api, and what only a shell has. Named functions, never a pipe.
import type { Api } from './index.ts'

/** What the native menu asks the renderer to do. */
export const MENU_COMMANDS = ['new-lead', 'search', 'settings', 'shortcuts'] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

export type Bridge = Api & {
  /** Returns the function that stops listening. */
  onMenu(listener: (command: MenuCommand) => void): () => void
  /** `darwin`, `win32`, `linux` … */
  readonly platform: string
}
