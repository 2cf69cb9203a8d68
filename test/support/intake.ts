// A core with its listener on, and a sender.

import type { CoreOptions } from '../../electron/core/core.ts'
import { furnish, openCore, type TestCore } from './core.ts'

export type Sent = {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests.
  readonly json: any
  readonly text: string
}

export async function openIntake(options: Partial<CoreOptions> = {}) {
  const core = await openCore({ listener: { port: 0 }, ...options })
  const known = await furnish(core)
  const origin = core.intake?.status().origin as string
  const post = async (
    body: unknown,
    {
      path = `/webhook/${known.webhookId}`,
      headers = {},
      method = 'POST',
    }: { path?: string; headers?: Record<string, string>; method?: string } = {},
  ): Promise<Sent> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body === undefined
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(isRaw ? {} : { 'content-type': 'application/json' }),
        lead_source_provider_id: known.everywhere.providerId,
        ...headers,
      },
      body: isRaw ? (body as string | undefined) : JSON.stringify(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : null,
    }
  }
  return { core, origin, post, ...known }
}

/** Rows straight from the writer's connection: for asserting what is stored. */
// biome-ignore lint/suspicious/noExplicitAny: rows are looked into by the tests.
export function rows(core: TestCore, sql: string, ...values: unknown[]): any[] {
  return core.writer.connection.sql(sql).all(...values)
}
