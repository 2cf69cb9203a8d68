// Import through the front door: the files agencies have, and the ugliest that could be made; what it counts, and its way back.
import { Buffer } from 'node:buffer'
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Task } from '../../electron/core/context.ts'
import { importTasks } from '../../electron/core/imports/imports.ts'
import { takeBackUnfinishedImports } from '../../electron/core/imports/take-back.ts'
import { drive, taskContext } from '../../electron/core/tasks/run-task.ts'
import { openVault } from '../../electron/core/vault.ts'
import type { ImportInspection } from '../../shared/contract/imports.ts'
import { csvLine, rowsOf } from '../../shared/domain/import/csv.ts'
import { dateReader } from '../../shared/domain/import/dates.ts'
import { MIGRATIONS, openCore } from '../support/core.ts'
import { e164, ended, type Opened, openImport, type Plan, phone } from '../support/imports.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of many tables, compared with each other.
type Row = any

const targets = ({ columns, mapping }: ImportInspection) =>
  Object.fromEntries(columns.map(({ name }, at) => [name, mapping[at]]))

/** Everything but what may differ: ids never come again, and times of counters move. */
function dump({ rows }: Pick<Opened, 'rows'>) {
  const tables = rows(
    `select name from sqlite_schema where type = 'table' and name not like '%\\_search%' escape '\\'
       and name not like 'sqlite\\_%' escape '\\' and name not in ('sequences', 'import_mappings', 'undo_log', 'lead_changes') order by name`,
  )
  const all = Object.fromEntries(
    tables.map(({ name }) => [
      name,
      rows(`select * from "${name}"`)
        .filter((row) => !(name === 'lead_counts' && row.total === 0) && row.key !== 'remindersCheckedAt')
        .map((row) =>
          JSON.stringify(name === 'lead_analytics' ? { ...row, id: 0, updated_at: '', created_at: '' } : row),
        )
        .sort(),
    ]),
  )
  return { ...all, search: rows('select count(*) as all_of_them from contact_search') }
}

/** The counters of the database, counted again in the plainest way. */
function expectExact({ rows }: Opened, zone = 'America/Phoenix') {
  const leads = rows('select * from leads where is_test = 0')
  const dayIn = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const days = new Map<string, number>()
  for (const lead of leads) {
    const key = `${lead.webhook_id} ${dayIn.format(new Date(lead.created_at))}`
    days.set(key, (days.get(key) ?? 0) + 1)
  }
  expect(
    rows(
      `select webhook_id || ' ' || date as key, total_leads as n from lead_analytics where total_leads > 0 order by 1`,
    ),
  ).toEqual([...days].map(([key, n]) => ({ key, n })).sort((a, b) => (a.key < b.key ? -1 : 1)))
  for (const contact of rows('select * from contacts')) {
    const own = leads.filter((lead) => lead.contact_id === contact.id)
    expect(contact.lead_count).toBe(own.length)
    expect(contact.last_lead_at).toBe(
      own
        .map((lead) => lead.created_at)
        .sort()
        .at(-1) ?? null,
    )
  }
  for (const webhook of rows('select * from webhook_configs')) {
    const own = leads.filter((lead) => lead.webhook_id === webhook.webhook_id)
    expect(webhook.total_leads).toBe(own.length)
    expect(webhook.last_lead_at).toBe(
      own
        .map((lead) => lead.created_at)
        .sort()
        .at(-1) ?? null,
    )
  }
  expect(rows('select coalesce(sum(total), 0) as n from lead_counts')[0].n).toBe(leads.length)
  expect(rows('select count(*) as n from contact_search')[0].n).toBe(
    rows('select count(*) as n from contacts')[0].n,
  )
  expect(rows('pragma integrity_check')[0].integrity_check).toBe('ok')
  expect(rows('pragma foreign_key_check')).toEqual([])
}

