// Conversions from outside: who gets in and may, what is logged and what once more makes nothing, what is read page by page, and that no workspace ever
// sees or moves what belongs to another one.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActivityLog } from '../../electron/core/intake/activity.ts'
import { ownConversions } from '../../electron/core/workspaces/own-conversions.ts'
import { CONVERSION_TYPES } from '../../shared/domain/vocabulary.ts'
import { rows } from '../support/intake.ts'
import { statementsOf } from '../support/statements.ts'
import { openWorkspaces, type Program } from '../support/workspaces.ts'

const SALE = { conversion_type: 'sale', conversion_value: '$18,500.00' }

describe('who asks', () => {
  test('shows a workspace and its key; every wrong pair is answered alike', async () => {
    const { core, send, west, east } = await openWorkspaces()
    expect((await west.get('/conversions')).status).toBe(200)
    await core.ask('workspaces.create', { id: 'keyless', name: 'Keyless' })
    await core.ask('workspaces.create', { id: 'asleep', name: 'Asleep' })
    const { apiKey } = await core.ask('workspaces.rotateKey', { id: 'asleep' })
    await core.ask('workspaces.update', { id: 'asleep', isActive: false })
    const bodies = new Set<string>()
    const wrong: readonly Record<string, string>[] = [
      {},
      { 'x-workspace-id': west.id },
      { 'x-api-key': west.key },
      { 'x-workspace-id': west.id, 'x-api-key': east.key },
      { 'x-workspace-id': west.id, 'x-api-key': `${west.key}x` },
      { 'x-workspace-id': 'nobody', 'x-api-key': west.key },
      { 'x-workspace-id': 'keyless', 'x-api-key': '' },
      { 'x-workspace-id': 'asleep', 'x-api-key': apiKey },
    ]
    for (const headers of wrong) {
      const { status, json, headers: got } = await send('/conversions', { headers })
      expect([status, got.get('content-type')]).toEqual([401, 'application/problem+json'])
      expect(json).toMatchObject({ error: 'Unauthorized', detail: json.message, status: 401 })
      bodies.add(JSON.stringify({ ...json, timestamp: '' }))
    }
    expect(bodies.size).toBe(1)
    await core.ask('workspaces.update', { id: 'asleep', isActive: true, permissions: ['read'] })
    expect(
      (await send('/conversions', { headers: { 'x-workspace-id': 'asleep', 'x-api-key': apiKey } })).status,
    ).toBe(200)
    // A replaced key and one that was ended open nothing any more.
    await core.ask('workspaces.rotateKey', { id: west.id })
    expect((await west.get('/conversions')).status).toBe(401)
    await core.ask('workspaces.removeKey', { id: east.id })
    expect((await east.get('/conversions')).status).toBe(401)
    expect(core.defects).toEqual([])
  })

  test('needs the permission of what it asks for', async () => {
    const { core, west } = await openWorkspaces([])
    const { leadId } = await west.lead()
    const statuses = async (permissions: readonly ('read' | 'write' | 'convert')[]) => {
      await core.ask('workspaces.update', { id: west.id, permissions: [...permissions] })
      return [(await west.get('/conversions')).status, (await west.log({ ...SALE, lead_id: leadId })).status]
    }
    expect(await statuses([])).toEqual([403, 403])
    expect(await statuses(['write'])).toEqual([403, 403])
    expect(await statuses(['read'])).toEqual([200, 403])
    expect(await statuses(['convert'])).toEqual([403, 201])
    const refused = await west.get('/conversions')
    expect(refused.json.message).toBe(
      'The key of Solar West lacks the permission “read”. It is given in Convio Leads under Routing, Workspaces.',
    )
  })

  test('may not be a web page, asks by the right method, and within limits', async () => {
    const { send, west, east } = await openWorkspaces()
    const foreign = await send('/conversions', {
      headers: { ...west.headers, origin: 'https://evil.example.com' },
    })
    expect(foreign.status).toBe(403)
    const posted = await send('/conversions', { method: 'POST', headers: west.headers, body: '{}' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET'])
    const got = await west.get('/conversions/log')
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await west.get('/conversions/nothing')).status).toBe(404)
    expect((await west.log('x', { 'content-type': 'image/png' })).status).toBe(415)
    expect((await west.log('{"lead_id": 4182')).status).toBe(400)

    const answers = await Promise.all(Array.from({ length: 620 }, () => west.get('/conversions?limit=1')))
    const late = answers.find(({ status }) => status === 429)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(500)
    expect(late?.headers.get('retry-after')).toBe(late?.headers.get('ratelimit-reset'))
    const guesses = await Promise.all(
      Array.from({ length: 125 }, () => send('/conversions', { headers: { 'x-workspace-id': 'guess' } })),
    )
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]))
    // The connection ends with it, so it comes last.
    expect((await east.log('x'.repeat(1_100_000))).status).toBe(413)
  })

  test('is seen on its workspace', async () => {
    const { core, west } = await openWorkspaces()
    const at = async () =>
      (await core.ask('workspaces.list', {})).find(({ id }) => id === west.id)?.lastActivityAt
    const before = await at()
    await west.get('/conversions')
    await expect.poll(at, { timeout: 8_000 }).not.toBe(before)
  }, 20_000)

  test('costs a write once a minute at most, however often it asks', async () => {
    const { core } = await openWorkspaces()
    let now = Date.parse('2031-01-01T00:00:00.000Z')
    const activity = createActivityLog(() => now)
    const seen: (string | null)[] = []
    const writeDue = (isLast = false) => {
      if (!activity.hasNews(isLast)) return
      core.writer.runIntake('system', (context) => activity.write(context, isLast))
      seen.push(
        rows(core, `select last_activity_at as at from workspaces where id = 'solar-west'`)[0].at.slice(
          14,
          19,
        ),
      )
    }
    for (let second = 0; second < 150; second += 2) {
      activity.note('solar-west')
      writeDue()
      now += 2_000
    }
    expect(seen).toEqual(['00:00', '01:00', '02:00'])
    writeDue(true)
    expect(seen.at(-1)).toBe('02:28')
    writeDue(true)
    expect(seen).toHaveLength(4)
  })
})

