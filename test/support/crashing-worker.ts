// The real worker, but a search for these words ends its thread: for proving that the others go on.
import { parentPort } from 'node:worker_threads'

// Heard before the worker's own listener, which would answer.
parentPort?.on('message', (message: { name?: string; input?: { text?: string } }) => {
  if (message.name === 'search.people' && message.input?.text === 'end this thread') process.exit(1)
})

await import('../../electron/core/threads/worker.ts')