const utf16 = (text: string, isBig = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}
describe('the files agencies have', () => {
  it('Facebook lead ads: UTF-16 with tabs, prefixes and its own id', async () => {
    const opened = await openImport()
    const heads =
      'id\tcreated_time\tad_id\tad_name\tadset_id\tcampaign_id\tcampaign_name\tform_id\tform_name\tis_organic\tplatform\twhat_is_your_monthly_electric_bill?\tfull_name\tphone_number\temail\tzip_code'
    const line =
      'l:1234567890\t2025-03-01T18:04:11-07:00\tag:99\tSpring\tas:7\tc:55\tSolar AZ\tf:12\tQuote\tfalse\tfb\t$245\tAna Ruíz\tp:+16025550142\tana@example.com\tz:85018'
    const plan = await opened.planOf(utf16(`${heads}\r\n${line}\r\n`), { name: 'leads 2025.csv' })
    expect(plan.reading).toMatchObject({ encoding: 'utf-16le', separator: '\t', hasHeader: true })
    expect(await opened.run(plan)).toMatchObject({ leads: 1, newContacts: 1, refused: 0 })
    expect(opened.rows('select * from leads')[0]).toMatchObject({
      first_name: 'Ana',
      last_name: 'Ruíz',
      phone: '+16025550142',
      email: 'ana@example.com',
      zip_code: '85018',
      external_id: '1234567890',
      created_at: '2025-03-02T01:04:11.000Z',
      monthly_electric_bill: 245,
      campaign_id: '55',
      source: 'leads 2025',
      sender: 'csv',
    })
    expect(JSON.parse(opened.rows('select extra from leads')[0].extra)).toMatchObject({
      campaign_name: 'Solar AZ',
      platform: 'fb',
    })
    expect(opened.rows('select event_type, performed_by from lead_events')[0]).toMatchObject({
      event_type: 'imported',
      performed_by: expect.stringMatching(/^import:/),
    })
    expectExact(opened)
  })

  it.each([
    [
      'HubSpot',
      'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,Create Date,Street Address,City,State/Region,Postal Code',
      `101,Ana,Ruiz,ana@example.com,,${phone(42)},Bo,Open,2025-03-01 09:30,1 Main St,Phoenix,Arizona,85018`,
      {
        external_id: '101',
        address: '1 Main St',
        state: 'AZ',
        zip_code: '85018',
        created_at: '2025-03-01T16:30:00.000Z',
      },
    ],
    [
      'Salesforce report',
      '"First Name","Last Name","Title","Company / Account","Email","Phone","Mobile","Street","City","State/Province","Zip/Postal Code","Lead Source","Lead Status","Created Date","Lead Owner"',
      `"Ana","Ruiz","","Acme","ana@example.com","${phone(42)}","","1 Main St","Phoenix","AZ","85018","Web","Open","3/1/2025","Bo"`,
      { source: 'Web', city: 'Phoenix', created_at: '2025-03-01T07:00:00.000Z' },
    ],
    [
      'Salesforce Data Loader',
      '"ID","ISDELETED","LASTNAME","FIRSTNAME","STREET","CITY","STATE","POSTALCODE","PHONE","MOBILEPHONE","EMAIL","LEADSOURCE","CREATEDDATE"',
      `"00Q1","false","Ruiz","Ana","1 Main St","Phoenix","AZ","85018","${phone(42)}","","ana@example.com","Web","2025-03-01T16:30:00.000Z"`,
      { external_id: '00Q1', source: 'Web', created_at: '2025-03-01T16:30:00.000Z' },
    ],
    [
      'Google Contacts',
      'First Name,Middle Name,Last Name,Nickname,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code',
      `Ana,,Ruiz,,calls back,* myContacts,* ,ana@example.com ::: a2@example.com,Mobile,${phone(42)} ::: ${phone(43)},Home,1 Main St,Phoenix,AZ,85018`,
      { address: '1 Main St', city: 'Phoenix', state: 'AZ', zip_code: '85018', notes: 'calls back' },
    ],
    [
      'Outlook',
      '"Title","First Name","Middle Name","Last Name","Company","Business Street","Home Street","Home City","Home State","Home Postal Code","Business Phone","Home Phone","Mobile Phone","E-mail Address","Notes"',
      `"","Ana","","Ruiz","Acme","9 Work Rd","1 Main St","Phoenix","AZ","85018","","","${phone(42)}","ana@example.com","x"`,
      { address: '1 Main St', city: 'Phoenix', zip_code: '85018' },
    ],
    [
      'Mailchimp',
      '"Email Address","First Name","Last Name",Address,"Phone Number",MEMBER_RATING,OPTIN_TIME,TAGS',
      `ana@example.com,Ana,Ruiz,"1 Main St  Phoenix AZ",${phone(42)},2,"2025-03-01 16:30:00","a"`,
      { address: '1 Main St  Phoenix AZ' },
    ],
  ])('%s', async (_name, heads, line, fields) => {
    const opened = await openImport()
    const result = await opened.bring(`${heads}\r\n${line}\r\n`)
    expect(result).toMatchObject({ rows: 1, leads: 1, refused: 0, problems: [] })
    expect(opened.rows('select * from leads')[0]).toMatchObject({
      first_name: 'Ana',
      last_name: 'Ruiz',
      email: 'ana@example.com',
      phone: e164(42),
      ...fields,
    })
    expectExact(opened)
  })

  it('Excel with semicolons, a mark and umlauts; a sep= line; Windows-1252; CR-only; UTF-16 without a mark', async () => {
    const opened = await openImport()
    const body = (separator: string, end: string, n: number) =>
      ['Name;Phone;Zip', `Zoë Müller;${phone(n)};85018`, `José Ñandú;${phone(n + 1)};02139`]
        .map((line) => line.replaceAll(';', separator))
        .join(end)
    await opened.bring(`\ufeff${body(';', '\r\n', 1)}`)
    await opened.bring(`sep=|\r\n${body('|', '\r\n', 3)}`)
    await opened.bring(Buffer.from(`${body(',', '\n', 5)}\n`, 'latin1'))
    await opened.bring(body(',', '\r', 7))
    await opened.bring(utf16(body('\t', '\r\n', 9)).subarray(2))
    await opened.bring(utf16(body('\t', '\n', 11), true))
    expect(opened.rows('select phone, first_name, last_name, zip_code from contacts order by phone')).toEqual(
      Array.from({ length: 12 }, (_, at) => ({
        phone: e164(at + 1),
        first_name: at % 2 === 0 ? 'Zoë' : 'José',
        last_name: at % 2 === 0 ? 'Müller' : 'Ñandú',
        zip_code: at % 2 === 0 ? '85018' : '02139',
      })),
    )
    const handle = opened.put(
      Buffer.concat([
        Buffer.from('Name,Phone\nAnn '),
        Buffer.from([0x93, 0x80, 0x94]),
        Buffer.from(`,${phone(20)}\n`),
      ]),
    )
    const seen = await opened.inspect(handle)
    expect(seen.reading.encoding).toBe('windows-1252')
    expect(seen.rows[0]?.cells[0]).toBe('Ann “€”')
  })

  it('quoted line breaks, ragged rows, one guard, footers: each row on its own, with the line of the file', async () => {
    const opened = await openImport()
    const result = await opened.bring(
      [
        'Name,Phone,Notes,Zip',
        `Ana,${phone(1)},"first\nsecond ""line""",85018`,
        `Bo,${phone(2)}`,
        `Cy,${phone(3)},hello, you,85018`,
        `Di,'+16025550104,'=1+1,85018,,,`,
        'Eve,12345,x,1',
        '',
        'Copyright (c) 2025',
        `Fay,${phone(6)},"12" inch,85018`,
      ].join('\n'),
    )
    expect(result).toMatchObject({ rows: 7, leads: 4, refused: 3 })
    expect(result.problems).toEqual([
      { line: 5, message: expect.stringContaining('5 cells and the file has 4 columns') },
      { line: 7, message: expect.stringContaining('12345') },
      { line: 9, message: 'The row has no phone number.' },
    ])
    expect(opened.rows('select first_name, phone, notes from leads order by phone')).toEqual([
      { first_name: 'Ana', phone: e164(1), notes: 'first\nsecond "line"' },
      { first_name: 'Bo', phone: e164(2), notes: null },
      { first_name: 'Di', phone: e164(4), notes: '=1+1' },
      { first_name: 'Fay', phone: e164(6), notes: '12 inch' },
    ])
  })

  it('gives refused rows back as they came, and these can be imported again once they are right', async () => {
    const opened = await openImport()
    const plan = await opened.planOf(`Name;Phone\nAna;${phone(1)}\n"Bo ""B""; Jr";555\nCy;\n`)
    expect(await opened.run(plan)).toMatchObject({ leads: 1, refused: 2 })
    const { text, nextOffset } = await opened.core.ask('imports.refusedRows', { handle: plan.handle })
    expect(nextOffset).toBeNull()
    expect(text.split('\r\n')).toEqual([
      '\ufeffName,Phone,Problem',
      expect.stringMatching(/^"Bo ""B""; Jr",555,".*555.*"$|^"Bo ""B""; Jr",555,.*555/),
      'Cy,,The row has no phone number.',
      '',
    ])
    expect(await opened.bring(text.replace(',555,', `,${phone(2)},`))).toMatchObject({ leads: 1, refused: 1 })
  })

  it('a file of 120 columns, no headings at all, and a phone column by its values', async () => {
    const opened = await openImport()
    const heads = Array.from({ length: 118 }, (_, at) => `Question ${at}`)
    const wide = await opened.bring(
      `${[...heads, 'Kunde', 'Rückruf'].join(',')}\n${[...heads.map((_, at) => `a${at}`), 'Ana', phone(1)].join(',')}\n`,
    )
    expect(wide).toMatchObject({ leads: 1, refused: 0 })
    expect(Object.keys(JSON.parse(opened.rows('select extra from leads')[0].extra))).toHaveLength(119)
    const bare = await opened.planOf(
      `Bo Lee,bo@example.com,${phone(2)},85018,AZ\nCy Orr,cy@example.com,${phone(3)},85019,NV\n`,
    )
    expect(bare.reading.hasHeader).toBe(false)
    expect(bare.mapping).toEqual(['full_name', 'email', 'phone', 'zip_code', 'state'])
    expect(await opened.run(bare)).toMatchObject({ rows: 2, leads: 2 })
  })

  it.each<
    [
      name: string,
      content: () => string | Buffer,
      rows: number,
      refused: readonly [line: number, words: RegExp][],
    ]
  >([
    [
      'a quoted cell of 5 MB',
      () => `Name,Phone,Notes\nAna,${phone(1)},"${'x\ny '.repeat(1_310_000)}"\nBo,${phone(2)},\n`,
      2,
      [[2, /^The cell under “Notes” has 5,?240,?000 characters/]],
    ],
    [
      'a bare cell of 5 MB',
      () => `Name,Notes,Phone\nAna,${'x'.repeat(5_242_880)},${phone(1)}\nBo,,${phone(2)}\n`,
      2,
      [[2, /^This row is longer than a million characters/]],
    ],
    [
      'a last line of 5 MB without an end',
      () => `Name,Phone,Notes\nBo,${phone(2)},\nAna,${phone(1)},${'x'.repeat(5_242_880)}`,
      2,
      [[3, /^This row is longer than a million characters/]],
    ],
    [
      'NUL bytes in cells and at the end',
      () => `Name,Phone,Notes,Kind\nB\0o,${phone(2)},a\0b,roof and walls\0\n\0\0`,
      2,
      [[3, /^The row has no phone number/]],
    ],
    [
      'an unclosed quotation mark on the last row',
      () => `Name,Phone\nBo,${phone(2)}\n"Ana,${phone(1)}`,
      2,
      [[3, /^A quotation mark in this row is never closed/]],
    ],
    [
      'an unclosed quotation mark on the last row, in UTF-16 with tabs',
      () => utf16(`Name\tPhone\r\nBo\t${phone(2)}\r\nAna\t"${phone(1)}\r\n`),
      2,
      [[3, /^A quotation mark in this row is never closed/]],
    ],
    [
      'a mark of UTF-8, then sep=, then semicolons, and no line end at the end',
      () => `\ufeffsep=;\r\nName;Phone\r\nBo;${phone(2)}\r\n;\r\nAna;12`,
      2,
      [[5, /“12”/]],
    ],
    [
      'old Macs’ line ends with line breaks in a cell',
      () => `Name,Phone,Notes\rBo,${phone(2)},"a\rb"\rAna,,\r`,
      2,
      [[4, /no phone number/]],
    ],
    [
      '100 columns, ragged rows and empty ones',
      () => {
        const heads = Array.from({ length: 98 }, (_, at) => `Question ${at}`)
        return `Name,Phone,${heads.join(',')}\n\n,,,\nBo,${phone(2)}\nAna,${phone(1)},${'x,'.repeat(99)}y\n`
      },
      2,
      [[5, /^This row has 102 cells and the file has 100 columns/]],
    ],
  ])('%s: costs its row, and the others come', async (_name, content, rows, refused) => {
    const opened = await openImport()
    const result = await opened.bring(content())
    expect(result).toMatchObject({ rows, leads: 1, refused: refused.length })
    expect(result.problems).toEqual(
      refused.map(([line, words]) => ({ line, message: expect.stringMatching(words) })),
    )
    expect(opened.rows('select first_name, phone from leads')).toEqual([{ first_name: 'Bo', phone: e164(2) }])
    expect(JSON.stringify(opened.rows('select * from leads'))).not.toContain('\\u0000')
    expectExact(opened)
  })

  it.each([
    ['an Excel workbook', Buffer.from('504b030414000600', 'hex'), /Excel workbook/],
    ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), /\.xls/],
    ['a PDF', Buffer.from('%PDF-1.7\n'), /PDF/],
    ['a web page', Buffer.from('<html><table><tr><td>1'), /web page/],
    ['bytes', Buffer.from([1, 0, 2, 3, 0, 0, 7, 9, 200, 1, 3]), /no text/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['headings alone', Buffer.from('Name,Phone\n'), /nothing below/],
  ])('refuses %s in words', async (_name, bytes, words) => {
    const opened = await openImport()
    await expect(opened.inspect(opened.put(bytes))).rejects.toThrow(words)
  })

  it('a line without an end, an unclosed quotation mark, a handle that is none', async () => {
    const opened = await openImport()
    await expect(opened.bring('x'.repeat(1_400_000))).rejects.toThrow(/million characters/)
    const open = await opened.bring(`Name,Phone\n"Ana,${phone(1)}\nBo,${phone(2)}\n`)
    expect(open).toMatchObject({ rows: 2, leads: 1, refused: 1 })
    expect(open.problems[0]).toMatchObject({ line: 2, message: expect.stringContaining('quotation mark') })
    await expect(opened.inspect(randomUUID())).rejects.toThrow(/no longer here/)
    await expect(opened.core.ask('imports.inspect', { handle: '../convio.db' })).rejects.toThrow()
  })
})

