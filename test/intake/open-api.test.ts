// The OpenAPI document says what the listener answers, no more and no less, and its examples are taken.
import { expect, test } from 'vitest'
import { API_PATHS } from '../../shared/contract/api-paths.ts'
import {
  analyticsAnswer,
  funnelAnswer,
  listAnswer,
  logAnswer,
  logRequest,
  problemAnswer,
} from '../../shared/contract/conversions-api.ts'
import { openWorkspaces } from '../support/workspaces.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

test('every documented path is answered by its methods alone, and every answered path is documented', async () => {
  const { core, origin, send, west, webhookId } = await openWorkspaces()
  await core.ask('agents.save', { name: 'Abel Novak' })
  const { secret } = await core.ask('agents.feed', { slug: 'abel-novak', action: 'make' })
  const { status, json } = await send('/openapi.json', {})
  expect(status).toBe(200)
  expect(json).toMatchObject({ openapi: '3.1.0', servers: [{ url: origin }] })
  for (const [path, described] of Object.entries<Record<string, unknown>>(json.paths)) {
    const address = path.replace('{webhook_id}', webhookId).replace('{secret}', String(secret))
    for (const method of METHODS) {
      const answer = await send(address, {
        method: method.toUpperCase(),
        headers: west.headers,
        ...(method === 'get' ? {} : { body: '{}' }),
      })
      expect([method, answer.status === 405], `${method} ${path}`).toEqual([method, !(method in described)])
      expect(answer.status, `${method} ${path}`).not.toBe(404)
    }
  }
  // What the listener knows: health, leads, appointments, calendars, conversions, and this document.
  const known = [
    '/health',
    '/health/live',
    '/health/ready',
    '/webhook/{webhook_id}',
    '/appointments/receive',
    '/calendar/{secret}.ics',
    '/openapi.json',
    ...Object.values(API_PATHS),
  ]
  expect(new Set(Object.keys(json.paths))).toEqual(new Set(known))
  expect((await send('/nothing', {})).status).toBe(404)
  expect((await send('/openapi.json', { headers: { origin: 'https://evil.example.com' } })).status).toBe(403)
  expect(core.defects).toEqual([])
})

test('every reference leads somewhere, every operation has answers, and the examples are taken', async () => {
  const { send, west } = await openWorkspaces()
  const { json, text } = await send('/openapi.json', {})
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(Object.keys(json.components.schemas)).toContain(name)
  expect(text.match(/"\$ref":"(?!#\/components\/schemas\/)/)).toBeNull()
  const operations = Object.values<Record<string, { responses?: object; security?: object }>>(
    json.paths,
  ).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []))
  for (const { responses } of operations) expect(Object.keys(responses ?? {}).length).toBeGreaterThan(0)

  const { properties, anyOf } = json.components.schemas.LogRequest
  expect(anyOf).toEqual([{ required: ['lead_id'] }, { required: ['contact_id'] }])
  expect(new Set(Object.keys(properties))).toEqual(new Set(Object.keys(logRequest.shape)))
  const example = Object.fromEntries(
    Object.entries<{ examples?: unknown[] }>(properties).flatMap(([name, { examples }]) =>
      examples === undefined || name === 'contact_id' ? [] : [[name, examples[0]]],
    ),
  )
  expect(logRequest.safeParse(example).error?.issues ?? []).toEqual([])
  const { leadId } = await west.lead()
  // Its day is to come; the rest is taken as it stands.
  const { converted_at: _, ...rest } = example
  const logged = await west.log({ ...rest, lead_id: leadId })
  expect(logged.status).toBe(201)
  expect(logAnswer.strict().safeParse(logged.json).error?.issues ?? []).toEqual([])
})

test('what is answered is what is documented', async () => {
  const { west } = await openWorkspaces()
  const { leadId } = await west.lead()
  await west.log({ lead_id: leadId, conversion_type: 'sale', conversion_value: 99.5 })
  const cases = [
    [API_PATHS.list, listAnswer],
    [API_PATHS.funnel, funnelAnswer],
    [API_PATHS.analytics, analyticsAnswer],
    [`${API_PATHS.analytics}?by=source`, analyticsAnswer],
    [`${API_PATHS.list}?limit=0`, problemAnswer],
  ] as const
  for (const [path, schema] of cases) {
    const { json } = await west.get(path)
    expect(schema.strict().safeParse(json).error?.issues ?? [], path).toEqual([])
  }
})
