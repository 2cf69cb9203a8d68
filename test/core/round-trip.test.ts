// An exact export, imported into an empty folder: the same rows, and the same file once more. What is carried is said in
// shared/domain/import/exact.ts.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Task } from '../../electron/core/context.ts'
import { importTasks } from '../../electron/core/imports/imports.ts'
import { USES } from '../../electron/core/imports/places.ts'
import { takeBackUnfinishedImports } from '../../electron/core/imports/take-back.ts'
import { drive, taskContext } from '../../electron/core/tasks/run-task.ts'
import { openVault } from '../../electron/core/vault.ts'
import type { ImportResult } from '../../shared/contract/imports.ts'
import type { Input } from '../../shared/contract/index.ts'
import { rowsOf as csvRows } from '../../shared/domain/import/csv.ts'
import { type ExportList, usualColumns } from '../../shared/domain/list/export-columns.ts'
import { LEAD_STATUSES } from '../../shared/domain/vocabulary.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of many tables, compared with each other.
type Row = any

async function openFolder(zone = 'America/Phoenix') {
  const core = await openCore()
  await core.ask('settings.setUp', { agencyName: 'Sun Valley', timeZone: zone })
  // Durability is another test's: here the disk need not be waited for.
  core.writer.connection.raw.pragma('synchronous = OFF')
  fs.mkdirSync(path.join(core.directory, 'imports'), { recursive: true })
  return core
}

const rowsOf = (core: TestCore, sql: string, ...values: unknown[]): Row[] =>
  core.writer.connection.sql(sql).all(...values)

async function ended(core: TestCore, name: 'imports.run' | 'imports.undo' | 'exports.csv', input: Row) {
  const { taskId } = await core.ask(name, input)
  let state: Row
  await expect
    .poll(
      async () => {
        state = (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
        return state?.status
      },
      { timeout: 30_000, interval: 2 },
    )
    .not.toBe('running')
  if (state.status !== 'done') throw new Error(state.problem ?? state.status, { cause: core.defects.at(-1) })
  return state.result
}

async function exported(core: TestCore, list: 'leads' | 'contacts', more: Row = {}): Promise<string> {
  const result = await ended(core, 'exports.csv', {
    what: {
      list,
      columns: [...usualColumns(list as ExportList, 'exact')],
      sort: { column: 'id', direction: 'asc' },
      ...more,
    },
    mode: 'exact',
  })
  const file = path.join(core.directory, 'exports', result.file)
  const text = fs.readFileSync(file, 'utf8')
  fs.rmSync(file)
  return text
}

async function planOf(core: TestCore, text: string, more: Partial<Input<'imports.run'>> = {}) {
  const handle = randomUUID()
  fs.writeFileSync(path.join(core.directory, 'imports', handle), text)
  const seen = await core.ask('imports.inspect', { handle, reading: {} })
  return {
    seen,
    plan: {
      handle,
      name: 'moved.csv',
      reading: seen.reading,
      mapping: seen.mapping,
      webhookId: null,
      makes: seen.exact ?? 'leads',
      knownPeople: 'update',
      isDryRun: false,
      ...more,
    } satisfies Input<'imports.run'>,
  }
}

/** Looks first, as the screen does, and holds the import to it. */
async function bring(
  core: TestCore,
  text: string,
  more: Partial<Input<'imports.run'>> = {},
): Promise<ImportResult> {
  const { plan } = await planOf(core, text, more)
  const looked = (await ended(core, 'imports.run', { ...plan, isDryRun: true })) as ImportResult
  const done = (await ended(core, 'imports.run', plan)) as ImportResult
  expect({ ...looked, importId: null }).toEqual({ ...done, importId: null })
  return done
}

/** Everything but what belongs to a folder: when its figures were last moved, and by which import. */
function dump(core: TestCore) {
  const of = (sql: string) => rowsOf(core, sql)
  const without = (rows: Row[], ...names: string[]) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))))
  return {
    leads: without(of('select * from leads order by id'), 'batch_id', 'delivery_id'),
    contacts: without(of('select * from contacts order by id'), 'batch_id'),
    seen: of('select * from contact_workspaces order by workspace_id, contact_id'),
    days: of(
      `select webhook_id, date, total_leads, converted_leads, conversion_ms_sum from lead_analytics
       where total_leads > 0 order by 1, 2`,
    ),
    counts: of('select * from lead_counts where total > 0 order by 1, 2, 3'),
    webhooks: of(
      'select webhook_id, name, total_leads, last_lead_at from webhook_configs where total_leads > 0 order by 1',
    ),
    providers: of(
      'select provider_id, provider_name, total_leads from lead_source_providers where total_leads > 0 order by 1',
    ),
    found: of('select rowid from contact_search order by rowid'),
  }
}