describe('guesses', () => {
  it('dates by their order and the agency’s zone, and says when it is not certain', async () => {
    const opened = await openImport()
    const file = (dates: string[]) =>
      `Phone,Created\n${dates.map((date, at) => `${phone(at)},${date}\n`).join('')}`
    const order = async (dates: string[]) => {
      const { reading, isDateOrderCertain } = await opened.inspect(opened.put(file(dates)))
      return [reading.dateOrder, isDateOrderCertain]
    }
    expect(await order(['03/04/2025', '25/04/2025'])).toEqual(['dmy', true])
    expect(await order(['03/04/2025', '04/25/2025'])).toEqual(['mdy', true])
    expect(await order(['03/04/2025'])).toEqual(['mdy', false])
    expect(await order(['2025-04-03'])).toEqual(['ymd', true])
    const read = dateReader('dmy', 'America/New_York')
    expect(read('03.04.2025')).toBe('2025-04-03T04:00:00.000Z')
    expect(read('3/4/25 5:30 PM')).toBe('2025-04-03T21:30:00.000Z')
    expect(read('2025-01-03 12:00')).toBe('2025-01-03T17:00:00.000Z')
    expect(read('2025-01-03T12:00:00Z')).toBe('2025-01-03T12:00:00.000Z')
    expect(read('2025-01-03T12:00:00-0700')).toBe('2025-01-03T19:00:00.000Z')
    expect(read('1735905600')).toBe('2025-01-03T12:00:00.000Z')
    expect(read('31/02/2025')).toBeNull()
  })

  it('remembers the mapping of the same headings, and keeps values that do not fit', async () => {
    const opened = await openImport()
    const first = await opened.planOf(`Kunde,Nummer\nAna,${phone(1)}\n`)
    expect(first.mapping).toEqual(['extra', 'phone'])
    await opened.run({ ...first, mapping: ['full_name', 'phone'] })
    const again = opened.put(`KUNDE,nummer\nBo,${phone(2)}\n`)
    expect(await opened.inspect(again)).toMatchObject({ isRemembered: true, mapping: ['full_name', 'phone'] })
    const result = await opened.bring(`Phone,Email,Roof Condition\n${phone(3)},not an address,thatched\n`)
    expect(result).toMatchObject({ leads: 1, refused: 0, notes: 2 })
    const lead = opened.rows('select extra, issues from leads where phone = ?', e164(3))[0]
    expect(JSON.parse(lead.extra)).toMatchObject({ Email: 'not an address', 'Roof Condition': 'thatched' })
    expect(
      targets(await opened.inspect(opened.put('Lead Owner,Lead Status,Phone\na,b,6025550100\n'))),
    ).toEqual({
      'Lead Owner': 'extra',
      'Lead Status': 'extra',
      Phone: 'phone',
    })
  })
})

