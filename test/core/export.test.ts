// Export through the front door: the core's task on a real database, and the file it leaves, read back by a parser that is not ours.
import { fork } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import type { ListColumn } from '../../shared/domain/list/columns.ts'
import { EXPORT_LIST_NAMES, exportColumns, usualColumns } from '../../shared/domain/list/export-columns.ts'
import { furnish, MIGRATIONS, openCore, type TestCore } from '../support/core.ts'

async function furnished() {
  const core = await openCore()
  await core.ask('settings.setUp', { agencyName: 'Sun Valley', timeZone: 'America/Phoenix' })
  return { core, ...(await furnish(core)) }
}

/** Starts a task and waits for its end; `onProgress` hears of it meanwhile. */
async function ended(
  core: TestCore,
  input: Input<'exports.csv'>,
  onProgress: (state: TaskState) => void = () => {},
): Promise<TaskState> {
  const states = new Map<string, TaskState>()
  let settle: (state: TaskState) => void = () => {}
  const end = new Promise<TaskState>((resolve) => {
    settle = resolve
  })
  let wanted: string | undefined
  const stop = core.api.onChanges(({ tasks }) => {
    for (const state of tasks ?? []) {
      states.set(state.taskId, state)
      onProgress(state)
      if (state.taskId === wanted && state.status !== 'running') settle(state)
    }
  })
  wanted = (await core.ask('exports.csv', input)).taskId
  const known = states.get(wanted)
  if (known && known.status !== 'running') settle(known)
  try {
    return await end
  } finally {
    stop()
  }
}

const folderOf = (core: TestCore) => path.join(core.directory, 'exports')
const filesOf = (core: TestCore) => (fs.existsSync(folderOf(core)) ? fs.readdirSync(folderOf(core)) : [])

/** The text of a finished export; the file is removed, as a host does that has handed it on. */
async function exported(core: TestCore, input: Input<'exports.csv'>): Promise<string> {
  const end = await ended(core, input)
  if (end.status !== 'done')
    throw new Error(`The export ${end.status}: ${end.problem}`, { cause: core.defects.at(-1) })
  const { file } = end.result as { file: string }
  const place = path.join(folderOf(core), file)
  const text = fs.readFileSync(place, 'utf8')
  fs.rmSync(place)
  return text
}

/** Lines as lists of cells, strictly by RFC 4180. */
const cellsOf = (text: string): string[][] => parse(text, { record_delimiter: '\r\n', relax_quotes: false })

async function addLead(core: TestCore, webhookId: string, values: Record<string, string>): Promise<number> {
  const { leadId } = await core.ask('leads.create', { webhookId, values })
  return leadId
}