describe('a conversion that is logged', () => {
  test('is answered with 201 and its ids, moves its lead, and stands in the trail', async () => {
    const { core, west } = await openWorkspaces()
    const { leadId, contactId } = await west.lead()
    const sent = await west.log({
      lead_id: leadId,
      ...SALE,
      converted_at: '2026-03-02T16:30:00-07:00',
      converted_by: 'dana-reyes',
      custom_data: { contract: 'C-2041', term_months: 24, signed: true },
      external_id: 'crm-7741',
    })
    expect([sent.status, sent.json]).toEqual([
      201,
      {
        status: 'success',
        message: 'The conversion was logged.',
        conversion_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        lead_id: leadId,
        contact_id: contactId,
        workspace_id: 'solar-west',
        timestamp: expect.stringMatching(/Z$/),
      },
    ])
    expect(rows(core, 'select * from conversions')).toMatchObject([
      {
        id: sent.json.conversion_id,
        lead_id: leadId,
        contact_id: contactId,
        workspace_id: 'solar-west',
        value_cents: 1_850_000,
        currency: 'USD',
        converted_at: '2026-03-02T23:30:00.000Z',
        converted_day: '2026-03-02',
        converted_by: 'dana-reyes',
        external_id: 'crm-7741',
        custom_data: JSON.stringify({ contract: 'C-2041', term_months: 24, signed: true }),
      },
    ])
    expect(await core.ask('leads.get', { id: leadId })).toMatchObject({ status: 'converted' })
    const { rows: trail } = await core.ask('workspaces.tracking', { leadId, actions: ['converted'] })
    expect(trail).toMatchObject([
      { action: 'converted', performedBy: 'api:solar-west', performedByName: 'API of Solar West' },
    ])
    expect(await core.ask('workspaces.get', { id: west.id })).toMatchObject({
      totalConversions: 1,
      summary: [{ currency: 'USD', totalRevenueCents: 1_850_000 }],
    })
    const { json } = await west.get('/conversions')
    expect(json.conversions).toMatchObject([
      {
        conversion_id: sent.json.conversion_id,
        conversion_value: 18_500,
        converted_by: 'dana-reyes',
        custom_data: { contract: 'C-2041', term_months: 24, signed: true },
        voided_at: null,
      },
    ])
    expect(core.defects).toEqual([])
  })

  test('may be a form, of a person alone, in other names, with what is no field kept and told', async () => {
    const { core, west } = await openWorkspaces()
    const { contactId } = await west.lead()
    const form = new URLSearchParams({
      'Contact ID': String(contactId),
      conversionType: 'qualified',
      conversion_value: '',
      converted_by: 'Maria from the call centre',
      'custom_data[campaign]': 'spring',
      score: '7',
    })
    const sent = await west.log(form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
    expect(sent).toMatchObject({
      status: 201,
      json: {
        lead_id: null,
        contact_id: contactId,
        notes: ['“score” is no field of a conversion; it is kept in custom_data.'],
      },
    })
    const [row] = rows(core, 'select * from conversions')
    expect(row).toMatchObject({ lead_id: null, value_cents: null, converted_by: 'api:solar-west' })
    expect(JSON.parse(row.custom_data)).toEqual({
      converted_by: 'Maria from the call centre',
      campaign: 'spring',
      score: '7',
    })
  })

  test('keeps any name and says which it left out', async () => {
    const { core, west } = await openWorkspaces()
    const { leadId } = await west.lead()
    const sent = await west.log(
      `{"lead_id": ${leadId}, "conversion_type": "sale", "constructor": "Ridge Homes", "toString": 7, "__proto__": "x", "parts": [1]}`,
    )
    expect(sent.json.notes).toEqual([
      '“constructor” is no field of a conversion; it is kept in custom_data.',
      '“toString” is no field of a conversion; it is kept in custom_data.',
      '“__proto__” is no field of a conversion, and was left out.',
      '“parts” is no field of a conversion, and was left out.',
    ])
    expect(JSON.parse(rows(core, 'select custom_data from conversions')[0].custom_data)).toEqual({
      constructor: 'Ridge Homes',
      toString: 7,
    })
  })

  test('the same once more makes nothing and gets the first answer; the id for something else is refused', async () => {
    const { core, west, east } = await openWorkspaces()
    const [one, two] = [await west.lead(), await west.lead()]
    const body = { lead_id: one.leadId, ...SALE, external_id: 'crm-1' }
    const first = await west.log(body)
    const again = await Promise.all([west.log(body), west.log({ ...body, conversion_value: 1 })])
    expect(first.status).toBe(201)
    for (const one of again)
      expect([one.status, one.json.conversion_id]).toEqual([200, first.json.conversion_id])
    // The header does the same; the same id elsewhere is another one.
    const keyed = { ...SALE, lead_id: two.leadId }
    const byKey = [
      await west.log(keyed, { 'idempotency-key': 'k-1' }),
      await west.log(keyed, { 'idempotency-key': 'k-1' }),
    ]
    expect(byKey.map(({ status }) => status)).toEqual([201, 200])
    expect(byKey[1]?.json.conversion_id).toBe(byKey[0]?.json.conversion_id)
    const other = await east.log({ ...body, lead_id: (await east.lead()).leadId })
    expect(other.status).toBe(201)
    for (const wrong of [
      { ...body, lead_id: two.leadId },
      { ...body, conversion_type: 'contract' },
      { ...SALE, contact_id: two.contactId, external_id: 'crm-1' },
    ])
      expect(await west.log(wrong)).toMatchObject({ status: 409, json: { error: 'Conflict' } })
    // Ids that say nothing make no two conversions one.
    const empty = [
      await west.log({ ...keyed, external_id: 'null' }),
      await west.log({ ...keyed, external_id: '{{id}}' }),
    ]
    expect(empty.map(({ status }) => status)).toEqual([201, 201])
    expect(rows(core, 'select count(*) as n from conversions')).toEqual([{ n: 5 }])
    expect(core.defects).toEqual([])
  })

  test('many at once are each written once, in any group', async () => {
    const { core, west } = await openWorkspaces()
    const { leadId } = await west.lead()
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        west.log({ lead_id: leadId, conversion_type: 'qualified', external_id: `crm-${n % 20}` }),
      ),
    )
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(sent.filter(({ status }) => status === 200)).toHaveLength(40)
    expect(rows(core, 'select count(*) as n from conversions')).toEqual([{ n: 20 }])
    expect(core.defects).toEqual([])
  })

  test('bad input is told all at once, in words, and leaves nothing', async () => {
    const { core, west } = await openWorkspaces()
    const { leadId, contactId } = await west.lead()
    const good = { lead_id: leadId, ...SALE }
    const manyParts = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`part ${at}`, [at]]))
    const cases: readonly (readonly [unknown, number, readonly string[], RegExp])[] = [
      [[good], 422, [''], /one conversion/],
      [SALE, 422, ['lead_id'], /send lead_id, or contact_id/],
      [{ lead_id: leadId }, 422, ['conversion_type'], /sale, contract, qualified, proposal or appointment/],
      [{ ...good, conversion_type: 'deal' }, 422, ['conversion_type'], /sale, contract/],
      [{ ...good, lead_id: 'abc' }, 422, ['lead_id'], /ten digits/],
      [{ ...good, contact_id: 12 }, 422, ['contact_id'], /six or seven digits/],
      [{ ...good, conversion_value: '200-300' }, 422, ['conversion_value'], /no single amount/],
      [{ ...good, conversion_value: '12.345' }, 422, ['conversion_value'], /“12\.345” is no single amount/],
      [{ ...good, conversion_value: -5 }, 422, ['conversion_value'], /negative/],
      [{ ...good, conversion_value: 2e9 }, 422, ['conversion_value'], /slipped digit/],
      [{ ...good, currency: 'DOLLARS' }, 422, ['currency'], /three letters/],
      [{ ...good, currency: 'xqx' }, 422, ['currency'], /no currency “XQX”/],
      [{ ...good, converted_at: 'soon' }, 422, ['converted_at'], /no time/],
      [{ ...good, converted_at: '1890-01-01' }, 422, ['converted_at'], /1990|year/],
      [{ ...good, converted_at: '2199-01-01' }, 422, ['converted_at'], /./],
      [{ ...good, custom_data: { a: { b: 1 } } }, 422, ['custom_data.a'], /./],
      [{ ...good, custom_data: 'x' }, 422, ['custom_data'], /./],
      [{ ...good, ...manyParts }, 422, ['custom_data'], /at most 50 details/],
      [
        { conversion_type: 'x', conversion_value: 'y', currency: 'z' },
        422,
        ['lead_id', 'conversion_type', 'conversion_value', 'currency'],
        /./,
      ],
      [{ ...good, lead_id: 9_999_999_999 }, 404, [], /no lead 9999999999 in this workspace/],
      [{ ...SALE, contact_id: 999_999 }, 404, [], /no contact 999999 in this workspace/],
      [{ ...good, contact_id: (await west.lead()).contactId }, 422, ['contact_id'], /not a lead of contact/],
    ]
    for (const [body, status, fields, words] of cases) {
      const { json, status: got } = await west.log(body)
      expect(
        [got, json.details?.map(({ field }: { field: string }) => field) ?? []],
        JSON.stringify(body),
      ).toEqual([status, fields])
      expect(json.message).toMatch(words)
      expect(json.timestamp).toMatch(/Z$/)
    }
    const longKey = await west.log(good, { 'idempotency-key': 'k'.repeat(201) })
    expect(longKey).toMatchObject({ status: 422, json: { details: [{ field: 'Idempotency-Key' }] } })
    expect(rows(core, 'select count(*) as n from conversions')).toEqual([{ n: 0 }])
    expect((await core.ask('leads.get', { id: leadId })).status).toBe('new')
    expect((await west.log({ ...good, contact_id: contactId })).status).toBe(201)
    expect(core.defects).toEqual([])
  })

  test('times without a zone are of the agency’s clocks, and a day is that day there', async () => {
    const { core, west } = await openWorkspaces()
    const { leadId } = await west.lead()
    const cases = [
      ['2026-03-02', '2026-03-02T19:00:00.000Z'],
      ['2026-03-02 09:15', '2026-03-02T16:15:00.000Z'],
      ['2026-03-02T09:15:00Z', '2026-03-02T09:15:00.000Z'],
      [1_772_442_900, '2026-03-02T09:15:00.000Z'],
    ] as const
    for (const [said, at] of cases) {
      const { json } = await west.log({ lead_id: leadId, ...SALE, converted_at: said })
      expect(
        rows(core, 'select converted_at from conversions where id = ?', json.conversion_id),
        String(said),
      ).toEqual([{ converted_at: at }])
    }
  })
})

