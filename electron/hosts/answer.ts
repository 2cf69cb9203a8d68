// What both carriers do with a message: look at its shape, pass it on, and make sure that what comes back is a Reply and nothing more.
import type { Api } from '../../shared/contract/index.ts'
import type { Failure, Reply } from '../../shared/contract/reply.ts'

const OPERATION_NAME = /^[a-z][A-Za-z]{0,40}\.[a-z][A-Za-z]{0,40}$/

export type Message = { readonly name: string; readonly input: unknown }

/** `{ name, input }` and nothing else; `input` may be left out. */
export function readMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const keys = Object.keys(value)
  if (keys.some((key) => key !== 'name' && key !== 'input')) return undefined
  const { name, input } = value as { name?: unknown; input?: unknown }
  if (typeof name !== 'string' || !OPERATION_NAME.test(name)) return undefined
  return { name, input: input === undefined ? {} : input }
}

export function failure(code: Failure['code'], message: string): Reply<never> {
  return { ok: false, error: { code, message } }
}

export const MALFORMED = failure(
  'invalid',
  'This is not a call. Send {"name": "settings.get", "input": {}} with the name of an operation.',
)

/** Never rejects; a defect below becomes a sentence without its stack. */
export async function answer(api: Api, message: Message, signal?: AbortSignal): Promise<Reply<unknown>> {
  try {
    const call = api.call as (name: string, input: unknown, signal?: AbortSignal) => Promise<Reply<unknown>>
    const reply = await call.call(api, message.name, message.input, signal)
    if (reply && typeof reply.ok === 'boolean') return reply
    console.error(`${message.name} gave no reply.`)
  } catch (error) {
    console.error(`${message.name} failed:`, error)
  }
  return failure(
    'internal',
    'Something went wrong inside Convio Leads. Try again; if it stays, restart the app.',
  )
}