/** Tables as they are, but for what never comes again. */
function whole(core: TestCore) {
  const names = rowsOf(
    core,
    `select name from sqlite_schema where type = 'table' and name not like '%\\_search%' escape '\\'
       and name not like 'sqlite\\_%' escape '\\' and name not in ('sequences', 'import_mappings', 'undo_log', 'lead_counts', 'lead_changes')`,
  )
  return Object.fromEntries(
    names.map(({ name }) => [
      name,
      rowsOf(core, `select * from "${name}"`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  )
}

/** `CONVIO_RUNS=100` runs every property a hundred times as often. */
const RUNS = Number(process.env.CONVIO_RUNS ?? 1)
const TIMEOUT = 60_000 * RUNS

/** The rows of an exact file but for what is counted from leads. */
function withoutLeads(text: string): string[] {
  const [headings, ...rows] = [...csvRows([text], { separator: ',', lineEnd: 'lf' })]
  const told = ['lead_count', 'last_lead_at'].map((name) => headings?.cells.indexOf(name))
  return rows.map(({ cells }) => JSON.stringify(cells.filter((_, at) => !told.includes(at)))).sort()
}

// ---- Ugly records ---------------------------------------------------------------------------------------------------------------

const UGLY = [
  '=1+1',
  '+1 602',
  '-cmd',
  '@x',
  "'=guarded",
  "''twice",
  '00123',
  'a,b;c\td|e',
  '"quoted" and ""twice""',
  'two\nlines',
  'two\r\nlines',
  'ends with CR\r',
  '\tbegins with a tab',
  ' spaces ',
  'Zoë Ærøskøbing 😀 \u202eright-to-left',
  '9007199254740993',
  '18446744073709551615',
  '1e5',
  'null',
  'TRUE',
  '2026-03-08',
  '\ufeffmark',
  '＝full-width',
  '<img src=x onerror=alert(1)>',
  'x'.repeat(300),
]
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom(...UGLY) },
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((one) => one.replaceAll('\0', ''))
    .map((one) => (one === '' ? null : one)),
)
/** The hours at which clocks change, here and there, and milliseconds that matter. */
const instant = fc.oneof(
  fc.constantFrom(
    '2025-03-09T09:59:59.999Z',
    '2025-03-09T10:00:00.000Z',
    '2025-11-02T08:30:00.000Z',
    '2025-11-02T09:30:00.001Z',
    '2024-02-29T23:59:59.000Z',
    '1999-12-31T23:59:59.999Z',
  ),
  fc
    .date({
      min: new Date('2001-01-01T00:00:00Z'),
      max: new Date('2026-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 2 })
const cents = fc.integer({ min: 0, max: 99_999_999_999 })
const dollars = cents.map((amount) => amount / 100)
const json = fc.jsonValue({ maxDepth: 2 })
const texts = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...UGLY)])))

const details = fc.record({
  address: text,
  city: text,
  notes: text,
  source: text,
  utm_campaign: text,
  consent_text: text,
  claims_history: text,
  user_agent: text,
  raw_payload: text,
  next_step: text,
  routing_reason: text,
  sender: text,
  property_type: text,
  status: fc.constantFrom(...LEAD_STATUSES),
  monthly_electric_bill: maybe(dollars),
  property_value: maybe(dollars),
  current_premium: maybe(fc.double({ min: 0, max: 1e12, noNaN: true })),
  conversion_score: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
  revenue_potential: maybe(dollars),
  cost_cents: maybe(cents),
  roof_age: maybe(fc.integer({ min: 0, max: 200 })),
  tcpa_compliance: maybe(fc.constantFrom(0, 1)),
  call_attempts: fc.nat(99),
  created_at: instant,
  updated_at: instant,
  contacted_at: maybe(instant),
  proposal_sent_at: maybe(instant),
  negotiating_at: maybe(instant),
  scheduled_at: maybe(instant),
  follow_up_at: maybe(instant),
  answers: maybe(fc.array(texts('question', 'answer'), { maxLength: 3 }).map((one) => JSON.stringify(one))),
  extra: maybe(
    fc.dictionary(fc.constantFrom('Hobby', '__proto__x', 'a"b', ''), json).map((one) => JSON.stringify(one)),
  ),
  issues: maybe(
    fc.array(texts('field', 'message', 'code'), { maxLength: 2 }).map((one) => JSON.stringify(one)),
  ),
  phone_extension: maybe(fc.constantFrom('1', '0042', '9999999')),
})

const record = fc.record({
  person: fc.nat(5),
  webhook: fc.nat(1),
  provider: fc.boolean(),
  workspace: fc.option(fc.nat(1)),
  isConverted: fc.boolean(),
  isAssigned: fc.boolean(),
  externalId: fc.boolean(),
  details,
})
const world = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 8 }),
  edits: fc.array(fc.tuple(fc.nat(7), fc.constantFrom('first_name', 'city', 'phone')), { maxLength: 2 }),
  merges: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 2 }),
  /** People may be left without a lead. */
  deletes: fc.array(fc.nat(7), { maxLength: 2 }),
})

type World = typeof world extends fc.Arbitrary<infer T> ? T : never

