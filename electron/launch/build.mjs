// Builds the application into out/ when its sources have changed since; otherwise it costs a few milliseconds.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { capture } from './children.mjs'
import { withLock } from './lock.mjs'
import { prepare } from './prepare.mjs'
import { childEnvironment, inProject, LaunchError, launch, root, seconds } from './project.mjs'
import { readText, sourceStamp } from './stamps.mjs'

const sources = [
  'electron',
  'renderer',
  'shared',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const stampFile = inProject('out', '.stamp')
const results = ['main/main.cjs', 'preload/preload.cjs', 'renderer/index.html'].map((name) =>
  inProject('out', name),
)

/**
 * @param {{ node: string, flags: string[] }} runtime from prepare()
 * @param {{ say?: (line: string) => void }} [how]
 */
export async function build(runtime, { say = console.log } = {}) {
  if (isBuilt(sourceStamp(root, sources))) return
  await withLock(
    inProject('.cache', 'build.lock'),
    async () => {
      const stamp = sourceStamp(root, sources)
      if (isBuilt(stamp)) return
      say('Building the app (about 10 s)…')
      const since = performance.now()
      rmSync(stampFile, { force: true })
      const { code, output } = await capture(
        runtime.node,
        [
          inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
          'build',
          '--logLevel',
          'warn',
        ],
        { cwd: root, env: childEnvironment({ NODE_ENV: 'production' }) },
      )
      if (code !== 0)
        throw new LaunchError(
          `${output.trim()}\n\nThe app could not be built; what the builder said is above.`,
        )
      writeFileSync(stampFile, stamp)
      say(`Built in ${seconds(since)}.`)
    },
    () => say('Another start is building the app; waiting for it…'),
  )
}

const isBuilt = (stamp) => readText(stampFile) === stamp && results.every((file) => existsSync(file))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await launch(async () => {
    if (process.argv.includes('--force')) rmSync(stampFile, { force: true })
    await build(await prepare())
  })
}
