// An agent's calendar behind a secret address: shown once, kept as a hash, replaced, ended; small answers for what has not changed.
import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { openIntake, rows } from '../support/intake.ts'

async function open() {
  const intake = await openIntake()
  const { core, origin, webhookId } = intake
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  const { leadId } = await core.ask('leads.create', {
    webhookId,
    values: { first_name: 'Ana', last_name: 'Ruiz', phone: '602-555-0142', email: 'ana@example.com' },
  })
  const book = async (days: number, more: object = {}) =>
    (
      await core.ask('appointments.book', {
        leadId,
        when: { at: new Date(Date.now() + days * 86_400_000).toISOString() },
        assignedTo: 'dana-reyes',
        acceptsConflicts: true,
        ...more,
      })
    ).id
  const make = async () =>
    String((await core.ask('agents.feed', { slug: 'dana-reyes', action: 'make' })).secret)
  const get = (secret: string, options: RequestInit = {}) =>
    fetch(`${origin}/calendar/${secret}.ics`, options)
  const ids = async (secret: string) =>
    new ICAL.Component(ICAL.parse(await (await get(secret)).text()))
      .getAllSubcomponents('vevent')
      .map((event) => Number(/^appointment-(\d+)-/.exec(String(event.getFirstPropertyValue('uid')))?.[1]))
  return { ...intake, leadId, book, make, get, ids }
}

test('carries what is to come of one agent, and no more of a person than the way needs', async () => {
  const { core, book, make, get, ids } = await open()
  await core.ask('agents.save', { name: 'Abel Novak' })
  const shown = [await book(-10), await book(1, { notes: 'Gate code 4711' }), await book(300)]
  await book(-40)
  await book(400)
  await book(2, { assignedTo: 'abel-novak' })
  await book(2, { assignedTo: null })
  const off = await book(3)
  await core.ask('appointments.setStatus', { id: off, status: 'cancelled' })
  const secret = await make()
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await ids(secret)).toEqual(shown)
  const answer = await get(secret)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(answer.headers.get('cache-control')).toMatch(/^private\b/)
  const text = await answer.text()
  expect(text).toContain('(602) 555-0142')
  expect(text).toContain('X-WR-CALNAME:Dana Reyes\\, Sun Valley')
  expect(text).not.toMatch(/4711|example\.com/)
})

test('is a hash at rest, with a hint; replaced or ended the old address is gone, and no undo brings it back', async () => {
  const { core, book, make, get } = await open()
  await book(1)
  const first = await make()
  const dump = JSON.stringify([rows(core, 'select * from agents'), rows(core, 'select * from undo_log')])
  expect(dump).not.toContain(first)
  expect((await core.ask('agents.list', {})).map(({ feedHint }) => feedHint)).toEqual([`…${first.slice(-4)}`])
  const second = await make()
  expect([(await get(first)).status, (await get(second)).status]).toEqual([404, 200])
  await core.ask('agents.feed', { slug: 'dana-reyes', action: 'end' })
  expect((await get(second)).status).toBe(404)
  expect((await core.ask('agents.list', {}))[0]?.feedHint).toBeNull()

  // Somebody who has left has no calendar either.
  const { slug } = await core.ask('agents.save', { name: 'Abel Novak' })
  const his = String((await core.ask('agents.feed', { slug, action: 'make' })).secret)
  expect((await get(his)).status).toBe(200)
  await core.ask('agents.save', { slug, isActive: false })
  expect((await get(his)).status).toBe(404)
  const refused = await core.api.call('agents.feed', { slug, action: 'make' })
  expect(refused).toMatchObject({ ok: false, error: { code: 'refused' } })
})

test('what has not changed is not sent again; any change that shows is', async () => {
  const { core, book, make, get, leadId } = await open()
  const id = await book(1)
  const secret = await make()
  const tagOf = async () => String((await get(secret)).headers.get('etag'))
  const first = await tagOf()
  const known = await get(secret, { headers: { 'if-none-match': `"other", W/${first}` } })
  expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', first])
  const head = await get(secret, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  await core.ask('appointments.update', { id, notes: 'The dog is friendly' })
  const second = await tagOf()
  await core.ask('leads.update', { id: leadId, values: { phone: '602-555-0199' } })
  const third = await tagOf()
  await core.ask('appointments.setStatus', { id, status: 'cancelled' })
  const fourth = await tagOf()
  // A note raises the sequence, though it does not show.
  expect(new Set([first, second, third, fourth]).size).toBe(4)
  expect((await get(secret, { headers: { 'if-none-match': first } })).status).toBe(200)
})

test('unknown addresses answer alike, and guesses and haste are slowed down', async () => {
  const { core, origin, make, get } = await open()
  const secret = await make()
  const bodies = new Set<string>()
  for (const place of ['x'.repeat(43), 'x', '', `${secret}x`, secret.slice(1), '%00', '..%2f..'])
    bodies.add(
      JSON.stringify({
        ...(await (await fetch(`${origin}/calendar/${place}.ics`)).json()),
        timestamp: '',
      }),
    )
  expect(bodies.size).toBe(1)
  expect([...bodies][0]).toContain('"status":404')
  expect((await fetch(`${origin}/calendar/${secret}`)).status).toBe(404)
  expect((await get(secret, { headers: { origin: 'https://evil.example.com' } })).status).toBe(403)
  const statuses: number[] = []
  for (let at = 0; at < 32; at++) statuses.push((await get(secret)).status)
  expect(statuses.slice(0, 25).every((status) => status === 200)).toBe(true)
  expect(statuses.at(-1)).toBe(429)
  const guesses: number[] = []
  for (let at = 0; at < 125; at++) guesses.push((await get(String(at).padStart(43, 'g'))).status)
  expect(new Set(guesses)).toEqual(new Set([404, 429]))
  expect(core.defects).toEqual([])
})

test('nothing can be posted to it', async () => {
  const { make, get } = await open()
  const secret = await make()
  const posted = await get(secret, { method: 'POST', body: 'x' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})
