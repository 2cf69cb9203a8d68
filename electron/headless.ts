// The browser host: the same core in plain Node, used from a browser on this computer. What it prints is read by scripts too:
// one line with the app's address, one with where webhooks arrive.
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Api, Input, OperationName, Output } from '../shared/contract/index.ts'
import { AppError } from '../shared/contract/reply.ts'
import { dataFolder } from './core/data-folder.ts'
import { EXPORTS_FOLDER } from './core/exports/file.ts'
import { IMPORTS_FOLDER } from './core/imports/files.ts'
import { readFileKey } from './core/master-key.ts'
import { type HostedCore, startThreadedCore } from './core/threads/threaded-core.ts'
import { watchFolder } from './core/watched-folder/watched-folder.ts'
import { type HttpHost, startHttpHost } from './hosts/http.ts'
import { openBrowser } from './hosts/open-browser.ts'
import { COMMANDS, readArgumentsOrExit } from './launch/arguments.mjs'

const USUAL_PORT = 5180
const PORTS_TRIED = 20
/** What a clean stop may take. */
const STOPPING_MS = 10_000
const SAMPLE_LEADS = 1_000

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const options = readArgumentsOrExit('npm run serve', process.argv.slice(2), COMMANDS.serve)
const directory = dataFolder(process.platform, process.env, options)

let opening: Promise<HostedCore> | undefined
let host: HttpHost | undefined
let isStopping = false

// A reader of our two lines may go away (`| head -1`); that is no reason to stop.
process.stdout.on('error', () => {})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))

try {
  await start()
} catch (error) {
  // Whatever a stop interrupts has failed for that reason alone.
  if (!isStopping) {
    if (!(error instanceof AppError)) throw error
    await giveUp(error.message)
  }
}

async function start(): Promise<void> {
  opening = startThreadedCore({
    directory,
    migrationsFolder: path.join(root, 'drizzle'),
    workerFile: workerFile(),
    webhookPort: options.webhookPort ?? null,
    masterKey: { key: readFileKey(directory), protection: 'file' },
  }).then((core) => watchFolder(core, { incomingFolder: path.join(directory, IMPORTS_FOLDER) }))
  const { api } = await opening
  if (isStopping) return
  const listener = await ask(api, 'listener.status', {})
  if (!listener.isOn && options.webhookPort !== undefined) {
    const problem = listener.problem ?? `Port ${options.webhookPort} could not be opened.`
    await giveUp(`${problem} Here you can also choose another port with --webhook-port.`)
  }
  host = await openHost(api)
  if (options.demo) await makeSampleData(api)
  if (isStopping) return
  const webhooks = listener.isOn
    ? `Webhooks arrive at ${listener.origin}/webhook/{webhook_id}`
    : `Webhooks are off: ${listener.problem ?? 'they could not be started.'}`
  process.stdout.write(`Convio Leads is open at ${host.origin}/?token=${host.token}\n${webhooks}\n`)
  answerLines(host)
  if (options.open) {
    openBrowser(host.issueAddress(), () => {
      if (!isStopping) console.error('No browser could be opened from here; open the address above in one.')
    })
  }
}

/** Browsers are signed in, and out, from the window that the program was started in, without a stop of intake. */
function answerLines(host: HttpHost): void {
  const { stdin } = process
  if (stdin.isTTY) {
    process.stdout.write(
      'Press Enter for another address; type out and press Enter to sign every browser out.\n',
    )
  }
  // In the background of a terminal there is nobody to listen to; asking would stop the program.
  process.on('SIGTTIN', () => {})
  stdin.on('error', () => {})
  createInterface({ input: stdin, terminal: false }).on('line', (line) => {
    const word = line.trim().toLowerCase()
    if (word === '') process.stdout.write(`Opens Convio Leads once: ${host.issueAddress()}\n`)
    else if (word === 'out') {
      host.signOutAll()
      process.stdout.write(`Every browser is signed out. Opens Convio Leads once: ${host.issueAddress()}\n`)
    }
  })
}