/** Makes the records by the doors everybody uses, then writes into them what no door would. */
async function populate(core: TestCore, { records, edits, merges, deletes }: World): Promise<void> {
  const { webhookId, hvacId, everywhere } = await furnish(core)
  const { db, raw } = { db: core.writer.connection, raw: core.writer.connection.raw }
  for (const id of ['acme', 'zenith-2'])
    db.sql(
      `insert into workspaces (id, name, created_at, updated_at) values (?, ?, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z')`,
    ).run(id, `Client “${id}”`)
  await core.ask('agents.save', { name: 'Ana, the closer' })
  core.writer.directory.forget(['workspaces', 'agents'])
  for (const [number, one] of records.entries()) {
    const id = one.webhook === 0 ? webhookId : hvacId
    const { leadId } = await core.ask('leads.create', {
      webhookId: id,
      values: {
        first_name: ['Ana', 'Bo', 'Cy', 'Dee', 'Eve', 'Flo'][one.person] as string,
        last_name: 'Ruiz',
        phone: `(602) 555-01${String(one.person).padStart(2, '0')}`,
        email: `p${one.person}@example.com`,
        ...(one.externalId ? { external_id: `${UGLY[number % UGLY.length]?.trim()}-${number}` } : {}),
        ...(one.workspace === null ? {} : { workspace_id: one.workspace === 0 ? 'acme' : 'zenith-2' }),
      },
    })
    if (one.isAssigned)
      await core
        .ask('leads.update', { id: leadId, values: { assigned_to: 'ana_the_closer' } })
        .catch(() => null)
    const columns = {
      ...one.details,
      provider_id: one.provider ? everywhere.providerId : null,
      converted_at: one.isConverted ? one.details.updated_at : null,
      assigned_to: one.isAssigned
        ? (rowsOf(core, 'select slug from agents order by created_at desc, slug limit 1')[0]?.slug ?? null)
        : null,
    }
    db.sql(
      `update leads set ${Object.keys(columns)
        .map((column) => `${column} = ?`)
        .join(', ')} where id = ?`,
    ).run(...Object.values(columns), leadId)
  }
  const leads = rowsOf(core, 'select id, contact_id from leads order by id')
  for (const [at, field] of edits) {
    const lead = leads[at]
    if (lead === undefined) continue
    const values = { [field]: field === 'phone' ? `(602) 555-018${at}` : `=edited ${at}` }
    await core.api.call(at % 2 === 0 ? 'leads.update' : 'contacts.update', {
      id: at % 2 === 0 ? lead.id : lead.contact_id,
      values,
    })
  }
  for (const [keep, merge] of merges) {
    const [a, b] = [leads[keep]?.contact_id, leads[merge]?.contact_id]
    if (a !== undefined && b !== undefined && a !== b)
      await core.api.call('contacts.merge', { keepId: a, mergeId: b })
  }
  for (const at of deletes) {
    const lead = leads[at]
    if (lead !== undefined) await core.api.call('leads.delete', { target: { ids: [lead.id] } })
  }
  recount(core)
  expect(raw.pragma('foreign_key_check')).toEqual([])
}

/** The times and statuses were written past the doors, so every figure is made anew here, in the plainest way. */
function recount(core: TestCore): void {
  const db = core.writer.connection
  const counted = rowsOf(core, 'select * from leads where is_test = 0')
  db.sql('delete from contact_workspaces').run()
  db.sql(
    `insert into contact_workspaces (workspace_id, contact_id, lead_count, last_lead_at)
     select workspace_id, contact_id, count(*), max(created_at) from leads where workspace_id is not null and is_test = 0 group by 1, 2`,
  ).run()
  db.sql(
    `update contacts set (lead_count, last_lead_at) =
       (select count(*), max(created_at) from leads l where l.contact_id = contacts.id and is_test = 0)`,
  ).run()
  db.sql(
    `update webhook_configs set (total_leads, last_lead_at) =
       (select count(*), max(created_at) from leads l where l.webhook_id = webhook_configs.webhook_id and is_test = 0)`,
  ).run()
  db.sql(
    `update lead_source_providers set total_leads =
       (select count(*) from leads l where l.provider_id = lead_source_providers.provider_id and is_test = 0)`,
  ).run()
  db.sql('delete from lead_analytics').run()
  const days = new Map<string, { leads: number; converted: number; ms: number }>()
  for (const lead of counted) {
    const key = `${lead.webhook_id} ${core.writer.directory.dayOf(Date.parse(lead.created_at))}`
    const day = days.get(key) ?? { leads: 0, converted: 0, ms: 0 }
    day.leads++
    if (lead.converted_at !== null) {
      day.converted++
      day.ms += Date.parse(lead.converted_at) - Date.parse(lead.created_at)
    }
    days.set(key, day)
  }
  for (const [key, day] of days) {
    const [webhookId, date] = key.split(' ')
    db.sql(
      `insert into lead_analytics (webhook_id, date, total_leads, converted_leads, conversion_ms_sum, created_at, updated_at)
       values (?, ?, ?, ?, ?, '', '')`,
    ).run(webhookId, date, day.leads, day.converted, day.ms)
  }
}

