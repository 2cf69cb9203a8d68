// A listener, two workspaces with their keys, and their programs.

import type { Permission } from '../../shared/domain/vocabulary.ts'
import { openIntake, type Sent } from './intake.ts'

export type Program = {
  readonly id: string
  readonly key: string
  readonly headers: Record<string, string>
  get(path: string): Promise<Sent>
  log(body: unknown, headers?: Record<string, string>): Promise<Sent>
  /** A new lead in this workspace. */
  lead(): Promise<{ readonly leadId: number; readonly contactId: number }>
}

export async function openWorkspaces(permissions: readonly Permission[] = ['read', 'convert']) {
  const intake = await openIntake()
  const { core, origin, webhookId } = intake
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  let last = 0
  const send = async (path: string, init: RequestInit): Promise<Sent> => {
    const response = await fetch(origin + path, init)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : null,
    }
  }
  const openProgram = async (id: string, name: string): Promise<Program> => {
    await core.ask('workspaces.create', { id, name })
    await core.ask('workspaces.update', { id, permissions: [...permissions] })
    const { apiKey: key } = await core.ask('workspaces.rotateKey', { id })
    const headers = { 'x-workspace-id': id, 'x-api-key': key }
    return {
      id,
      key,
      headers,
      get: (path) => send(path, { headers }),
      log: (body, more = {}) =>
        send('/conversions/log', {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', ...more },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      lead: async () => {
        const phone = `602-555-${String(++last).padStart(4, '0')}`
        const { leadId } = await core.ask('leads.create', { webhookId, values: { first_name: 'Ana', phone } })
        await core.ask('leads.update', { id: leadId, values: { workspace_id: id } })
        return { leadId, contactId: (await core.ask('leads.get', { id: leadId })).contactId as number }
      },
    }
  }
  const west = await openProgram('solar-west', 'Solar West')
  const east = await openProgram('solar-east', 'Solar East')
  return { ...intake, send, west, east }
}
