// Where things are, and how the launchers speak. Everything in this folder is plain JavaScript for Node 18 and
// newer, without dependencies: it runs before there are any.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
export const inProject = (...parts) => path.join(root, ...parts)
export const isWindows = process.platform === 'win32'

/** A failure that its sentence explains; nobody needs its stack. */
export class LaunchError extends Error {}

/** Runs a launcher: a LaunchError becomes its sentence on standard error and exit code 1. */
export async function launch(work) {
  endWithNpm()
  try {
    await work()
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

/**
 * Whoever stops `npm run serve` by a signal to npm stops npm's shell, and the shell passes nothing on: we would stay
 * behind, unseen, with the data folder and the ports. Our parent changing is the sign of it.
 */
function endWithNpm() {
  if (isWindows || !process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 300).unref()
}

export function seconds(since) {
  const passed = (performance.now() - since) / 1000
  return passed < 10 ? `${passed.toFixed(1)} s` : `${Math.round(passed)} s`
}

export const isInside = (folder, file) => {
  const way = path.relative(folder, file)
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way)
}

/** The first of these files that exists. */
export const firstExisting = (files) => files.find((file) => file && existsSync(file))

/** The variables for a child: our own commands before the machine's. */
export function childEnvironment(extra = {}) {
  const variables = { ...process.env }
  const key = Object.keys(variables).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  variables[key] = [
    inProject('node_modules', 'node', 'bin'),
    inProject('node_modules', '.bin'),
    variables[key],
  ]
    .filter(Boolean)
    .join(path.delimiter)
  // An editor's terminal may set it, and Electron would then be a plain Node.
  delete variables.ELECTRON_RUN_AS_NODE
  return { ...variables, ...extra }
}