describe('an exact export into an empty folder', () => {
  it(
    'contacts, then leads: every row as it was, every figure exact, and the same files again',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          world,
          fc.constantFrom('America/Phoenix', 'America/New_York'),
          async (made, zone) => {
            const core = await openFolder(zone)
            await populate(core, made)
            // An export of nothing is refused.
            fc.pre(rowsOf(core, 'select 1 from leads').length > 0)
            const contacts = await exported(core, 'contacts')
            const leads = await exported(core, 'leads')
            const before = dump(core)
            const other = await openFolder(zone)
            const start = whole(other)
            const first = await bring(other, contacts)
            expect(first).toMatchObject({ refused: 0, existing: 0, notes: 0 })
            // How many leads they have comes with the leads.
            expect(withoutLeads(await exported(other, 'contacts'))).toEqual(withoutLeads(contacts))
            const second = await bring(other, leads)
            expect(second).toMatchObject({ refused: 0, leads: before.leads.length, newContacts: 0, notes: 0 })
            expect(dump(other)).toEqual(before)
            expect(await exported(other, 'contacts')).toBe(contacts)
            expect(await exported(other, 'leads')).toBe(leads)
            // The same file twice changes nothing.
            const full = dump(other)
            expect(await bring(other, leads)).toMatchObject({ leads: 0, known: before.leads.length })
            expect(await bring(other, contacts)).toMatchObject({ newContacts: 0, updatedContacts: 0 })
            expect(dump(other)).toEqual(full)
            // And all of it goes again.
            for (const { importId } of await other.ask('imports.list', {}))
              await ended(other, 'imports.undo', { importId, isForced: true })
            expect(whole(other)).toEqual(start)
            for (const one of [core, other]) {
              expect(one.defects).toEqual([])
              await one.close()
            }
          },
        ),
        { numRuns: 5 * RUNS, endOnFailure: true },
      )
    },
    TIMEOUT,
  )

  it(
    'leads alone: their rows, the ids of their people and every figure; what is missing is made and told before',
    async () => {
      await fc.assert(
        fc.asyncProperty(world, async (made) => {
          const core = await openFolder()
          await populate(core, { ...made, deletes: [] })
          const leads = await exported(core, 'leads')
          const before = dump(core)
          const other = await openFolder('Europe/Berlin')
          const result = await bring(other, leads)
          expect(result).toMatchObject({ refused: 0, leads: before.leads.length })
          const after = dump(other)
          expect(after.leads).toEqual(before.leads)
          expect(after.counts).toEqual(before.counts)
          expect(after.webhooks).toEqual(before.webhooks)
          expect(after.seen).toEqual(before.seen)
          const people = (list: Row[]) =>
            list
              .filter(({ lead_count }) => lead_count > 0)
              .map(({ id, webhook_id, phone, lead_count, last_lead_at }) =>
                JSON.stringify([id, webhook_id, phone, lead_count, last_lead_at]),
              )
          expect(people(after.contacts)).toEqual(people(before.contacts))
          const used = new Set(
            before.leads.flatMap((row: Row) => [
              row.webhook_id,
              row.provider_id,
              row.workspace_id,
              row.assigned_to,
            ]),
          )
          const told = result.made?.map(({ id }) => id).filter((id) => used.has(id))
          expect(new Set(told)).toEqual(new Set([...used].filter((id) => id !== null && id !== 'owner')))
          await core.close()
          await other.close()
        }),
        { numRuns: 3 * RUNS, endOnFailure: true },
      )
    },
    TIMEOUT,
  )

  it('webhooks and providers that are made are switched off, and nothing can be sent to them', async () => {
    const core = await openFolder()
    const { webhookId, everywhere } = await furnish(core)
    const { leadId } = await core.ask('leads.create', { webhookId, values: { phone: '(602) 555-0100' } })
    core.writer.connection
      .sql('update leads set provider_id = ? where id = ?')
      .run(everywhere.providerId, leadId)
    const leads = await exported(core, 'leads')
    const other = await openFolder()
    const { made } = await bring(other, leads)
    expect(made).toEqual([
      { kind: 'webhook', id: webhookId, name: 'California Solar' },
      { kind: 'provider', id: everywhere.providerId, name: 'Click Ventures' },
    ])
    expect(await other.ask('webhooks.list', {})).toMatchObject([
      { webhookId, name: 'California Solar', leadType: 'solar', isActive: false, hasSecret: false },
    ])
    expect(await other.ask('providers.list', {})).toMatchObject([
      { providerName: 'Click Ventures', isActive: false },
    ])
    // It may be switched on, and then belongs to the agency: an undo of the import leaves it.
    await other.ask('webhooks.setActive', { webhookId, isActive: true })
    const [first] = await other.ask('imports.list', {})
    await ended(other, 'imports.undo', { importId: first?.importId, isForced: true })
    expect(await other.ask('webhooks.list', {})).toHaveLength(1)
    expect(await other.ask('providers.list', {})).toHaveLength(0)
    expect(rowsOf(other, 'select last_lead_at from webhook_configs')).toEqual([{ last_lead_at: null }])
  })
})

