// `npm run serve`: the application in plain Node, used from a browser. The same as `npm start -- --browser`, with fixed names for scripts.
import { COMMANDS, readArgumentsOrExit } from './arguments.mjs'
import { build } from './build.mjs'
import { prepare, runScript } from './prepare.mjs'
import { launch } from './project.mjs'

const args = process.argv.slice(2)
readArgumentsOrExit('npm run serve', args, COMMANDS.serve)

await launch(async () => {
  const runtime = await prepare()
  await build(runtime)
  process.env.CONVIO_FROM_BUILD = '1'
  await runScript(runtime, 'electron/headless.ts', args)
})
