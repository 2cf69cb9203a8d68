// The system's browser, where there is one.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  darwin: ['open'],
}

/** @param onFailure called once when no browser could be opened */
export function openBrowser(address: string, onFailure: () => void): void {
  // Without a display xdg-open would start a text browser in this terminal.
  if (process.platform === 'linux' && !hasDisplay()) {
    onFailure()
    return
  }
  const [command, ...before] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...before, address], { stdio: 'ignore', detached: true })
  let hasFailed = false
  const fail = () => {
    if (!hasFailed) onFailure()
    hasFailed = true
  }
  child.on('error', fail)
  child.on('exit', (code) => {
    if (code !== 0) fail()
  })
  child.unref()
}

/** Under Windows' own Linux the browser is Windows'. */
function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return Boolean(DISPLAY || WAYLAND_DISPLAY) || existsSync('/proc/sys/fs/binfmt_misc/WSLInterop')
}
