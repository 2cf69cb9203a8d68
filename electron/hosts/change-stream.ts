// Changes as server-sent events, to any number of readers. Each change is written as text once; a reader that does not keep up
// loses events, never memory, and is told afterwards that everything may have changed.
import type { Api, Change } from '../../shared/contract/index.ts'
import { TOPICS } from '../../shared/contract/topics.ts'

/** Events that wait for one reader at most. */
const WAITING = 64
const PING_MS = 15_000
const encoder = new TextEncoder()
const event = (change: Change) => encoder.encode(`data: ${JSON.stringify(change)}\n\n`)
const comment = (word: string) => encoder.encode(`: ${word}\n\n`)

export type ChangeStreams = {
  open(): ReadableStream<Uint8Array>
  readonly count: number
  /** Ends every stream and stops listening. */
  close(): void
}

type Reader = { send(bytes: Uint8Array, isWorthTelling: boolean): void; end(): void }

export function openChangeStreams(api: Api, pingMs = PING_MS): ChangeStreams {
  const readers = new Set<Reader>()
  let isClosed = false
  const broadcast = (bytes: Uint8Array, isWorthTelling: boolean) => {
    for (const reader of readers) reader.send(bytes, isWorthTelling)
  }
  const stop = api.onChanges((change) => {
    if (readers.size > 0) broadcast(event(change), true)
  })
  const pings = setInterval(() => broadcast(comment('ping'), false), pingMs)
  pings.unref()
  return {
    get count() {
      return readers.size
    },
    open() {
      let reader: Reader | undefined
      let hasMissed = false
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            reader = {
              send(bytes, isWorthTelling) {
                if ((controller.desiredSize ?? 0) > 0 && !hasMissed) controller.enqueue(bytes)
                else hasMissed ||= isWorthTelling
              },
              end() {
                readers.delete(reader as Reader)
                try {
                  controller.close()
                } catch {
                  // Closed or cancelled already.
                }
              },
            }
            if (isClosed) reader.end()
            else {
              readers.add(reader)
              // Something at once, so that the browser knows that the stream is open.
              controller.enqueue(comment('open'))
            }
          },
          pull(controller) {
            if (!hasMissed) return
            hasMissed = false
            controller.enqueue(event({ topics: TOPICS }))
          },
          cancel() {
            if (reader) readers.delete(reader)
          },
        },
        new CountQueuingStrategy({ highWaterMark: WAITING }),
      )
    },
    close() {
      isClosed = true
      clearInterval(pings)
      stop()
      for (const reader of [...readers]) reader.end()
    },
  }
}
