// `npm start`: the desktop window where there is a runtime and a display, otherwise the same application in the browser.
import { COMMANDS, readArgumentsOrExit } from './arguments.mjs'
import { build } from './build.mjs'
import { endLike, standAside } from './children.mjs'
import { prepare, runScript } from './prepare.mjs'
import { childEnvironment, LaunchError, launch, root } from './project.mjs'
import { fetchRuntime, findRuntime, missingLibraries, readSandbox, whyNoDisplay } from './runtime.mjs'

const args = process.argv.slice(2)
const options = readArgumentsOrExit('npm start', args, COMMANDS.start)

await launch(async () => {
  const node = await prepare()
  await build(node)
  const reason = options.browser ? undefined : await openWindow(node)
  if (reason) {
    if (options.desktop)
      throw new LaunchError(
        `${reason}, so the desktop window cannot open. Without --desktop, Convio Leads opens in the browser.`,
      )
    console.log(`${reason}, so Convio Leads opens in the browser.`)
  }
  process.env.CONVIO_FROM_BUILD = '1'
  await runScript(
    node,
    'electron/headless.ts',
    args.filter((arg) => arg !== '--browser'),
  )
})

/** Opens the window and ends with it; or returns why it cannot be opened, as the start of a sentence. */
async function openWindow(node) {
  const noDisplay = whyNoDisplay()
  if (noDisplay) return noDisplay
  let file = findRuntime()
  if (!file) {
    const fetched = await fetchRuntime(node, { isRetry: Boolean(options.desktop) })
    if (fetched.reason)
      return `The desktop runtime is not there (${fetched.reason}; “npm start -- --desktop” tries again)`
    file = fetched.file
  }
  const sandbox = readSandbox(file)
  if (sandbox.reason) {
    console.log(`${sandbox.advice}`)
    return sandbox.reason
  }
  const since = performance.now()
  const end = await standAside(file, [...sandbox.flags, '.', ...args.filter((arg) => arg !== '--desktop')], {
    cwd: root,
    env: childEnvironment(),
  })
  if (!isStillborn(end, performance.now() - since)) return endLike(end)
  const missing = end.code === 127 ? missingLibraries(file) : []
  if (missing.length > 0) return `The desktop runtime misses system libraries (${missing.join(', ')})`
  return 'The desktop window could not be opened (see above)'
}

/** Ended at once and by no decision of the application: not loadable, or a crash of Chromium before its first window. */
function isStillborn({ code, signal }, lived) {
  if (lived > 8_000) return false
  return code === 127 || ['SIGTRAP', 'SIGSEGV', 'SIGABRT', 'SIGILL'].includes(signal)
}