describe('an exact export into a folder with leads of its own', () => {
  it(
    'ids that others have give way, nobody is taken for somebody else, and twice is once',
    async () => {
      await fc.assert(
        fc.asyncProperty(world, world, async (mine, theirs) => {
          const core = await openFolder()
          await populate(core, { ...theirs, deletes: [] })
          // The same webhook ids, other phones: every folder counts its ids from the same beginning.
          core.writer.connection.sql(`update contacts set phone = replace(phone, '+1602', '+1480')`).run()
          core.writer.connection
            .sql(`update leads set phone = replace(phone, '+1602', '+1480'), external_id = null`)
            .run()
          const contacts = await exported(core, 'contacts')
          const leads = await exported(core, 'leads')
          const other = await openFolder()
          await populate(other, mine)
          const own = dump(other)
          await bring(other, contacts)
          await bring(other, leads)
          const after = dump(other)
          // Nothing of one's own has changed.
          for (const row of own.leads) expect(after.leads).toContainEqual(row)
          for (const row of own.contacts) expect(after.contacts).toContainEqual(row)
          const came = after.leads.filter(({ phone }: Row) => phone?.startsWith('+1480'))
          const strip = (list: Row[]) =>
            list.map(({ id: _, contact_id: __, ...row }) => JSON.stringify(row)).sort()
          expect(strip(came)).toEqual(
            strip(dump(core).leads.filter(({ phone }: Row) => phone?.startsWith('+1480'))),
          )
          for (const lead of came) {
            const [person] = rowsOf(other, 'select phone from contacts where id = ?', lead.contact_id)
            expect(person.phone).toMatch(/^\+1480/)
          }
          expect(await bring(other, leads)).toMatchObject({ leads: 0 })
          expect(dump(other)).toEqual(after)
          recount(other)
          expect(dump(other)).toEqual(after)
          await core.close()
          await other.close()
        }),
        { numRuns: 3 * RUNS, endOnFailure: true },
      )
    },
    TIMEOUT,
  )

  it('into a chosen webhook too: status, times and price come with the leads', async () => {
    const core = await openFolder()
    const { webhookId } = await furnish(core)
    const { leadId } = await core.ask('leads.create', {
      webhookId,
      values: { phone: '(602) 555-0100', price: '12.50', Hobby: '=1' },
    })
    await core.ask('leads.setStatus', { id: leadId, status: 'converted' })
    const leads = await exported(core, 'leads')
    const other = await openFolder()
    const own = await furnish(other)
    const result = await bring(other, leads, { webhookId: own.hvacId })
    expect(result).toMatchObject({ leads: 1, refused: 0, notes: 0 })
    const [was] = rowsOf(core, 'select * from leads')
    const [is] = rowsOf(other, 'select * from leads')
    for (const column of ['status', 'converted_at', 'contacted_at', 'cost_cents', 'extra', 'created_at'])
      expect(is[column], column).toBe(was[column])
    expect(is.cost_cents).toBe(1250)
  })
})

describe('a file that is not as it was exported', () => {
  it('rows that do not fit are refused by name, and the rest comes', async () => {
    const core = await openFolder()
    const { webhookId } = await furnish(core)
    for (let at = 0; at < 6; at++)
      await core.ask('leads.create', {
        webhookId,
        values: { phone: `(602) 555-010${at}`, name: `Ana ${at}` },
      })
    const lines = (await exported(core, 'leads')).split('\r\n')
    const headings = (lines[0] as string).split(',')
    const change = (line: number, column: string, cell: string) => {
      const cells = (lines[line] as string).split(',')
      cells[headings.indexOf(column)] = cell
      lines[line] = cells.join(',')
    }
    change(1, 'status', 'gone')
    change(2, 'created_at', 'soon')
    change(3, 'webhook_id', 'nowhere')
    change(4, 'call_attempts', '1.5')
    change(5, 'workspace_id', 'Not A Slug')
    const other = await openFolder()
    const result = await bring(other, lines.join('\r\n'))
    expect(result).toMatchObject({ rows: 6, leads: 1, refused: 5 })
    expect(result.problems.map(({ message }) => message.split('.')[0])).toEqual([
      '“gone” does not fit status',
      '“soon” does not fit created_at',
      'There is no webhook “nowhere” here, and none can be made under this id',
      '“1',
      'There is no workspace “Not A Slug” here, and none can be made under this id',
    ])
    const { plan } = await planOf(other, 'Name,Phone\nAna,602 555 0100\n')
    await expect(ended(other, 'imports.run', plan)).rejects.toThrow('no exact export')
  })

  it('ids far beyond the others use up no numbers', async () => {
    const core = await openFolder()
    const { webhookId } = await furnish(core)
    const { leadId, contactId } = await core.ask('leads.create', {
      webhookId,
      values: { phone: '(602) 555-0100' },
    })
    const text = (await exported(core, 'leads'))
      .replaceAll(String(leadId), '9999999999')
      .replaceAll(String(contactId), '9999999')
    const other = await openFolder()
    await bring(other, text)
    const values = rowsOf(other, `select value from sequences where name in ('leads', 'contacts')`)
    for (const { value } of values) expect(value).toBeLessThan(1_000_000_000)
    await other.ask('leads.create', {
      webhookId: (await furnish(other)).webhookId,
      values: { phone: '(602) 555-0101' },
    })
  })
})