it.each<[string, (line: string) => string, ((text: string) => string | Buffer)?]>([
  ['plain', (line: string) => line],
  ['with marks around all cells', (line: string) => `"${line.replaceAll(',', '","')}"`],
  ['with accents', (line: string) => line.replace('Somebody', 'Jürgen Ärzteß')],
  ['UTF-16', (line: string) => line, (text) => utf16(text)],
])('about how many rows a large file has: %s', async (_name, shape, encode = (text) => text) => {
  const opened = await openImport()
  const lines = Array.from({ length: 20_031 }, (_, n) =>
    shape(`Somebody ${n},602-555-${1000 + (n % 9000)},ana.${n}@example.com`),
  )
  const seen = await opened.inspect(opened.put(encode(`Name,Phone,Email\r\n${lines.join('\r\n')}\r\n`)))
  expect(seen.isCounted).toBe(false)
  expect(Math.abs(seen.estimatedRows - 20_031)).toBeLessThan(1_500)
  expect(await opened.inspect(opened.put('Phone\n6025550142\n'))).toMatchObject({
    isCounted: true,
    estimatedRows: 1,
  })
})

describe('when a lead came and how far it got', () => {
  it.each(
    'Submitted,Date submitted,Lead date,Datum,Erstellt,Entry Date,Timestamp,Inquiry Date,Date Received,Created At'.split(
      ',',
    ),
  )('a column of dates under “%s” is when the lead came', async (heading) => {
    const opened = await openImport()
    await opened.bring(`Name,Phone,${heading}\nAna,${phone(1)},2025-03-01\n`)
    expect(opened.rows('select created_at from leads')).toEqual([{ created_at: '2025-03-01T07:00:00.000Z' }])
  })

  it('words that are no dates, and words of a newsletter, stay under their headings', async () => {
    const opened = await openImport()
    const seen = await opened.inspect(
      opened.put(`Name,Phone,Submitted,Status\nAna,${phone(1)},yes,subscribed\n`),
    )
    expect(seen.mapping).toEqual(['full_name', 'phone', 'extra', 'extra'])
  })

  it('the status words of other tools become ours, without a history of work, and unknown ones a note', async () => {
    const opened = await openImport()
    const told = [
      ['New', 'new'],
      ['Open', 'new'],
      ['Working', 'contacted'],
      ['qualified', 'qualified'],
      ['Proposal', 'proposal_sent'],
      ['Negotiation', 'negotiating'],
      ['Appointment Set', 'scheduled'],
      ['Closed - Won', 'converted'],
      ['Sold', 'converted'],
      ['Closed Lost', 'lost'],
      ['Disqualified', 'rejected'],
      ['Zapped', 'new'],
      ['', 'new'],
    ] as const
    const file = `Name,Phone,Lead Status,Submitted\n${told
      .map(([word], n) => `P ${n},${phone(n)},${word},2025-03-0${(n % 9) + 1}\n`)
      .join('')}`
    const plan = await opened.planOf(file)
    expect(plan.mapping).toEqual(['full_name', 'phone', 'status', 'created_at'])
    const dry = await opened.run({ ...plan, isDryRun: true })
    const result = await opened.run(plan)
    expect({ ...dry, importId: null }).toEqual({ ...result, importId: null })
    expect(result).toMatchObject({ leads: told.length, refused: 0, notes: 1 })
    expect(result.firstNotes[0]).toEqual({ line: 13, message: expect.stringContaining('“Zapped”') })
    const leads = opened.rows('select * from leads order by phone')
    expect(leads.map(({ status }) => status)).toEqual(told.map(([, status]) => status))
    expect(leads.map(({ stage_reached }) => stage_reached)).toEqual(
      told.map(([, status]) => (status === 'lost' || status === 'rejected' ? 'new' : status)),
    )
    expect(JSON.parse(leads[7].extra)).toEqual({ 'Lead Status': 'Closed - Won' })
    expect(JSON.parse(leads[11].issues)[0]).toMatchObject({ field: 'status', value: 'Zapped' })
    expect(await opened.core.ask('imports.workedOn', { importId: result.importId ?? '' })).toMatchObject({
      leads: 0,
    })
    expectExact(opened)
  })

  it('rows of one instant stand in the file’s order, with dates and without, and none in the future', async () => {
    const opened = await openImport()
    const lines = (area: number, more: string) =>
      Array.from({ length: 700 }, (_, n) => `N${n},${area}-555-${String(1000 + n)}${more}\n`).join('')
    const listed = async () => {
      const names: (string | null)[] = []
      for (let offset = 0; offset < 700; offset += 100)
        names.push(
          ...(await opened.core.ask('leads.page', { filter: {}, offset, limit: 100 })).rows.map(
            ({ firstName }) => firstName,
          ),
        )
      return names
    }
    const inOrder = Array.from({ length: 700 }, (_, n) => `N${n}`)
    const undated = await opened.bring(`First Name,Phone\n${lines(602, '')}`)
    expect(await listed()).toEqual(inOrder)
    const [{ newest, oldest }] = opened.rows(
      'select max(created_at) as newest, min(created_at) as oldest from leads',
    )
    expect(Date.parse(newest)).toBeLessThanOrEqual(Date.now())
    expect(Date.parse(newest) - Date.parse(oldest)).toBe(699)
    expect((await opened.core.ask('leads.page', { filter: {}, limit: 1 })).rows[0]?.isFromFile).toBe(true)
    await ended(opened.core, 'imports.undo', { importId: undated.importId })
    await opened.bring(`First Name,Phone,Created\n${lines(480, ',2025-03-01')}`)
    expect(await listed()).toEqual(inOrder)
    expectExact(opened)
  })

  it('the order of dates is guessed from the column that says when a lead came', async () => {
    const opened = await openImport()
    const file = opened.put(`Phone,Created,Birthday\n${phone(1)},03/04/2025,25/12/1980\n`)
    expect(await opened.inspect(file)).toMatchObject({
      isDateOrderCertain: false,
      reading: { dateOrder: 'mdy' },
    })
  })

  it('a list that was bought counts for its provider, and no longer when it is undone', async () => {
    const opened = await openImport()
    const { core, rows } = opened
    const { providerId } = await core.ask('providers.create', { providerName: 'Click Ventures' })
    const before = dump(opened)
    const file = `Name,Phone\nAna,${phone(1)}\nBo,${phone(2)}\n`
    const { importId } = await opened.bring(file, { providerId })
    expect(rows('select provider_id, source from leads')).toEqual([
      { provider_id: providerId, source: 'list' },
      { provider_id: providerId, source: 'list' },
    ])
    expect(
      rows('select total_leads, last_used_at from lead_source_providers where provider_id = ?', providerId),
    ).toEqual([{ total_leads: 2, last_used_at: null }])
    expect(rows('select * from provider_usage_log')).toEqual([])
    await ended(core, 'imports.undo', { importId })
    expect(dump(opened)).toEqual(before)
    await core.ask('providers.delete', { providerId })
    await expect(opened.bring(file, { providerId })).rejects.toThrow(/provider is deleted/)
  })
})

