// Two threads write by turns: the one that waits is seen, and is woken at the commit.
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { endTurnOf, sharedTurn, writeTurn } from '../../electron/core/threads/write-turn.ts'

const MODULE = new URL('../../electron/core/threads/write-turn.ts', import.meta.url).href

/** A writer in a thread of its own: wants to write when it is told to, and says when it has. */
function startWriter(shared: SharedArrayBuffer) {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     import(${JSON.stringify(MODULE)}).then(({ writeTurn }) => {
       const turn = writeTurn(workerData)
       parentPort.on('message', () => turn.first(() => parentPort.postMessage('wrote')))
       parentPort.postMessage('ready')
     })`,
    { eval: true, workerData: shared },
  )
  const hear = () => new Promise((resolve) => worker.once('message', resolve))
  return { worker, hear }
}

test('a slice sees that the writer waits, and the writer writes when the slice has ended', async () => {
  const shared = sharedTurn()
  const turn = writeTurn(shared)
  const { worker, hear } = startWriter(shared)
  expect(await hear()).toBe('ready')
  const wrote: string[] = []
  worker.on('message', (message) => wrote.push(message))
  expect(turn.isWanted()).toBe(false)
  let looks = 0
  turn.after(() => {
    worker.postMessage('write')
    while (!turn.isWanted()) {
      looks++
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  })
  expect(looks).toBeGreaterThan(0)
  await expect.poll(() => wrote).toEqual(['wrote'])
  expect(turn.isWanted()).toBe(false)
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