it('killed or cancelled in the middle, nothing of it stays, not even what was made for it', async () => {
  const core = await openFolder()
  const { webhookId } = await furnish(core)
  for (let at = 0; at < 250; at++)
    await core.ask('leads.create', { webhookId, values: { phone: `(602) 555-${1000 + at}` } })
  const leads = await exported(core, 'leads')
  const other = await openFolder()
  const start = whole(other)
  const vault = openVault(new Uint8Array(32).fill(7), 'file')
  const context = taskContext({ writer: other.writer, actor: 'owner', vault, secretProtection: 'file' })
  const { plan } = await planOf(other, leads)
  const task = importTasks['imports.run'](context, { ...plan, leavesOutRefused: true }) as Task<unknown>
  for (let steps = 0; steps < 3; steps++) task.next()
  expect(rowsOf(other, 'select 1 from leads').length).toBeGreaterThan(0)
  const options = { report: () => {}, logDefect: () => {}, isCancelled: () => false }
  await drive(takeBackUnfinishedImports(context), options)
  expect(whole(other)).toEqual(start)
  let told = 0
  const again = importTasks['imports.run'](context, { ...plan, leavesOutRefused: true }) as Task<unknown>
  const end = await drive(again, { ...options, report: () => void told++, isCancelled: () => told > 1 })
  expect(end.status).toBe('cancelled')
  expect(whole(other)).toEqual(start)
  expect(await bring(other, leads)).toMatchObject({ leads: 250 })
}, 60_000)

it('payloads as long as a delivery may be, with every byte that a text can hold', async () => {
  const core = await openFolder()
  const { webhookId } = await furnish(core)
  const payloads = ['a\0b', '"'.repeat(1 << 20), 'x,\r\n'.repeat(100_000), `${'y'.repeat(150_000)}"`]
  for (const [at, payload] of payloads.entries()) {
    const { leadId } = await core.ask('leads.create', { webhookId, values: { phone: `(602) 555-010${at}` } })
    core.writer.connection.sql('update leads set raw_payload = ? where id = ?').run(payload, leadId)
  }
  const leads = await exported(core, 'leads')
  const other = await openFolder()
  expect(await bring(other, leads)).toMatchObject({ leads: payloads.length, refused: 0 })
  expect(dump(other).leads).toEqual(dump(core).leads)
  expect((await exported(other, 'leads')) === leads).toBe(true)
  const alone = await exported(core, 'leads', { filter: { search: '555-0100' } })
  expect(alone).toContain('a\0b')
  expect(await bring(await openFolder(), alone)).toMatchObject({ leads: 1, refused: 0 })
}, 60_000)

it('for a spreadsheet: phones and ZIP codes stay as they are, formulas become text, and an import takes the guard away', async () => {
  const core = await openFolder()
  const { webhookId } = await furnish(core)
  await core.ask('leads.create', {
    webhookId,
    values: { phone: '(602) 555-0100', zip_code: '01234', first_name: '=cmd|calc', city: '-2+3' },
  })
  const file = await ended(core, 'exports.csv', {
    what: { list: 'leads', columns: ['phone', 'zip_code', 'first_name', 'city'] },
    mode: 'spreadsheet',
  })
  const text = fs.readFileSync(path.join(core.directory, 'exports', file.file), 'utf8')
  expect(text.split('\r\n')[1]).toBe(`(602) 555-0100,01234,'=cmd|calc,'-2+3`)
  const other = await openFolder()
  const { plan } = await planOf(other, text, { webhookId: (await furnish(other)).webhookId })
  await ended(other, 'imports.run', plan)
  expect(rowsOf(other, 'select phone, zip_code, first_name, city from leads')).toEqual([
    { phone: '+16025550100', zip_code: '01234', first_name: '=cmd|calc', city: '-2+3' },
  ])
})

// ---- What a hostile review found ------------------------------------------------------------------------------------------------

/** The file with cells changed: by number of the row, from 0. */
function edited(file: string, change: (cells: Record<string, string>, row: number) => void): string {
  const [headings, ...rows] = [...csvRows([file], { separator: ',', lineEnd: 'lf' })]
  const names = headings?.cells ?? []
  const quoted = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  return [
    quoted(names),
    ...rows.map(({ cells }, row) => {
      const said = Object.fromEntries(names.map((name, at) => [name, cells[at] as string]))
      change(said, row)
      return quoted(names.map((name) => said[name] as string))
    }),
  ].join('\r\n')
}

async function withLeads(first: number, count = 1, more: (at: number) => Row = () => ({})) {
  const core = await openFolder()
  const { webhookId } = await furnish(core)
  const made: { leadId: number; contactId: number }[] = []
  for (let at = first; at < first + count; at++)
    made.push(
      await core.ask('leads.create', {
        webhookId,
        values: { phone: `(602) 555-01${String(at).padStart(2, '0')}`, name: `Ana ${at}`, ...more(at) },
      }),
    )
  return { core, webhookId, made }
}

const tableOf = (core: TestCore, table: string) => rowsOf(core, `select * from ${table} order by id`)

describe('second names of a contact', () => {
  it('carry known columns alone: a cell with any other key is refused, and the rest comes', async () => {
    const { core, made } = await withLeads(0, 8)
    for (let at = 0; at < 8; at += 2)
      await core.ask('contacts.merge', {
        keepId: made[at]?.contactId as number,
        mergeId: made[at + 1]?.contactId as number,
      })
    const extra = [
      { "city) values ('x'); --": 'x' },
      { 'lead_count, search_text': 7 },
      { lead_count: 7 },
    ] as const
    const file = edited(await exported(core, 'contacts'), (cells, row) => {
      const [second] = JSON.parse(cells.second_names as string)
      cells.second_names = JSON.stringify([{ ...second, ...extra[row] }])
    })
    const other = await openFolder()
    const result = await bring(other, file)
    expect(result).toMatchObject({ rows: 4, newContacts: 1, refused: 3 })
    for (const { message } of result.problems) expect(message).toMatch('does not fit second_names')
    expect(
      rowsOf(other, 'select lead_count, merged_into_id is null as is_own from contacts order by 2'),
    ).toEqual([
      { lead_count: 0, is_own: 0 },
      { lead_count: 0, is_own: 1 },
    ])
    expect(other.defects).toEqual([])
  })
})

