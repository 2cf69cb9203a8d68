// Where the benchmark works: temporary folders and child processes, all of them gone at its end, however it ends.
import { type ChildProcess, fork } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const MIGRATIONS = path.resolve(import.meta.dirname, '../../drizzle')
export const WORKER = new URL('../../electron/core/threads/worker.ts', import.meta.url)
export const MASTER_KEY = { key: new Uint8Array(32).fill(7), protection: 'file' } as const

const folders = new Set<string>()
const children = new Set<ChildProcess>()

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convio-bench-'))
  folders.add(folder)
  return folder
}

export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true })
  folders.delete(folder)
}

/** Asks questions of a child process, one at a time. */
export type Helper = {
  // biome-ignore lint/suspicious/noExplicitAny: each helper file says what it answers.
  ask(question: Record<string, unknown> & { readonly do: string }): Promise<any>
  end(): Promise<void>
}

export function startHelper(file: string, ...args: readonly string[]): Helper {
  const child = fork(path.join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  children.add(child)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  void ended.then(() => children.delete(child))
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const hear = (answer: { value?: unknown; problem?: string }) => {
          child.off('exit', gone)
          if (answer.problem === undefined) resolve(answer.value)
          else reject(new Error(`${file}: ${answer.problem}`))
        }
        const gone = (code: number | null) => reject(new Error(`${file} ended with code ${code}.`))
        child.once('message', hear)
        child.once('exit', gone)
        child.send(question)
      }),
    end: async () => {
      if (child.connected) child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    },
  }
}

/** The other end of `startHelper`: answers by the name of what is to be done; ends when the benchmark does. */
export function serveHelper(
  // biome-ignore lint/suspicious/noExplicitAny: each helper reads its own questions.
  work: Readonly<Record<string, (question: any) => unknown>>,
  end: () => unknown = () => {},
): void {
  process.on('message', async (question: { do: string }) => {
    try {
      const answer = question.do === 'cpu' ? processorTime() : await work[question.do]?.(question)
      process.send?.({ value: answer })
    } catch (error) {
      process.send?.({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.once('disconnect', async () => {
    await end()
    process.exit(0)
  })
}

/** Microseconds that this process, all its threads, has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Ends every process and removes every folder. */
export function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
