// A thread that owns one connection. The writer owns the data folder, the listener and the jobs; readers answer queries; the tasks thread
// does long work on a connection of its own; one more moves the WAL into the database. SQL runs here and nowhere else.
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { OperationName } from '../../../shared/contract/index.ts'
import type { Reply } from '../../../shared/contract/reply.ts'
import { failureOf } from '../answer.ts'
import { checkpointBetweenCommits, keepCheckpointing } from '../db/checkpoints.ts'
import { openConnection } from '../db/connection.ts'
import { DATABASE_NAME, openDataFolder } from '../db/folder.ts'
import { keepAnswer } from '../figures/kept-answers.ts'
import { startAnalytics } from '../figures/lane.ts'
import { createIntake } from '../intake/intake.ts'
import { startJobs } from '../jobs/jobs.ts'
import { TakesLong } from '../long-work.ts'
import { type Ask, createReader } from '../reader.ts'
import { createTaskLine } from '../tasks/task-line.ts'
import { openVault } from '../vault.ts'
import { createWriter } from '../writer.ts'
import type { FromThread, ToThread, WorkerData } from './messages.ts'
import { writeTurn } from './write-turn.ts'

const port = parentPort
if (port === null) throw new Error('This file is a worker.')
const data = workerData as WorkerData
const say = (message: FromThread) => port.postMessage(message)
const logDefect = (error: unknown) =>
  say({ type: 'defect', text: error instanceof Error ? (error.stack ?? error.message) : String(error) })
const answerOptions = { logDefect, checksOutputs: false }
const vault = openVault(data.masterKey.key, data.masterKey.protection)
const turn = writeTurn(data.turn)
const file = path.join(data.directory, DATABASE_NAME)

/** Questions of the listener, answered by a reader through the host. */
const questions = new Map<number, (reply: Reply<never>) => void>()
let lastQuestion = 0
const ask: Ask = (name, input) =>
  new Promise((resolve) => {
    const id = ++lastQuestion
    questions.set(id, resolve)
    say({ type: 'ask', id, name, input })
  })

async function startWriter(): Promise<(message: ToThread) => void> {
  const folder = openDataFolder(data.directory, data.migrationsFolder)
  const writer = createWriter({
    ...answerOptions,
    connection: folder.connection,
    vault,
    inTurn: turn.first,
    announce: (change) => say({ type: 'change', change }),
  })
  const intake = createIntake({
    writer,
    ask,
    port: data.webhookPort,
    logDefect,
    onStatus: (status) => say({ type: 'listener', status }),
  })
  const jobs = startJobs({ writer, logDefect, hasScreen: true })
  await intake.follow()
  return (message) => {
    if (message.type === 'call') {
      const reply = writer.command(message.name as OperationName, message.input)
      if (message.name !== 'settings.update' || !reply.ok)
        return say({ type: 'reply', id: message.id, reply })
      void intake.follow().then(() => say({ type: 'reply', id: message.id, reply }))
    } else if (message.type === 'answer') {
      questions.get(message.id)?.(message.reply as Reply<never>)
      questions.delete(message.id)
    } else if (message.type === 'forget') {
      writer.forget(message.topics)
    } else if (message.type === 'keep') {
      try {
        keepAnswer(writer, message.answer)
      } catch (error) {
        logDefect(error)
      }
    } else if (message.type === 'close') {
      jobs.stop()
      void intake.close().then(() => {
        folder.close()
        port?.close()
      })
    }
  }
}

function startReader(isBrief: boolean): (message: ToThread) => void {
  const reader = createReader({
    ...answerOptions,
    connection: { ...openConnection(file, 'read'), isBrief },
    secretProtection: vault.protection,
  })
  return (message) => {
    if (message.type === 'call') {
      try {
        const reply = reader.query(message.name as OperationName, message.input)
        say({ type: 'reply', id: message.id, reply })
      } catch (error) {
        if (!(error instanceof TakesLong)) throw error
        say({ type: 'takesLong', id: message.id })
      }
    } else if (message.type === 'close') {
      reader.close()
      port?.close()
    }
  }
}

function startAnalyticsLane(): (message: ToThread) => void {
  const connection = openConnection(file, 'read')
  const reader = createReader({ ...answerOptions, connection, secretProtection: vault.protection })
  const lane = startAnalytics({
    connection,
    reader,
    logDefect,
    onReply: (id, reply) => say({ type: 'reply', id, reply }),
    onAnswer: (answer) => say({ type: 'keep', answer }),
  })
  return (message) => {
    if (message.type === 'call') lane.ask(message.id, message.name as OperationName, message.input)
    else if (message.type === 'close') {
      lane.stop()
      reader.close()
      port?.close()
    }
  }
}

function startTasks(): (message: ToThread) => void {
  const connection = openConnection(file, 'write')
  const writer = createWriter({
    ...answerOptions,
    connection,
    vault,
    inTurn: turn.after,
    announce: (change) => say({ type: 'change', change }),
  })
  const line = createTaskLine({
    writer,
    vault,
    isWanted: turn.isWanted,
    atRest: checkpointBetweenCommits(connection),
    logDefect,
    onProgress: (taskId, progress) => say({ type: 'progress', taskId, progress }),
    onEnd: (taskId, end) => say({ type: 'ended', taskId, end }),
  })
  return (message) => {
    if (message.type === 'task') line.add({ ...message, name: message.name as OperationName })
    else if (message.type === 'cancel') line.cancel(message.taskId)
    else if (message.type === 'forget') writer.forget(message.topics)
    else if (message.type === 'close') {
      void line.close().then(() => {
        writer.connection.close()
        port?.close()
      })
    }
  }
}

function startCheckpoints(): (message: ToThread) => void {
  const connection = openConnection(file, 'write')
  const checkpoints = keepCheckpointing(connection, logDefect)
  return (message) => {
    if (message.type !== 'close') return
    checkpoints.stop()
    connection.close()
    port?.close()
  }
}

const ROLES = {
  writer: startWriter,
  reader: () => startReader(true),
  'long-reader': () => startReader(false),
  analytics: startAnalyticsLane,
  tasks: startTasks,
  checkpoints: startCheckpoints,
} as const

async function start(): Promise<void> {
  try {
    const take = await ROLES[data.role]()
    port?.on('message', take)
    say({ type: 'ready' })
  } catch (error) {
    say({ type: 'failed', failure: failureOf(error, logDefect) })
    port?.close()
  }
}

void start()