describe('ids of a file', () => {
  it('that were a deleted record’s here stay that one’s, and its undo brings it back', async () => {
    const theirs = await withLeads(50, 3)
    const ours = await withLeads(0, 3)
    expect(ours.made).toEqual(theirs.made)
    const contacts = await exported(theirs.core, 'contacts')
    const leads = await exported(theirs.core, 'leads')
    const { core } = ours
    const before = { leads: tableOf(core, 'leads'), contacts: tableOf(core, 'contacts') }
    const { undoId } = await core.ask('contacts.delete', {
      ids: ours.made.map(({ contactId }) => contactId),
    })
    expect(await bring(core, contacts)).toMatchObject({ newContacts: 3, refused: 0 })
    expect(await bring(core, leads)).toMatchObject({ leads: 3, refused: 0 })
    for (const { leadId, contactId } of ours.made) {
      expect(rowsOf(core, 'select 1 from leads where id = ?', leadId)).toEqual([])
      expect(rowsOf(core, 'select 1 from contacts where id = ?', contactId)).toEqual([])
    }
    await core.ask('history.undo', { undoId })
    expect(tableOf(core, 'leads')).toEqual(expect.arrayContaining(before.leads))
    expect(tableOf(core, 'contacts')).toEqual(expect.arrayContaining(before.contacts))
    expect(tableOf(core, 'leads')).toHaveLength(6)
    expect(tableOf(core, 'contacts')).toHaveLength(6)
    expect(await bring(core, leads)).toMatchObject({ leads: 0, known: 3 })
    // Whoever comes next has an id of their own.
    await core.ask('leads.create', { webhookId: ours.webhookId, values: { phone: '(602) 555-0199' } })
    expect(tableOf(core, 'contacts')).toHaveLength(7)
    expect(core.defects).toEqual([])
  })

  it('that were deleted here by a lead’s own way: people whom the leads bring do not take them', async () => {
    const theirs = await withLeads(50, 2)
    const ours = await withLeads(0, 2)
    const leads = await exported(theirs.core, 'leads')
    const { core } = ours
    const before = tableOf(core, 'contacts')
    const { undoId } = await core.ask('contacts.delete', {
      ids: ours.made.map(({ contactId }) => contactId),
    })
    expect(await bring(core, leads)).toMatchObject({ leads: 2 })
    expect(await bring(core, leads)).toMatchObject({ leads: 0, known: 2 })
    await core.ask('history.undo', { undoId })
    expect(tableOf(core, 'contacts')).toEqual(expect.arrayContaining(before))
    expect(tableOf(core, 'leads')).toHaveLength(4)
  })

  it('are taken again by the very record that was deleted', async () => {
    const { core, made } = await withLeads(0, 3)
    const contacts = await exported(core, 'contacts')
    const leads = await exported(core, 'leads')
    await core.ask('contacts.delete', { ids: made.map(({ contactId }) => contactId) })
    expect(await bring(core, contacts)).toMatchObject({ newContacts: 3 })
    expect(await bring(core, leads)).toMatchObject({ leads: 3 })
    expect(await exported(core, 'contacts')).toBe(contacts)
    expect(await exported(core, 'leads')).toBe(leads)
  })

  it('come once more after the import was taken back', async () => {
    const theirs = await withLeads(0, 3)
    const leads = await exported(theirs.core, 'leads')
    const core = await openFolder()
    for (let times = 0; times < 2; times++) {
      const { importId } = await bring(core, leads)
      expect(await exported(core, 'leads')).toBe(leads)
      await ended(core, 'imports.undo', { importId, isForced: true })
    }
  })
})

it('instants of an edited file are stored with milliseconds and Z; days that do not exist are refused', async () => {
  const { core, made } = await withLeads(0, 4)
  const written = [
    '2026-01-05T10:00:00Z',
    '2026-01-05T10:00+02:00',
    '2026-02-30T10:00:00.000Z',
    '2026-01-05T10:00:00.1234567Z',
  ]
  const leads = edited(await exported(core, 'leads'), (cells, row) => {
    cells.created_at = written[row] as string
    cells.contacted_at = written[row] as string
  })
  const other = await openFolder()
  expect(await bring(other, leads)).toMatchObject({ leads: 3, refused: 1 })
  const stored = ['2026-01-05T10:00:00.000Z', '2026-01-05T08:00:00.000Z', '2026-01-05T10:00:00.123Z']
  for (const column of ['created_at', 'contacted_at'])
    expect(
      rowsOf(other, `select ${column} as at from leads`)
        .map(({ at }) => at)
        .sort(),
    ).toEqual([...stored].sort())

  const [keepId, mergeId] = made.map(({ contactId }) => contactId) as [number, number]
  await core.ask('contacts.merge', { keepId, mergeId })
  const contacts = edited(await exported(core, 'contacts'), (cells) => {
    const times = JSON.parse(cells.field_times as string)
    cells.field_times = JSON.stringify({ ...times, first_name: '2026-01-05T10:00:00Z' })
    if (cells.second_names === '') return
    const [second] = JSON.parse(cells.second_names as string)
    cells.second_names = JSON.stringify([
      {
        ...second,
        created_at: '2026-01-05T10:00:00Z',
        field_times: '{"first_name":"2026-01-05T10:00:00+02:00"}',
      },
    ])
  })
  const third = await openFolder()
  await bring(third, contacts)
  const [second] = rowsOf(
    third,
    'select created_at, field_times from contacts where merged_into_id is not null',
  )
  expect(second).toEqual({
    created_at: '2026-01-05T10:00:00.000Z',
    field_times: '{"first_name":"2026-01-05T08:00:00.000Z"}',
  })
  for (const { field_times } of rowsOf(
    third,
    'select field_times from contacts where merged_into_id is null',
  ))
    expect(JSON.parse(field_times).first_name).toBe('2026-01-05T10:00:00.000Z')
})

