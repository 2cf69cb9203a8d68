// Where the data lives. One rule for the desktop window, the browser host and the tools: `--data DIR`,
// else CONVIO_DATA_DIR, else the platform's usual place. Sample data never lands among somebody's own.
import { homedir } from 'node:os'
import path from 'node:path'

export interface DataFolderChoice {
  /** `--data DIR` as typed; relative to the current folder. */
  readonly data?: string | undefined
  /** `--demo`: a folder of its own beside the usual place, unless DIR says otherwise. */
  readonly demo?: boolean | undefined
}

/**
 * The absolute path of the data folder; it need not exist yet.
 * @param env reads CONVIO_DATA_DIR, and APPDATA, USERPROFILE (Windows), HOME, XDG_DATA_HOME (elsewhere)
 */
export function dataFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  choice: DataFolderChoice = {},
): string {
  const paths = platform === 'win32' ? path.win32 : path.posix
  if (choice.data) return paths.resolve(choice.data)
  if (env.CONVIO_DATA_DIR) return paths.resolve(env.CONVIO_DATA_DIR) + (choice.demo ? '-demo' : '')
  const place = usualPlace(platform, env)
  return paths.join(place.parent, place.name + (choice.demo ? place.demo : ''))
}

function usualPlace(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>) {
  const words = { name: 'Convio Leads', demo: ' Demo' }
  if (platform === 'win32') {
    const home = env.USERPROFILE || homedir()
    return { ...words, parent: env.APPDATA || path.win32.join(home, 'AppData', 'Roaming') }
  }
  const home = env.HOME || homedir()
  if (platform === 'darwin')
    return { ...words, parent: path.posix.join(home, 'Library', 'Application Support') }
  // A relative XDG_DATA_HOME is to be ignored (XDG Base Directory Specification).
  const xdg = env.XDG_DATA_HOME
  const parent = xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, '.local', 'share')
  return { name: 'convio-leads', demo: '-demo', parent }
}
