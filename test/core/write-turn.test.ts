// Two threads write by turns: the one that waits is seen, and is woken at the commit.
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { endTurnOf, sharedTurn, writeTurn } from '../../electron/core/threads/write-turn.ts'

const MODULE = new URL('../../electron/core/threads/write-turn.ts', import.meta.url).href

/** A writer in a thread of its own: wants to write when it is told to, and marks it in the shared memory when it has. */
function startWriter(shared: SharedArrayBuffer, written: Int32Array) {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     import(${JSON.stringify(MODULE)}).then(({ writeTurn }) => {
       const turn = writeTurn(workerData.shared)
       parentPort.on('message', () => turn.first(() => Atomics.store(workerData.written, 0, 1)))
       parentPort.postMessage('ready')
     })`,
    { eval: true, workerData: { shared, written } },
  )
  return { worker, isReady: new Promise((resolve) => worker.once('message', resolve)) }
}

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

test('a slice sees that the writer waits, and the writer writes when the slice has ended', async () => {
  const shared = sharedTurn()
  const turn = writeTurn(shared)
  const written = new Int32Array(new SharedArrayBuffer(4))
  const { worker, isReady } = startWriter(shared, written)
  expect(await isReady).toBe('ready')
  expect(turn.isWanted()).toBe(false)
  turn.after(() => {
    worker.postMessage('write')
    const untilMs = performance.now() + 5_000
    while (!turn.isWanted() && performance.now() < untilMs) pause(1)
    expect(turn.isWanted()).toBe(true)
    pause(20)
    expect(written[0]).toBe(0)
  })
  await expect.poll(() => written[0]).toBe(1)
  await expect.poll(() => turn.isWanted()).toBe(false)
  await worker.terminate()
})

test('what a slice throws ends its turn; a thread that ended in its turn holds nobody up', () => {
  const shared = sharedTurn()
  const turn = writeTurn(shared)
  expect(() =>
    turn.after(() => {
      throw new Error('full')
    }),
  ).toThrow('full')
  expect(turn.first(() => turn.isWanted())).toBe(true)
  expect(turn.isWanted()).toBe(false)
  turn.after(() => {
    endTurnOf(shared, 'tasks')
    expect(turn.first(() => 'at once')).toBe('at once')
  })
  turn.first(() => {
    endTurnOf(shared, 'writer')
    expect(turn.after(() => 'at once')).toBe('at once')
  })
})