describe('people who are there', () => {
  const file = `Name,Phone,City,Created\nAna Ruiz,${phone(1)},Mesa,2025-01-02\nBo Lee,${phone(2)},Yuma,2025-01-03\n`

  it.each(['update', 'skip', 'create'] as const)(
    '%s; the same file twice changes nothing',
    async (knownPeople) => {
      const opened = await openImport()
      const made = await opened.core.ask('leads.create', {
        webhookId: opened.webhookId,
        values: { name: 'Anna Ruiz', phone: phone(1), created_at: '2024-01-01T00:00:00Z' },
      })
      const dry = await opened.bring(file, { knownPeople, isDryRun: true })
      const real = await opened.bring(file, { knownPeople })
      expect({ ...dry, importId: null }).toEqual({ ...real, importId: null })
      expect(real).toMatchObject({
        rows: 2,
        leads: knownPeople === 'create' ? 2 : 1,
        newContacts: 1,
        existing: knownPeople === 'create' ? 0 : 1,
        updatedContacts: knownPeople === 'skip' ? 0 : 1,
      })
      const person = opened.rows('select * from contacts where id = ?', made.contactId)[0]
      expect(person.first_name).toBe(knownPeople === 'skip' ? 'Anna' : 'Ana')
      expect(person.city).toBe(knownPeople === 'skip' ? null : 'Mesa')
      expectExact(opened)
      const before = dump(opened)
      const again = await opened.bring(file, { knownPeople })
      expect(again).toMatchObject({
        leads: 0,
        newContacts: 0,
        updatedContacts: 0,
        known: knownPeople === 'create' ? 2 : 1,
      })
      await ended(opened.core, 'imports.undo', { importId: again.importId })
      expect(dump(opened)).toEqual(before)
    },
  )

  it('older rows change nothing that is newer; an id of somebody else is refused; a row twice is one', async () => {
    const opened = await openImport()
    await opened.core.ask('leads.create', {
      webhookId: opened.webhookId,
      values: { name: 'Ana Ruiz', phone: phone(1), lead_id: 'A1', created_at: '2025-06-01T00:00:00Z' },
    })
    const result = await opened.bring(
      `Lead ID,Name,Phone,Created,City\nB1,Old Name,${phone(1)},2020-01-01,Mesa\nA1,Bo,${phone(2)},2025-01-01,\nB2,Cy,${phone(3)},2025-01-01,\nB2,Cy,${phone(3)},2025-01-01,\n`,
    )
    expect(result).toMatchObject({ leads: 1, existing: 1, updatedContacts: 1, refused: 1, repeated: 1 })
    expect(opened.rows('select first_name, city from contacts where phone = ?', e164(1))).toEqual([
      { first_name: 'Ana', city: 'Mesa' },
    ])
    expect(result.problems[0]).toMatchObject({ line: 3, message: expect.stringContaining('another phone') })
  })

  it('contacts only: no lead, counted by nobody, and gone again', async () => {
    const opened = await openImport()
    const before = dump(opened)
    const result = await opened.bring(file, { makes: 'contacts' })
    expect(result).toMatchObject({ rows: 2, leads: 0, newContacts: 2, existing: 0 })
    expect(opened.rows('select count(*) as n from leads')[0].n).toBe(0)
    expectExact(opened)
    expect(await opened.bring(file, { makes: 'contacts' })).toMatchObject({
      newContacts: 0,
      existing: 2,
      updatedContacts: 0,
    })
    for (const { importId } of await opened.core.ask('imports.list', {}))
      await ended(opened.core, 'imports.undo', { importId })
    expect(dump(opened)).toEqual(before)
  })

  it('ends at the first bad row when it was told to, and nothing of it stays', async () => {
    const opened = await openImport()
    const before = dump(opened)
    await expect(opened.bring(`${file}Cy,1,,\n`, { leavesOutRefused: false })).rejects.toThrow(
      /Line 4: .*Nothing was imported/,
    )
    expect(dump(opened)).toEqual(before)
  })
})