/**
 * The launchers, which have just built the application, let its threads start from the bundle: it is read at once, where the sources are
 * a hundred files (measured: 0.7 s against 2.5 s on a busy machine). Otherwise the sources themselves run.
 */
function workerFile(): string | URL {
  return process.env.CONVIO_FROM_BUILD === '1'
    ? path.join(root, 'out', 'main', 'worker.cjs')
    : new URL('./core/threads/worker.ts', import.meta.url)
}

async function openHost(api: Api): Promise<HttpHost> {
  const rendererFolder = path.join(root, 'out', 'renderer')
  const filesFolder = path.join(directory, EXPORTS_FOLDER)
  const incomingFolder = path.join(directory, IMPORTS_FOLDER)
  const common = {
    api,
    rendererFolder,
    filesFolder,
    incomingFolder,
    sessionsFile: path.join(directory, 'browsers.json'),
  }
  if (options.port !== undefined) {
    try {
      return await startHttpHost({ ...common, port: options.port })
    } catch (error) {
      throw new AppError('unavailable', whyNoPort(options.port, error))
    }
  }
  for (let port = USUAL_PORT; port < USUAL_PORT + PORTS_TRIED; port += 1) {
    try {
      return await startHttpHost({ ...common, port })
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  return startHttpHost({ ...common, port: 0 })
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/** Windows reserves ranges of ports, and answers EACCES for them. */
function isTaken(error: unknown): boolean {
  return codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES'
}

function whyNoPort(port: number, error: unknown): string {
  const advice = 'Choose another with --port, or leave --port away to take a free one.'
  if (codeOf(error) === 'EADDRINUSE') {
    return `Port ${port} is used by another program (perhaps Convio Leads itself, started before). ${advice}`
  }
  if (codeOf(error) === 'EACCES') return `The system does not give port ${port} to this program. ${advice}`
  return `Port ${port} could not be opened (${codeOf(error) ?? 'unknown reason'}). ${advice}`
}

/** The answer of an operation of which a refusal ends the start. */
async function ask<N extends OperationName>(api: Api, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await api.call(name, input)
  if (!reply.ok) throw new AppError(reply.error.code, reply.error.message)
  return reply.value
}

/** Sample data, once: a folder that has anything in it stays as it is. */
async function makeSampleData(api: Api): Promise<void> {
  const counts = await ask(api, 'sampleData.status', {})
  if (counts.leads > 0 || counts.contacts > 0) return
  const settings = await ask(api, 'settings.get', {})
  if (!settings.isSetUp) {
    await ask(api, 'settings.setUp', {
      agencyName: 'Sun Valley Energy Partners',
      timeZone: 'America/Phoenix',
    })
  }
  await runTask(api)
}

/** Ends with the task, however that ends. */
function runTask(api: Api): Promise<void> {
  return new Promise((resolve, reject) => {
    let taskId: string | undefined
    const look = async () => {
      const state = (await ask(api, 'tasks.list', {})).find((task) => task.taskId === taskId)
      if (!state || state.status === 'running') return
      stop()
      if (state.status === 'failed')
        reject(new AppError('internal', state.problem ?? 'The sample data could not be made.'))
      else resolve()
    }
    const stop = api.onChanges((change) => {
      if (taskId && change.topics.includes('tasks')) look().catch(reject)
    })
    ask(api, 'sampleData.create', { leads: SAMPLE_LEADS })
      .then((started) => {
        taskId = started.taskId
        // It may have ended before its id was known here.
        return look()
      })
      .catch(reject)
  })
}

/** The first signal stops in order; a second one at once. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143)
  isStopping = true
  setTimeout(() => {
    console.error('Convio Leads did not stop in time and was ended. What had been confirmed is saved.')
    process.exit(1)
  }, STOPPING_MS).unref()
  await close()
  process.exit(0)
}

async function giveUp(sentence: string): Promise<never> {
  console.error(sentence)
  await close()
  process.exit(1)
}

async function close(): Promise<void> {
  await host?.close()
  const core = await opening?.catch(() => undefined)
  await core?.close()
}
