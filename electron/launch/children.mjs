// Child processes: one whose output matters only when it fails, and one that takes our place.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a command to its end and keeps what it printed. Ending us ends it.
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, watch?: (end: (reason: string) => void) => (() => void) }} [options]
 *   `watch` may end the command early, and returns what to call afterwards
 * @returns {Promise<{ code: number, output: string, ended?: string }>} code 127 when it could not be started
 */
export function capture(command, args, options = {}) {
  const { watch, ...spawnOptions } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    let ended
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    const stopWatching = watch?.((reason) => {
      ended = reason
      child.kill('SIGKILL')
    })
    const stopForwarding = forwardSignals(child, { andEnd: true })
    const finish = (code) => {
      stopWatching?.()
      stopForwarding()
      resolve({ code, output, ended })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

/**
 * Starts a command in our place: its input and output are ours, signals to us go to it.
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} how it ended; code 127 when it could not be started
 */
export function standAside(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' })
    const stopForwarding = forwardSignals(child, { andEnd: false })
    child.on('error', (error) => {
      stopForwarding()
      console.error(error.message)
      resolve({ code: 127, signal: null })
    })
    child.on('exit', (code, signal) => {
      stopForwarding()
      resolve({ code, signal })
    })
  })
}

/** Ends us the way the child ended. */
export function endLike({ code, signal }) {
  if (signal && process.platform !== 'win32') {
    process.kill(process.pid, signal)
    // A signal that we survive (or that is on its way) still ends us with the usual number.
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 200)
    return
  }
  process.exit(code ?? 1)
}

/**
 * Ctrl+C in a terminal reaches the whole group by itself; a second one from us would read as “at once, please”.
 * `andEnd` ends us too, after the child: the work was for us.
 */
function forwardSignals(child, { andEnd }) {
  const isInTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const listener = () => {
      if (!(signal === 'SIGINT' && isInTerminal)) child.kill(signal)
      if (andEnd) child.once('close', () => process.exit(128 + constants.signals[signal]))
    }
    process.on(signal, listener)
    return [signal, listener]
  })
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
}
