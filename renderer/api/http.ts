// The Api over HTTP: one POST a call, server-sent events for changes. After a gap in the events everything is stale, because
// what happened meanwhile was not heard; listeners get a change with every topic.
import type { Api, Change } from '../../shared/contract/index.ts'
import type { Failure, Reply } from '../../shared/contract/reply.ts'
import { TOPICS } from '../../shared/contract/topics.ts'

/** `off`: the program does not answer. `refused`: it answers, but this browser has no session with it. */
export type ConnectionState = 'on' | 'off' | 'refused'
export type Connection = {
  current(): ConnectionState
  /** Returns the function that stops listening. */
  onMove(listener: () => void): () => void
}

const FAILURES: Record<'off' | 'refused' | 'garbled' | 'calledOff', Failure> = {
  off: {
    code: 'unavailable',
    message: 'Convio Leads does not answer. Start it again, then come back to this page.',
  },
  refused: {
    code: 'unavailable',
    message: 'This browser is not signed in. Open the address that Convio Leads printed when it started.',
  },
  // Nobody reads it.
  calledOff: { code: 'unavailable', message: 'Nobody waited for this answer any more.' },
  garbled: { code: 'internal', message: 'Convio Leads gave an answer that cannot be read. Reload the page.' },
}

const RETRY_MS = 1_500

export function createHttpApi(): Api & { readonly connection: Connection } {
  const changeListeners = new Set<(change: Change) => void>()
  const moveListeners = new Set<() => void>()
  let state: ConnectionState = 'on'
  let source: EventSource | undefined
  let hasGap = false
  let retry: ReturnType<typeof setTimeout> | undefined

  function move(next: ConnectionState) {
    if (next === state) return
    state = next
    for (const listener of moveListeners) listener()
  }

  function announce(change: Change) {
    for (const listener of changeListeners) listener(change)
  }

  function connect() {
    clearTimeout(retry)
    source?.close()
    source = new EventSource('/api/changes')
    source.onopen = () => {
      move('on')
      if (hasGap) announce({ topics: TOPICS })
      hasGap = false
    }
    source.onmessage = (message: MessageEvent<string>) => announce(JSON.parse(message.data) as Change)
    source.onerror = () => {
      hasGap = true
      if (state === 'on') move('off')
      // A closed stream (the host said no, or is gone) is not taken up again by the browser itself.
      if (source?.readyState === EventSource.CLOSED && changeListeners.size > 0) {
        clearTimeout(retry)
        retry = setTimeout(connect, RETRY_MS)
        // The stream does not tell why it was closed; a call does: nobody there, or not signed in with a program started anew.
        void call('listener.status', {})
      }
    }
  }

  async function call(name: string, input: unknown, signal?: AbortSignal): Promise<Reply<unknown>> {
    let response: Response
    try {
      response = await fetch('/api/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, input }),
        ...(signal === undefined ? {} : { signal }),
      })
    } catch {
      if (signal?.aborted) return { ok: false, error: FAILURES.calledOff }
      move('off')
      return { ok: false, error: FAILURES.off }
    }
    if (response.status === 401 || response.status === 403) {
      move('refused')
      return { ok: false, error: FAILURES.refused }
    }
    try {
      const reply = (await response.json()) as Reply<unknown>
      if (typeof reply.ok !== 'boolean') throw new TypeError('no reply')
      return reply
    } catch {
      return { ok: false, error: FAILURES.garbled }
    }
  }

  return {
    call: call as Api['call'],
    onChanges(listener) {
      changeListeners.add(listener)
      if (!source) connect()
      return () => {
        changeListeners.delete(listener)
        if (changeListeners.size > 0) return
        clearTimeout(retry)
        source?.close()
        source = undefined
      }
    },
    connection: {
      current: () => state,
      onMove(listener) {
        moveListeners.add(listener)
        return () => moveListeners.delete(listener)
      },
    },
  }
}