describe('reading', () => {
  async function filled() {
    const workspaces = await openWorkspaces()
    const { west } = workspaces
    const leads = [await west.lead(), await west.lead()]
    const at = (day: number, more: object) => ({
      lead_id: leads[day % 2]?.leadId,
      conversion_type: 'sale',
      conversion_value: day * 100,
      converted_at: `2026-03-${String(day).padStart(2, '0')}`,
      external_id: `d-${day}`,
      ...more,
    })
    for (let day = 1; day <= 10; day++)
      await west.log(at(day, day % 3 === 0 ? { conversion_type: 'contract' } : {}))
    const ids = async (query: string) =>
      (await west.get(`/conversions?${query}`)).json.conversions.map(
        ({ external_id }: { external_id: string }) => Number(external_id.slice(2)),
      )
    return { ...workspaces, leads, ids }
  }

  test('narrows by everything, newest first', async () => {
    const { core, west, leads, ids } = await filled()
    expect(await ids('')).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(await ids('conversion_type=contract')).toEqual([9, 6, 3])
    expect(await ids(`lead_id=${leads[0]?.leadId}`)).toEqual([10, 8, 6, 4, 2])
    expect(await ids(`contact_id=${leads[1]?.contactId}&min_value=500`)).toEqual([9, 7, 5])
    expect(await ids('from=2026-03-03&to=2026-03-05')).toEqual([5, 4, 3])
    expect(await ids('from=2026-03-03T19:00:00Z&to=2026-03-05T19:00:00Z')).toEqual([4, 3])
    expect(await ids('min_value=$300.00&max_value=500')).toEqual([5, 4, 3])
    expect(await ids('limit=2')).toEqual([10, 9])
    expect(await ids('workspace_id=solar-west&limit=1')).toEqual([10])
    const [{ id }] = rows(core, `select id from conversions where external_id = 'd-9'`)
    await core.ask('conversions.void', { id, reason: 'Cancelled' })
    expect(await ids('min_value=800')).toEqual([10, 8])
    expect(await ids('min_value=800&include_voided=true')).toEqual([10, 9, 8])
    const { json } = await west.get('/conversions?min_value=900&max_value=900&include_voided=true')
    expect(json.conversions[0]).toMatchObject({ void_reason: 'Cancelled', voided_at: expect.any(String) })
  })

  test('finds what was said of a contact by either of its ids after a merge', async () => {
    const { core, leads, ids } = await filled()
    const [kept, merged] = leads.map(({ contactId }) => contactId)
    await core.ask('contacts.merge', { keepId: kept as number, mergeId: merged as number, choices: {} })
    const all = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    expect(await ids(`contact_id=${kept}`)).toEqual(all)
    expect(await ids(`contact_id=${merged}`)).toEqual(all)
  })

  test('pages neither miss nor repeat a row while new ones arrive', async () => {
    const { west, leads } = await filled()
    const seen: string[] = []
    let cursor: string | null = null
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const { json } = await west.get(`/conversions?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...json.conversions.map(({ external_id }: { external_id: string }) => external_id))
      cursor = json.next_cursor
      // Newer than all, as old as the middle, and at the very time of another one.
      for (const day of ['2026-03-11', '2026-03-10', '2026-03-09'])
        await west.log({
          lead_id: leads[0]?.leadId,
          ...SALE,
          converted_at: day,
          external_id: `new-${page}-${day}`,
        })
      expect(page).toBeLessThan(20)
    }
    const old = seen.filter((id) => id.startsWith('d-'))
    expect(old).toEqual(['d-10', 'd-9', 'd-8', 'd-7', 'd-6', 'd-5', 'd-4', 'd-3', 'd-2', 'd-1'])
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('refuses what it does not know, all at once', async () => {
    const { west } = await openWorkspaces()
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['/conversions?form=2026-03-01', ['form']],
      ['/conversions?from=soon&limit=500&cursor=abc&min_value=x', ['min_value', 'limit', 'from', 'cursor']],
      [
        '/conversions?lead_id=1&conversion_type=deal&include_voided=maybe',
        ['lead_id', 'conversion_type', 'include_voided'],
      ],
      ['/conversions/funnel?from=2026-02-30', ['from']],
      ['/conversions/analytics?by=provider_id', ['by']],
      ['/conversions/analytics?from=2026-03-02&to=2026-03-01', ['to']],
    ]
    for (const [path, fields] of cases) {
      const { status, json } = await west.get(path)
      expect([status, json.details?.map(({ field }: { field: string }) => field)], path).toEqual([
        422,
        fields,
      ])
    }
    expect((await west.get('/conversions?workspace_id=solar-east')).status).toBe(403)
    expect((await west.get('/conversions?workspace_id=nobody')).status).toBe(403)
  })

  test('walks an index, and sorts at most rows of one instant', async () => {
    const { core } = await openWorkspaces()
    const plan = rows(
      core,
      `explain query plan select c.* from conversions c where c.workspace_id = 'x' and c.voided_at is null
       and (c.converted_at, c.id) < ('2026', 'x') order by c.converted_at desc, c.id desc limit 101`,
    ).map(({ detail }) => detail)
    expect(plan[0]).toMatch(
      /^SEARCH c USING INDEX conversions_workspace \(workspace_id=\? AND converted_at<\?\)/,
    )
    expect(plan.slice(1).join()).toMatch(/^(USE TEMP B-TREE FOR LAST TERM OF ORDER BY)?$/)
  })

  test.each([
    [{ leadId: 4_182_736_450 }, 'conversions_lead'],
    [{ contactId: 418_273 }, 'conversions_contact'],
    [{ leadId: 4_182_736_450, from: '2026-03-01T00:00:00.000Z' }, 'conversions_lead'],
  ] as const)('of one lead or contact reads theirs alone: %j', async (narrowed, index) => {
    const { core } = await openWorkspaces()
    const { connection } = core.writer
    const input = { id: 'solar-west', limit: 100, hasVoided: false, ...narrowed }
    const [asked] = statementsOf(connection, (db) => ownConversions(db, input)).slice(-1)
    const plan = connection
      .sql(`explain query plan ${asked?.text}`)
      .all<{ detail: string }>(...(asked?.values ?? []))
    expect(plan[0]?.detail).toContain(`SEARCH c USING INDEX ${index}`)
  })
})

test('no workspace sees or moves what belongs to another one, whatever is done', async () => {
  const { core, west, east } = await openWorkspaces()
  const programs = [west, east] as const
  const leads = await Promise.all(programs.map(async (one) => [await one.lead(), await one.lead()]))
  const own: Set<string>[] = [new Set(), new Set()]
  const step = fc.record({
    by: fc.constantFrom(0, 1),
    of: fc.constantFrom(0, 1),
    which: fc.constantFrom(0, 1),
    type: fc.constantFrom(...CONVERSION_TYPES),
    byContact: fc.boolean(),
    value: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
  })
  const act = async ({
    by,
    of,
    which,
    type,
    byContact,
    value,
  }: typeof step extends fc.Arbitrary<infer T> ? T : never) => {
    const program = programs[by] as Program
    const target = leads[of]?.[which]
    const sent = await program.log({
      ...(byContact ? { contact_id: target?.contactId } : { lead_id: target?.leadId }),
      conversion_type: type,
      ...(value === undefined ? {} : { conversion_value: value / 100 }),
    })
    expect(sent.status).toBe(by === of ? 201 : 404)
    if (sent.status === 201) own[by]?.add(sent.json.conversion_id)
    else expect(sent.text).not.toMatch(/Solar/)
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      for (const one of steps) await act(one)
      for (const [at, program] of programs.entries()) {
        const { json } = await program.get('/conversions?limit=200')
        const seen = json.conversions.map(({ conversion_id }: { conversion_id: string }) => conversion_id)
        expect(new Set(seen)).toEqual(own[at])
        expect(
          new Set(json.conversions.map((one: { workspace_id: string }) => one.workspace_id)).size,
        ).toBeLessThan(2)
        const other = leads[1 - at]?.[0]
        for (const query of [`lead_id=${other?.leadId}`, `contact_id=${other?.contactId}`])
          expect((await program.get(`/conversions?${query}`)).json.conversions).toEqual([])
      }
    }),
    { numRuns: 12 },
  )
  expect(core.defects).toEqual([])
}, 60_000)
