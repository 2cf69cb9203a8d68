// `node electron/launch/run.mjs SCRIPT [arguments]`: runs a TypeScript file of the project on Node 24, installing first what is missing.
import { prepare, runScript } from './prepare.mjs'
import { LaunchError, launch } from './project.mjs'

await launch(async () => {
  const [script, ...args] = process.argv.slice(2)
  if (!script)
    throw new LaunchError(
      'Which file? node electron/launch/run.mjs electron/demo-data.ts --data DIR --leads 1000',
    )
  await runScript(await prepare(), script, args)
})
