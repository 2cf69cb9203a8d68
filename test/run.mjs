// `npm test`: everything that can be checked without a desktop. Installs and builds what is missing, runs the checks with both
// cores busy, adds the results up, and leaves nothing behind.
//   npm test -- --only core            one or more of: typecheck, lint, core, e2e, walks (comma-separated)
//   npm test -- test/launch.test.ts    only the test files whose path contains this

import { parseArgs } from 'node:util'
import { prepare } from '../electron/launch/prepare.mjs'
import { launch } from '../electron/launch/project.mjs'
import { findChromium } from './support/chromium.mjs'
import { addUp, closingLine, playwrightResult, Steps, vitestResult } from './support/steps.mjs'
import { WALKS } from './support/walks.mjs'

/** What `npm test` runs; the walks are a command of their own (`npm run test:walks`). */
const usual = ['typecheck', 'lint', 'core', 'e2e']
const all = [...usual, 'walks']
const { only, filters } = readChoice(process.argv.slice(2))

await launch(async () => {
  const runtime = await prepare()
  const steps = new Steps(runtime)
  const { build } = await import('../electron/launch/build.mjs')
  const wants = (name) => only.includes(name)
  const results = []

  // The build keeps one core busy; the compiler, the linter and the search for a browser share the other.
  let browser = { reason: 'not asked for' }
  const besideTheBuild = async () => {
    if (wants('typecheck')) {
      results.push(
        await steps.check('Types', async () => [
          await steps.node('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']),
          await steps.node('node_modules/typescript/bin/tsc', ['-p', 'shared/tsconfig.json']),
        ]),
      )
    }
    if (wants('lint')) {
      results.push(
        await steps.check('Lint', async () => [
          await steps.node('node_modules/@biomejs/biome/bin/biome', ['check', '.']),
        ]),
      )
    }
    if (wants('e2e') || wants('walks')) browser = await findChromium(runtime)
  }
  const building = async () => {
    if (!['core', 'e2e', 'walks'].some(wants)) return true
    return steps.timed('Build', async () => {
      await build(runtime, { say: () => {} })
      return true
    })
  }
  const [isBuilt] = await Promise.all([building(), besideTheBuild()])
  if (!isBuilt) results.push({ passed: 0, failed: 1, skipped: 0 })

  // What was just built starts faster than the sources, in worker threads and in hosts alike.
  if (isBuilt) process.env.CONVIO_FROM_BUILD = '1'
  if (wants('core'))
    results.push(await steps.suite('Unit and core tests', () => vitestResult(steps, filters)))
  const inChromium = (files, environment) => {
    const config = 'test/playwright.config.ts'
    return isBuilt
      ? playwrightResult(
          steps,
          config,
          files,
          { CONVIO_CHROMIUM: browser.file ?? '', ...environment },
          browser.reason,
        )
      : playwrightResult(steps, config, files, {}, 'the app could not be built')
  }
  if (wants('e2e')) results.push(await steps.suite('Browser tests', () => inChromium(filters, {})))
  if (wants('walks')) {
    results.push(await steps.suite('Walks', () => inChromium(filters, { CONVIO_WALKS: '1' })))
  }
  await steps.end()
  const sum = addUp(results)
  if (sum.passed + sum.failed + sum.skipped === 0) console.log(`No test matches ${filters.join(' ')}.`)
  console.log(closingLine(sum))
  process.exit(sum.failed > 0 || sum.passed + sum.skipped === 0 ? 1 : 0)
})

/** A file filter leaves out the checks of the whole, and a path says which runner it means. */
function readChoice(argv) {
  const { tokens } = parseArgs({
    args: argv,
    options: { only: { type: 'string' } },
    strict: false,
    tokens: true,
  })
  const chosen = []
  const files = []
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value)
    else if (token.kind === 'option' && token.name === 'only') chosen.push(...(token.value ?? '').split(','))
    else if (token.kind === 'option') refuse(`There is no option ${token.rawName}.`)
  }
  const unknown = chosen.find((name) => !all.includes(name))
  if (unknown !== undefined)
    refuse(`--only takes ${all.join(', ')} (several with commas), and “${unknown}” is none of them.`)
  if (chosen.length > 0) return { only: chosen, filters: files }
  if (files.length === 0) return { only: usual, filters: files }
  const suites = files.map((file) =>
    file.includes('e2e') ? (WALKS.some((name) => file.includes(name)) ? 'walks' : 'e2e') : 'core',
  )
  return { only: all.filter((name) => suites.includes(name)), filters: files }
}

function refuse(sentence) {
  console.error(`${sentence}\nUsage: npm test -- [--only ${all.join('|')}] [part of a test file's path …]`)
  process.exit(2)
}