describe('the way back', () => {
  it('shows what was worked on since, and leaves fields that were changed since', async () => {
    const opened = await openImport()
    const { core, rows } = opened
    await core.ask('leads.create', {
      webhookId: opened.webhookId,
      values: { name: 'Ana Ruiz', phone: phone(1), city: 'Tempe' },
    })
    const { importId } = await opened.bring(
      `Name,Phone,City,Zip\nAnne Ruiz,${phone(1)},Mesa,85018\nBo,${phone(2)},Yuma,85019\n`,
    )
    const [lead] = rows('select id from leads where phone = ?', e164(2))
    await core.ask('leads.setStatus', { id: lead.id, status: 'contacted' })
    expect(await core.ask('imports.workedOn', { importId: importId ?? '' })).toMatchObject({
      leads: 1,
      first: [{ leadId: lead.id, name: 'Bo', status: 'contacted' }],
    })
    // A later delivery says another city; the other fields go back.
    await core.ask('leads.create', {
      webhookId: opened.webhookId,
      values: { phone: phone(1), city: 'Gilbert' },
    })
    await expect(ended(core, 'imports.undo', { importId })).rejects.toThrow(
      /1 of the leads of this import was worked on since/,
    )
    expect((await ended(core, 'imports.undo', { importId, isForced: true })).result).toMatchObject({
      leads: 1,
      contacts: 1,
      restored: 1,
    })
    expect(rows('select first_name, city, zip_code, lead_count from contacts')).toEqual([
      { first_name: 'Ana', city: 'Gilbert', zip_code: null, lead_count: 2 },
    ])
    expectExact(opened)
  })

  it('what was done and undone again is no work', async () => {
    const opened = await openImport()
    const { core, rows } = opened
    const many = Array.from({ length: 12 }, (_, n) => `P ${n},${phone(n)}`).join('\n')
    const { importId } = await opened.bring(`Name,Phone\n${many}\n`)
    const workedOn = () => core.ask('imports.workedOn', { importId: importId ?? '' })
    const ids = rows('select id from leads order by phone').map(({ id }) => id as number)
    const id = ids[0] as number
    for (const work of [
      () => core.ask('leads.setStatus', { id, status: 'contacted' }),
      () => core.ask('leads.addNote', { id, text: 'Likes tea' }),
      () => core.ask('leads.logCall', { id, result: 'reached' }),
      () => core.ask('leads.update', { id, values: { city: 'Mesa' } }),
    ]) {
      const { undoId } = await work()
      expect(await workedOn()).toMatchObject({ leads: 1 })
      await core.ask('history.undo', { undoId })
      expect(await workedOn()).toMatchObject({ leads: 0, first: [] })
    }
    await core.ask('history.redo', {})
    expect(await workedOn()).toMatchObject({ leads: 1 })
    for (const one of ids) await core.ask('leads.setStatus', { id: one, status: 'qualified' })
    const all = await workedOn()
    expect([all.leads, all.first.length]).toEqual([12, 10])
  })

  it('stands in the history as one entry, whose undo names the import', async () => {
    const opened = await openImport()
    const { core } = opened
    await core.ask('leads.create', { webhookId: opened.webhookId, values: { name: 'Ana', phone: phone(1) } })
    const { importId } = await opened.bring(`Name,Phone\nAnne,${phone(1)}\nBo,${phone(2)}\n`)
    expect(await core.ask('history.recent', {})).toMatchObject([
      { label: 'Import of list.csv: 1 lead, 1 contact updated', importId },
    ])
    expect(await core.ask('history.undo', {})).toMatchObject({ importId, isUndone: false })
    await ended(core, 'imports.undo', { importId })
    expect(await core.ask('history.recent', {})).toMatchObject([{ isUndone: true }])
    await expect(core.ask('history.redo', {})).rejects.toThrow()
    expect(opened.rows('select count(*) as n from undo_log')[0].n).toBe(1)
  })

  it('cancelled or killed in the middle, it is as if it had never begun', async () => {
    const opened = await openImport()
    const { core } = opened
    for (let n = 0; n < 40; n++)
      await core.ask('leads.create', {
        webhookId: opened.webhookId,
        values: { name: `P ${n}`, phone: phone(n) },
      })
    const before = dump(opened)
    const lines = Array.from(
      { length: 400 },
      (_, n) => `New ${n},${n < 40 ? phone(n) : `480-555-${String(n).padStart(4, '0')}`},85018`,
    )
    const plan = await opened.planOf(`Name,Phone,Zip\n${lines.join('\n')}\n`, { knownPeople: 'create' })
    const context = taskContext({
      writer: core.writer,
      vault: openVault(new Uint8Array(32), 'file'),
      actor: 'ana',
      secretProtection: 'file',
    })
    const options = {
      logDefect: (error: unknown) => {
        throw error
      },
      report: () => {},
    }
    // Killed: the task is left where it stands, and the next start takes it back.
    const parsed = { ...plan, leavesOutRefused: true } as Row
    const abandoned = importTasks['imports.run'](context, parsed) as Task<unknown>
    for (let steps = 0; steps < 3; steps++) abandoned.next()
    expect(opened.rows('select count(*) as n from leads')[0].n).toBeGreaterThan(40)
    expect(dump(opened)).not.toEqual(before)
    await drive(takeBackUnfinishedImports(context), { ...options, isCancelled: () => false })
    expect(dump(opened)).toEqual(before)
    // Killed again while it is taken back.
    const second = importTasks['imports.run'](context, parsed) as Task<unknown>
    for (let steps = 0; steps < 3; steps++) second.next()
    const halfway = takeBackUnfinishedImports(context)
    for (let steps = 0; steps < 2; steps++) halfway.next()
    await drive(takeBackUnfinishedImports(context), { ...options, isCancelled: () => false })
    expect(dump(opened)).toEqual(before)
    // Cancelled after the second slice.
    let told = 0
    const end = await drive(importTasks['imports.run'](context, parsed) as Task<unknown>, {
      ...options,
      report: () => void told++,
      isCancelled: () => told > 2,
    })
    expect(end.status).toBe('cancelled')
    expect(dump(opened)).toEqual(before)
    expectExact(opened)
    // The file is still there, and may be tried again.
    expect(await opened.run(plan)).toMatchObject({
      rows: 400,
      leads: 400,
      newContacts: 360,
      updatedContacts: 40,
    })
    expectExact(opened)
  })

  it('killed with its process in the middle: the next start takes it back by itself, and the file may be tried again', async () => {
    const opened = await openImport()
    for (let n = 0; n < 20; n++)
      await opened.core.ask('leads.create', {
        webhookId: opened.webhookId,
        values: { name: `P ${n}`, phone: phone(n) },
      })
    const before = dump(opened)
    const lines = Array.from(
      { length: 3_000 },
      (_, n) => `New ${n},${n < 20 ? phone(n) : `480-556-${String(n).padStart(4, '0')}`},85018`,
    )
    const plan = await opened.planOf(`Name,Phone,Zip\n${lines.join('\n')}\n`, { knownPeople: 'create' })
    let { core } = opened
    const { directory } = core
    for (const rows of [1, 500]) {
      await core.close()
      const child = fork(
        path.resolve(import.meta.dirname, '../support/kill-import.ts'),
        [directory, MIGRATIONS, JSON.stringify(plan), String(rows)],
        { stdio: 'inherit' },
      )
      onTestFinished(() => void child.kill('SIGKILL'))
      await new Promise((resolve) => child.once('exit', resolve))
      expect(child.signalCode).toBe('SIGKILL')
      core = await openCore({ directory })
      const { connection } = core.writer
      const again = { rows: (sql: string): Row[] => connection.sql(sql).all() }
      expect(again.rows(`select completed_at from batches where kind = 'import'`)).toEqual([
        { completed_at: null },
      ])
      await expect.poll(() => again.rows('select * from batches'), { timeout: 30_000 }).toEqual([])
      expect(dump(again)).toEqual(before)
    }
    expect((await ended(core, 'imports.run', plan)).result).toMatchObject({ rows: 3_000, leads: 3_000 })
  }, 60_000)

  it('any file, any policy: import and undo leave every table as it was, and every counter exact', async () => {
    const opened = await openImport()
    await opened.core.ask('leads.create', {
      webhookId: opened.webhookId,
      values: { name: 'Base', phone: phone(0) },
    })
    const row = fc.record({
      first: fc.constantFrom('Ana', 'Bo', 'Zoë', '', '=cmd', '"q"', 'a,b', 'x\ny'),
      phone: fc.constantFrom(...Array.from({ length: 6 }, (_, n) => phone(n)), '', '123'),
      city: fc.constantFrom('Mesa', 'Yuma', ''),
      date: fc.constantFrom('2025-01-02', '1/3/2025', '', 'soon', '2024-12-31T23:59:59Z'),
      id: fc.constantFrom('', '', 'A1', 'A2', 'A3'),
      test: fc.constantFrom('', '', '', 'yes'),
    })
    const batch = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 12 }),
      knownPeople: fc.constantFrom('update', 'skip', 'create') as fc.Arbitrary<Plan['knownPeople']>,
      makes: fc.constantFrom('leads', 'leads', 'contacts') as fc.Arbitrary<Plan['makes']>,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (batches) => {
        const states = [dump(opened)]
        const ids: string[] = []
        for (const { rows, ...more } of batches) {
          const text = [
            ['First Name', 'Phone', 'City', 'Created', 'Lead ID', 'Test'],
            ...rows.map((one) => [one.first, one.phone, one.city, one.date, one.id, one.test]),
          ]
            .map((cells) => csvLine(cells))
            .join('')
          const plan = await opened.planOf(text, {
            ...more,
            reading: { encoding: 'utf-8', separator: ',', hasHeader: true, dateOrder: 'mdy' },
            mapping: ['first_name', 'phone', 'city', 'created_at', 'external_id', 'is_test'],
          })
          const result = await opened.run(plan)
          const { leads, existing, known, repeated, refused, newContacts } = result
          // A row of separators alone is none.
          const written = rows.filter((one) => Object.values(one).some((cell) => cell !== '')).length
          expect(result.rows).toBe(written)
          expect((more.makes === 'leads' ? leads : newContacts) + existing + known + repeated + refused).toBe(
            written,
          )
          expectExact(opened)
          ids.push(result.importId ?? '')
          states.push(dump(opened))
        }
        for (const importId of ids.reverse()) {
          states.pop()
          await ended(opened.core, 'imports.undo', { importId, isForced: true })
          expect(dump(opened)).toEqual(states.at(-1))
        }
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})

describe('ids of leads', () => {
  it('descend in the order of the rows; none comes twice, beside leads of others and after an undo', async () => {
    const opened = await openImport()
    const { core, webhookId, rows } = opened
    const list = (from: number) =>
      `Name,Phone\n${Array.from({ length: 600 }, (_, n) => `Ana,602555${from + n}`).join('\n')}\n`
    const byHand = async (number: string) =>
      (await core.ask('leads.create', { webhookId, values: { phone: number } })).leadId
    const given = new Set<number>()
    const take = (ids: readonly number[]) => {
      for (const id of ids) expect(given.has(id)).toBe(false)
      for (const id of ids) given.add(id)
    }
    for (const from of [1_000, 2_000, 3_000]) {
      take([await byHand(phone(from / 1_000))])
      const { importId } = await opened.bring(list(from))
      const ids = rows(
        `select l.id from leads l join lead_events e on e.lead_id = l.id and e.event_type = 'imported'
         where l.batch_id = ? order by json_extract(e.event_data, '$.line')`,
        importId,
      ).map(({ id }) => id as number)
      expect(ids).toHaveLength(600)
      take(ids)
      expect(ids).toEqual([...ids].sort((a, b) => b - a))
      await ended(core, 'imports.undo', { importId })
    }
    take([await byHand(phone(9))])
    expectExact(opened)
  })
})

describe('beside others', () => {
  it('ends its slice after a few rows when somebody waits, and goes on in the next one', async () => {
    const opened = await openImport()
    const { core } = opened
    const file = Array.from(
      { length: 300 },
      (_, n) => `P ${n % 250},480-555-${String(n % 250).padStart(4, '0')},85018`,
    )
    const plan = await opened.planOf(`Name,Phone,Zip\n${file.join('\n')}\n`, { knownPeople: 'create' })
    const stands = () => opened.rows('select count(*) as n from leads')[0].n as number
    const slicesOf = async (isWanted: () => boolean) => {
      const context = taskContext({
        writer: core.writer,
        vault: openVault(new Uint8Array(32), 'file'),
        actor: 'ana',
        secretProtection: 'file',
        isWanted,
      })
      const task = importTasks['imports.run'](context, {
        ...plan,
        leavesOutRefused: true,
      } as Row) as Task<Row>
      const slices: number[] = []
      let before = stands()
      let step = task.next()
      for (; !step.done; step = task.next()) {
        slices.push(stands() - before)
        before = stands()
      }
      expect(step.value).toMatchObject({ rows: 300, leads: 250, newContacts: 250, repeated: 50 })
      expectExact(opened)
      await ended(core, 'imports.undo', { importId: step.value.importId })
      fs.writeFileSync(path.join(opened.folder, plan.handle), `Name,Phone,Zip\n${file.join('\n')}\n`)
      return slices.filter((leads) => leads > 0)
    }
    expect(Math.max(...(await slicesOf(() => true)))).toBe(32)
    expect(Math.max(...(await slicesOf(() => false)))).toBeGreaterThanOrEqual(64)
  })
})

describe('our own exact export', () => {
  it('comes back with status, times, price and answers', async () => {
    const opened = await openImport()
    const { core, rows } = opened
    await opened.bring(
      `Name,Phone,Bill,Created,Lead Price,Hobby\nAna Ruiz,${phone(1)},$245.50,2025-01-02,12.50,'=1\nBo,${phone(2)},,2025-01-03,,\n`,
    )
    const [lead] = rows('select id from leads where phone = ?', e164(1))
    await core.ask('leads.setStatus', { id: lead.id, status: 'converted' })
    const all = rows('select * from leads order by id')
    const names = Object.keys(all[0])
    const text = [
      csvLine(names),
      ...all.map((one) => csvLine(names.map((name) => (one[name] === null ? '' : String(one[name]))))),
    ].join('')
    const other = await openImport()
    const plan = await other.planOf(`\ufeff${text}`)
    expect((await other.inspect(plan.handle)).exact).toBe('leads')
    expect(await other.run(plan)).toMatchObject({ leads: 2, refused: 0, notes: 0 })
    const OWN = new Set(['id', 'webhook_id', 'contact_id', 'batch_id'])
    const strip = (list: Row[]) =>
      list
        .map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !OWN.has(name))))
        .sort((a: Row, b: Row) => (a.phone < b.phone ? -1 : 1))
    expect(strip(other.rows('select * from leads'))).toEqual(strip(all))
    expectExact(other)
    expect(other.rows('select sum(converted_leads) as n from lead_analytics')[0].n).toBe(1)
  })
})

describe('the reader', () => {
  it('reads back what was written, cut into any pieces', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('', '"', '""', 'a"b', '\r\n', '\n', ',', ';', ' x ', '\ufeff', "'=1"),
    )
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
        fc.integer({ min: 1, max: 9 }),
        (table, separator, piece) => {
          const text = table.map((cells) => csvLine(cells, separator)).join('')
          const pieces = text.match(new RegExp(`[\\s\\S]{1,${piece}}`, 'g')) ?? []
          const rows = [...rowsOf(pieces, { separator, lineEnd: 'lf' })]
          expect(rows.map(({ cells }) => cells)).toEqual(table)
          expect(rows.every(({ problem }) => problem === null)).toBe(true)
          const lines = text.split('\n')
          for (const { line, cells } of rows)
            if (!cells.join('').includes('\n'))
              expect(lines[line - 1]).toContain(cells[0]?.replaceAll('"', '""'))
        },
      ),
    )
  })
})
