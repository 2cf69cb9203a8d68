// `npm run test:desktop`: the desktop shell in a real Electron, driven by Playwright. Where there is no runtime or no display
// it says so and counts its tests as skipped.
import { build } from '../../electron/launch/build.mjs'
import { prepare } from '../../electron/launch/prepare.mjs'
import { launch } from '../../electron/launch/project.mjs'
import { findRuntime, readSandbox, whyNoDisplay } from '../../electron/launch/runtime.mjs'
import { addUp, closingLine, playwrightResult, Steps } from '../support/steps.mjs'

await launch(async () => {
  const runtime = await prepare()
  const steps = new Steps(runtime)
  const file = findRuntime()
  const sandbox = file ? readSandbox(file) : {}
  const reason = !file
    ? 'there is no Electron runtime here (npx install-electron fetches one; ELECTRON_OVERRIDE_DIST_PATH names another)'
    : whyNoDisplay()
      ? 'no display here (on Linux: xvfb-run -a npm run test:desktop)'
      : sandbox.reason
  const results = []
  const isBuilt = Boolean(reason) || (await steps.timed('Build', () => build(runtime, { say: () => {} })))
  if (!isBuilt) results.push({ passed: 0, failed: 1, skipped: 0 })
  else {
    results.push(
      await steps.suite('Desktop tests', () =>
        playwrightResult(
          steps,
          'test/desktop/playwright.config.ts',
          process.argv.slice(2),
          { CONVIO_ELECTRON: file ?? '' },
          reason,
        ),
      ),
    )
  }
  await steps.end()
  const sum = addUp(results)
  console.log(closingLine(sum))
  process.exit(sum.failed > 0 ? 1 : 0)
})
