// The native menu. The Edit entries are roles, so that cut, copy and paste work everywhere; what belongs to a screen is asked of the
// renderer by name.
import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron'
import type { MenuCommand } from '../../shared/contract/bridge.ts'

export type MenuOptions = {
  readonly directory: string
  /** Sends the command to the window in front, opening one where there is none. */
  readonly ask: (command: MenuCommand) => void
}

export function buildMenu({ directory, ask }: MenuOptions): Menu {
  const isMac = process.platform === 'darwin'
  const separator = { type: 'separator' } as const
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator,
    click: () => ask(command),
  })
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,')
  const appMenu: MenuItemConstructorOptions = {
    label: app.name,
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  return Menu.buildFromTemplate([
    ...(isMac ? [appMenu] : []),
    {
      label: 'File',
      submenu: [
        item('New lead', 'new-lead', 'CmdOrCtrl+N'),
        item('Search', 'search', 'CmdOrCtrl+K'),
        separator,
        ...(isMac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'pasteAndMatchStyle' },
        { role: 'delete' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Reminders', 'reminders'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'reload' },
        ...(app.isPackaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: 'Window',
      role: 'window',
      submenu: [
        { role: 'minimize' },
        { role: 'zoom' },
        ...(isMac ? [separator, { role: 'front' } as const] : []),
      ],
    },
    {
      label: 'Help',
      role: 'help',
      submenu: [
        item('Keyboard shortcuts', 'shortcuts'),
        { label: 'Show data folder', click: () => void shell.openPath(directory) },
        ...(isMac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ])
}
