// The Api through the browser host, as a script would use it: the token as a bearer, server-sent events read as they come.
import { onTestFinished } from 'vitest'
import type { Api, Change } from '../../shared/contract/index.ts'

export async function openHttpApi({
  origin,
  token,
}: {
  readonly origin: string
  readonly token: string
}): Promise<Api> {
  const headers = { authorization: `Bearer ${token}` }
  const listeners = new Set<(change: Change) => void>()
  const stop = new AbortController()
  const events = await fetch(`${origin}/api/changes`, { headers, signal: stop.signal })
  if (events.body === null || !events.ok) throw new Error(`The changes answered ${events.status}.`)
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader()
  const reading = (async () => {
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += value
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const data = message.split('\n').find((line) => line.startsWith('data:'))
        if (data !== undefined)
          for (const listener of listeners) listener(JSON.parse(data.slice(5)) as Change)
      }
    }
  })().catch(() => {})
  onTestFinished(async () => {
    stop.abort()
    await reading
  })
  return {
    call: async (name, input) => {
      const response = await fetch(`${origin}/api/call`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name, input }),
      })
      return (await response.json()) as never
    },
    onChanges: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