describe('a file for a spreadsheet', () => {
  test('has the chosen columns in their order, labels, names, the clock of the agency and exact money', async () => {
    const { core, webhookId } = await furnished()
    const id = await addLead(core, webhookId, {
      first_name: 'José',
      last_name: 'Nuñez',
      phone: '(602) 555-0142',
      monthly_electric_bill: '$1,234.50',
      created_at: '2026-03-18T16:20:30.000Z',
    })
    const text = await exported(core, {
      what: {
        list: 'leads',
        columns: [
          'last_name',
          'first_name',
          'phone',
          'status',
          'webhook_name',
          'webhook_id',
          'monthly_electric_bill',
          'created_at',
          'assigned_to_name',
          'id',
        ],
      },
    })
    expect(text).toMatch(/\r\n$/)
    expect(cellsOf(text)).toEqual([
      [
        'Last name',
        'First name',
        'Phone',
        'Status',
        'Webhook',
        'Webhook: id',
        'Monthly bill',
        'Created',
        'Assigned to',
        'Lead id',
      ],
      [
        'Nuñez',
        'José',
        '(602) 555-0142',
        'New',
        'California Solar',
        webhookId,
        '1234.50',
        '2026-03-18 09:20',
        '',
        String(id),
      ],
    ])
    expect(core.defects).toEqual([])
  })

  test('runs nothing that a stranger sent, and loses nothing of it', async () => {
    const { core, webhookId } = await furnished()
    const nasty = [
      "=cmd|' /C calc'!A0",
      '+1+1',
      '-2+3',
      '@SUM(A1:A9)',
      '＝1+1',
      '"=1+1"',
      'a,"b"\nc\r\nd',
      "'=1+1",
      '日本語 🌞, naïve',
    ]
    for (const [at, notes] of nasty.entries())
      await addLead(core, webhookId, { phone: `(602) 555-01${10 + at}`, notes })
    const text = await exported(core, {
      what: { list: 'leads', columns: ['notes', 'phone'], sort: { column: 'phone', direction: 'asc' } },
    })
    const stored = await exported(core, {
      what: { list: 'leads', columns: ['notes', 'phone'], sort: { column: 'phone', direction: 'asc' } },
      mode: 'exact',
    })
    const [, ...shown] = cellsOf(text)
    const [, ...exact] = cellsOf(stored)
    expect(shown).toHaveLength(nasty.length)
    for (const [at, [notes = '', phone]] of shown.entries()) {
      const kept = exact[at]?.[0] ?? ''
      expect(notes).toBe(/^'*[=+\-@＝]/.test(kept) ? `'${kept}` : kept)
      expect(phone).toBe(`(602) 555-01${10 + at}`)
    }
    expect(exact.map(([notes]) => notes)).toEqual(
      nasty.map((_, at) =>
        core.writer.connection.sql('select notes from leads where phone = ?').value(`+160255501${10 + at}`),
      ),
    )
  })

  test('has every row of the filter, more than a page and in the order of the list', async () => {
    const { core, webhookId } = await furnished()
    const { raw } = core.writer.connection
    await addLead(core, webhookId, { phone: '(602) 555-0100', first_name: 'Other' })
    // Straight into the table, since a thousand deliveries are not what is tested here.
    const names = raw
      .prepare(
        `select group_concat(name) from pragma_table_xinfo('leads') where name not in ('id', 'last_name', 'created_at', 'contact_id', 'delivery_id', 'external_id', 'status') and hidden = 0`,
      )
      .pluck()
      .get()
    raw.exec(
      `insert into leads (id, last_name, created_at, contact_id, status, ${names})
      select 2000000000 + value * 7 % 2503, 'Name ' || value, '2026-01-01T00:00:00.000Z', contact_id, 'contacted', ${names} from leads, generate_series(1, 2500)`.replace(
        'generate_series(1, 2500)',
        `(with recursive s(value) as (select 1 union all select value + 1 from s where value < 2500) select value from s)`,
      ),
    )
    const text = await exported(core, {
      what: { list: 'leads', filter: { statuses: ['contacted'] }, columns: ['id', 'last_name'] },
    })
    const [, ...rows] = cellsOf(text)
    expect(rows).toHaveLength(2_500)
    const ids = rows.map(([id]) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
  })
})

test('with a BOM for Excel, and without', async () => {
  const { core, webhookId } = await furnished()
  await addLead(core, webhookId, { phone: '(602) 555-0142' })
  const what = { list: 'leads', columns: ['phone'] } as const
  expect(
    (await exported(core, { what: { ...what, columns: ['phone'] }, hasBom: true })).startsWith(
      '\ufeffPhone\r\n',
    ),
  ).toBe(true)
  expect((await exported(core, { what: { ...what, columns: ['phone'] } })).startsWith('Phone\r\n')).toBe(true)
})

test('the exact mode holds what is stored, to the millisecond and the cent', async () => {
  const { core } = await furnished()
  await core.ask('sampleData.create', { leads: 300 })
  await expect
    .poll(async () => (await core.ask('tasks.list', {})).every(({ status }) => status !== 'running'), {
      timeout: 30_000,
    })
    .toBe(true)
  for (const list of EXPORT_LIST_NAMES) {
    const columns = [...usualColumns(list, 'exact')]
    const text = await exported(core, {
      what: { list, columns } as Input<'exports.csv'>['what'],
      mode: 'exact',
    })
    const rows = parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[]
    expect(Object.keys(rows[0] ?? {})).toEqual(columns)
    const table = list === 'events' ? 'lead_events' : list
    const kinds = new Map(exportColumns(list).map(({ key, column }) => [key, column]))
    const own = new Set(
      core.writer.connection
        .sql('select name from pragma_table_xinfo(?)')
        .all<{ name: string }>(table)
        .map(({ name }) => name),
    )
    const stored = new Map(
      core.writer.connection
        .sql(`select * from ${table}`)
        .all()
        .map((row) => [String(row.id), row]),
    )
    expect(rows.length, list).toBeGreaterThan(0)
    for (const row of rows) {
      const kept = stored.get(row.id ?? '')
      for (const name of columns.filter((column) => own.has(column))) {
        const { kind, unit } = kinds.get(name) as ListColumn
        const cell = row[name] ?? ''
        const value = Buffer.isBuffer(kept[name]) ? kept[name].toString('utf8') : kept[name]
        const read =
          cell === ''
            ? null
            : kind === 'instant'
              ? new Date(cell).toISOString()
              : kind === 'money'
                ? Math.round(Number(cell) * 100) / (unit === 'cents' ? 1 : 100)
                : typeof value === 'number'
                  ? Number(cell)
                  : cell
        expect(read, `${list}.${name}`).toBe(value === '' ? null : value)
      }
    }
  }
  expect(core.defects).toEqual([])
}, 60_000)

test('long payloads are read a few at a time, and nothing is cut', async () => {
  const { core, webhookId } = await furnished()
  const long = 'x,"'.repeat(100_000)
  for (let at = 0; at < 6; at++)
    await addLead(core, webhookId, { phone: `(602) 555-011${at}`, notes: 'short' })
  core.writer.connection.sql('update leads set raw_payload = ?').run(long)
  const dones = new Set<number>()
  const end = await ended(core, { what: { list: 'leads', columns: ['raw_payload', 'id'] } }, ({ done }) =>
    dones.add(done),
  )
  expect(end.status).toBe('done')
  const { file } = end.result as { file: string }
  const [, ...rows] = cellsOf(fs.readFileSync(path.join(folderOf(core), file), 'utf8'))
  expect(rows.map(([payload]) => payload === long)).toEqual([true, true, true, true, true, true])
})

describe('the raw body of a delivery', () => {
  test('is offered and not usual for a spreadsheet; as text, without passwords and without headers', async () => {
    expect(usualColumns('deliveries', 'spreadsheet')).not.toContain('body')
    expect(usualColumns('deliveries', 'exact')).toContain('body')
    expect(exportColumns('deliveries').map(({ key }) => key)).not.toContain('headers')
    const { core, webhookId } = await furnished()
    const stored = [
      Buffer.from('{"name": "José", "google_key": "s3cr\\"et", "phone": "+16025550142"}'),
      Buffer.from('name=Ana&api_key=s3cret&phone=6025550142'),
      Buffer.from('--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ns3cret\r\n--b--'),
      Buffer.from('=cmd|calc'),
      Buffer.from([0x41, 0, 0xfe, 0xff, 0x42]),
      Buffer.from(`"${'ä'.repeat(20_000)}`),
      Buffer.from(`${'x'.repeat(31_985)}"google_key": "s3cret-that-is-cut-in-two"`),
    ]
    const { connection } = core.writer
    for (const [at, body] of stored.entries()) {
      connection
        .sql(
          `insert into deliveries (id, webhook_id, received_at, method, path, headers, body, size, verdict, status_code, response, body_hash)
           values (?, ?, '2026-03-18T16:20:00.000Z', 'POST', '/', '[["authorization", "Bearer k3y"]]', ?, ?, 'accepted', 201, '{}', ?)`,
        )
        .run(at + 1, webhookId, body, body.length, Buffer.alloc(32, at))
    }
    const text = await exported(core, { what: { list: 'deliveries', columns: ['id', 'body'] } })
    const cells = new Map(cellsOf(text).map(([id, body]) => [id, body]))
    expect(cells.get('id') ?? cells.get('Delivery id')).toBe('Raw body')
    expect(cells.get('1')).toBe('{"name": "José", "google_key": "(hidden)", "phone": "+16025550142"}')
    expect(cells.get('2')).toBe('name=Ana&api_key=(hidden)&phone=6025550142')
    expect(cells.get('3')).toMatch(/name="password"\r\n\r\n\(hidden\)\r\n--b--$/)
    expect(cells.get('4')).toBe("'=cmd|calc")
    expect(cells.get('5')).toBe('A\\x00\\xfe\\xffB')
    expect(cells.get('6')).toBe(`"${'ä'.repeat(15_999)} … (cut: 40,001 bytes in all)`)
    expect(cells.get('7')).toMatch(/x"google_key"?.* … \(cut: 32,0\d\d bytes in all\)$/)
    for (const body of cells.values()) expect(body?.length).toBeLessThan(32_767)
    expect(text).not.toMatch(/s3cr|k3y/)
  })
})

describe('what is left in the folder', () => {
  test('a cancelled export leaves nothing', async () => {
    const { core } = await furnished()
    await core.ask('sampleData.create', { leads: 3_000 })
    await expect
      .poll(async () => (await core.ask('tasks.list', {})).every(({ status }) => status !== 'running'), {
        timeout: 60_000,
      })
      .toBe(true)
    const seen: string[][] = []
    const end = await ended(core, { what: { list: 'leads', columns: ['id', 'phone'] } }, (state) => {
      if (state.name !== 'exports.csv' || state.status !== 'running') return
      seen.push(filesOf(core))
      void core.api.call('tasks.cancel', { taskId: state.taskId })
    })
    expect(end.status).toBe('cancelled')
    expect(seen.flat().every((name) => name.endsWith('.part'))).toBe(true)
    expect(filesOf(core)).toEqual([])
  }, 90_000)

  test('what a killed process began never has the final name, and goes with the next export', async () => {
    const { core, webhookId } = await furnished()
    await addLead(core, webhookId, { phone: '(602) 555-0142' })
    await core.close()
    const child = fork(
      path.resolve(import.meta.dirname, '../support/kill-export.ts'),
      [core.directory, MIGRATIONS],
      { stdio: 'inherit' },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.once('exit', resolve))
    expect(child.signalCode).toBe('SIGKILL')
    const left = filesOf(core)
    expect(left).toHaveLength(1)
    expect(left[0]).toMatch(/^\..*\.part$/)

    const again = await openCore({ directory: core.directory })
    const end = await ended(again, { what: { list: 'leads', columns: ['id'] } })
    expect(filesOf(again)).toEqual([(end.result as { file: string }).file])
  })

  test('two exports of the same minute have two names', async () => {
    const { core, webhookId } = await furnished()
    await addLead(core, webhookId, { phone: '(602) 555-0142' })
    for (let at = 0; at < 2; at++) await ended(core, { what: { list: 'leads', columns: ['id'] } })
    expect(filesOf(core)).toHaveLength(2)
    expect(filesOf(core).every((name) => /^leads-\d{4}-\d\d-\d\d-\d{4}(-2)?\.csv$/.test(name))).toBe(true)
  })
})

describe('refusals are sentences', () => {
  test('no rows', async () => {
    const { core } = await furnished()
    const end = await ended(core, { what: { list: 'leads', columns: ['id'] } })
    expect(end).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('There are no leads to export'),
    })
    expect(filesOf(core)).toEqual([])
  })

  test('unknown, doubled and missing columns', async () => {
    const { core } = await furnished()
    for (const columns of [['id', 'id'], [], ['x.id from leads; --']]) {
      const reply = await core.api.call('exports.csv', { what: { list: 'leads', columns } })
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    }
  })

  test('a place that cannot be written', async () => {
    const { core, webhookId } = await furnished()
    await addLead(core, webhookId, { phone: '(602) 555-0142' })
    fs.writeFileSync(folderOf(core), 'in the way')
    const end = await ended(core, { what: { list: 'leads', columns: ['id'] } })
    expect(end).toMatchObject({ status: 'failed', problem: expect.stringContaining('Move it away') })
    expect(core.defects).toEqual([])
  })

  test('a full disk', async ({ skip }) => {
    if (!fs.existsSync('/dev/full')) return skip('needs /dev/full')
    const { core, webhookId } = await furnished()
    await addLead(core, webhookId, { phone: '(602) 555-0142' })
    const open = vi.spyOn(fs, 'openSync').mockReturnValueOnce(fs.openSync('/dev/full', 'w'))
    const end = await ended(core, { what: { list: 'leads', columns: ['id'] } })
    open.mockRestore()
    expect(end).toMatchObject({ status: 'failed', problem: expect.stringContaining('The disk is full') })
    expect(filesOf(core)).toEqual([])
  })
})