it.each([
  ['stored at different times', true],
  ['alike in everything', false],
])('two leads of one person at one instant are two, %s', async (_, areStoredApart) => {
  const theirs = await withLeads(50, 2, () => ({ phone: '(602) 555-0150' }))
  const at = '2026-01-05T10:00:00.000Z'
  const db = theirs.core.writer.connection
  for (const [number, { leadId }] of theirs.made.entries())
    db.sql('update leads set created_at = ?, processed_at = ? where id = ?').run(
      at,
      areStoredApart ? `2026-01-05T10:00:0${number}.000Z` : at,
      leadId,
    )
  const leads = await exported(theirs.core, 'leads')
  const [headings, first] = leads.split('\r\n')
  // Strangers have both ids here.
  const { core } = await withLeads(0, 2)
  expect(await bring(core, `${headings}\r\n${first}\r\n`)).toMatchObject({ leads: 1, known: 0 })
  expect(await bring(core, leads)).toMatchObject({ leads: 1, known: 1 })
  expect(await bring(core, leads)).toMatchObject({ leads: 0, known: 2 })
  expect(tableOf(core, 'leads')).toHaveLength(4)
})

it('many leads of one instant are known again, each once', async () => {
  const { core } = await withLeads(0, 40)
  const theirs = await withLeads(50, 40)
  theirs.core.writer.connection.sql(`update leads set created_at = '2026-01-05T10:00:00.000Z'`).run()
  const leads = await exported(theirs.core, 'leads')
  expect(await bring(core, leads)).toMatchObject({ leads: 40 })
  expect(await bring(core, leads)).toMatchObject({ leads: 0, known: 40 })
})

describe('taking back what an import made', () => {
  it('leaves a workspace that has a saved view by now', async () => {
    const { core, made } = await withLeads(0, 1)
    const db = core.writer.connection
    db.sql(
      `insert into workspaces (id, name, created_at, updated_at) values ('acme', 'Acme', '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z')`,
    ).run()
    db.sql(`update leads set workspace_id = 'acme' where id = ?`).run(made[0]?.leadId)
    const leads = await exported(core, 'leads')
    const other = await openFolder()
    const { importId } = await bring(other, leads)
    other.writer.connection
      .sql(
        `insert into saved_views (list, name, workspace_id, definition, position, created_at, updated_at)
         values ('leads', 'Mine', 'acme', '{}', 1, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z')`,
      )
      .run()
    await ended(other, 'imports.undo', { importId, isForced: true })
    expect(rowsOf(other, 'select id, batch_id from workspaces')).toEqual([{ id: 'acme', batch_id: null }])
    expect(rowsOf(other, 'select name from saved_views')).toEqual([{ name: 'Mine' }])
    expect(rowsOf(other, 'select 1 from webhook_configs')).toEqual([])
  })

  it('leaves places in which test leads stand', async () => {
    const { core, made } = await withLeads(0, 1)
    const { everywhere } = await furnish(core)
    const db = core.writer.connection
    db.sql('update leads set provider_id = ? where id = ?').run(everywhere.providerId, made[0]?.leadId)
    const leads = await exported(core, 'leads')
    const other = await openFolder()
    const { importId } = await bring(other, leads)
    const { webhookId } = await furnish(other)
    const { leadId } = await other.ask('leads.create', { webhookId, values: { phone: '(602) 555-0198' } })
    other.writer.connection
      .sql('update leads set is_test = 1, provider_id = ? where id = ?')
      .run(everywhere.providerId, leadId)
    await ended(other, 'imports.undo', { importId, isForced: true })
    expect(
      rowsOf(other, 'select 1 as it from lead_source_providers where provider_id = ?', everywhere.providerId),
    ).toEqual([{ it: 1 }])
  })

  it('asks indexes alone whether something of the leads stands in a place', async () => {
    const core = await openFolder()
    for (const sql of Object.values(USES).flat()) {
      const plan = rowsOf(core, `explain query plan ${sql}`, 'x').map(({ detail }) => detail)
      for (const detail of plan)
        if (!/leads_test/.test(detail)) expect(detail, sql).not.toMatch(/^SCAN (leads|contacts|deliveries)\b/)
    }
  })
})
