// The floor of intake: bare node:http and the same statements prepared by hand, one transaction a request at synchronous=NORMAL, nothing
// checked: no key, no signature, no limits, no aliases, no phone, no routing. The schema (indexes, triggers) and the rows are the same.
import http from 'node:http'
import { openDataFolder } from '../../electron/core/db/folder.ts'
import { contactIdAt, leadIdAt } from '../../shared/domain/ids.ts'
import { MIGRATIONS, serveHelper } from './workplace.ts'

const WEBHOOK = 'ws_cal_solar_001'
const PROVIDER = 'bench_provider_0001'
const HEADERS = JSON.stringify([
  ['host', '127.0.0.1:40000'],
  ['content-type', 'application/json'],
  ['authorization', '(hidden)'],
  ['user-agent', 'convio-bench'],
  ['content-length', '700'],
])
const EVENT = JSON.stringify({
  webhook_id: WEBHOOK,
  provider_id: PROVIDER,
  sender: 'flat',
  delivery_id: 12_345,
})
const REASON = 'No active rule covers solar in 85018.'

const folder = openDataFolder(process.argv[2] as string, MIGRATIONS)
const { raw } = folder.connection
raw.pragma('synchronous = NORMAL')
const start = new Date().toISOString()
raw
  .prepare(
    'insert into webhook_configs (webhook_id, name, lead_type, created_at, updated_at) values (?, ?, ?, ?, ?)',
  )
  .run(WEBHOOK, 'Bench solar', 'solar', start, start)
raw
  .prepare(
    'insert into lead_source_providers (provider_id, provider_name, created_at, updated_at) values (?, ?, ?, ?)',
  )
  .run(PROVIDER, 'Bench provider', start, start)

const begin = raw.prepare('begin immediate')
const commit = raw.prepare('commit')
const findSame = raw.prepare(
  `select id, status_code, response from deliveries where body_hash = ? and webhook_id = ? and received_at > ?
     and (verdict = 'refused') = 0 and idempotency_key is null order by id desc limit 1`,
)
const findContact = raw.prepare('select id from contacts where webhook_id = ? and phone = ?')
const nextNumber = raw
  .prepare(
    'insert into sequences (name, value) values (?, 1) on conflict do update set value = value + 1 returning value - 1',
  )
  .pluck()
const addContact = raw.prepare(
  `insert into contacts (id, webhook_id, phone, first_name, last_name, email, address, city, state, zip_code, created_at, updated_at,
     sequence, field_times, lead_count, last_lead_at, first_key, last_key, search_text)
   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
)
const countOnContact = raw.prepare(
  'update contacts set lead_count = lead_count + 1, last_lead_at = ? where id = ?',
)
const addLead = raw.prepare(
  `insert into leads (id, webhook_id, lead_type, phone, raw_payload, ip_address, user_agent, created_at, updated_at, processed_at, contact_id,
     provider_id, sender, delivery_id, is_test, extra, routing_method, routing_reason, first_name, last_name, email, address, city, state,
     zip_code, source, campaign_id, utm_source, utm_medium, utm_campaign, monthly_electric_bill, property_type, roof_condition, roof_age,
     shade_coverage, landing_page_url, consent_text, tcpa_compliance)
   values (?, ?, 'solar', ?, ?, '127.0.0.1', 'convio-bench', ?, ?, ?, ?, ?, 'flat', ?, 0, ?, 'unrouted', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
     180.0, ?, ?, ?, ?, ?, ?, 1)`,
)
const addEvent = raw.prepare(
  `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'created', ?, ?, ?)`,
)
const addDelivery = raw.prepare(
  `insert into deliveries (webhook_id, provider_id, received_at, method, path, content_type, headers, body, size, remote_address, verdict,
     is_test, status_code, summary, sender, response, body_hash, lead_id, contact_id)
   values (?, ?, ?, 'POST', ?, 'application/json', ?, ?, ?, '127.0.0.1', 'accepted', 0, 201, ?, 'flat', ?, ?, ?, ?)`,
)
const countUsage = raw.prepare(
  `insert into provider_usage_log (provider_id, webhook_id, request_count, date, created_at) values (?, ?, 1, ?, ?)
   on conflict (provider_id, webhook_id, date) do update set request_count = request_count + 1`,
)
const countOnWebhook = raw.prepare(
  'update webhook_configs set total_leads = total_leads + 1, last_lead_at = ? where webhook_id = ?',
)
const countOnProvider = raw.prepare(
  'update lead_source_providers set total_leads = total_leads + 1, last_used_at = ? where provider_id = ?',
)
const countDay = raw.prepare(
  `insert into lead_analytics (webhook_id, date, total_leads, created_at, updated_at) values (?, ?, 1, ?, ?)
   on conflict (webhook_id, date) do update set total_leads = total_leads + 1, updated_at = excluded.updated_at`,
)

let requests = 0

function store(url: string, body: Buffer): string {
  const lead = JSON.parse(body.toString())
  const now = new Date().toISOString()
  const day = now.slice(0, 10)
  const phone = `+1${lead.phone.slice(1, 4)}${lead.phone.slice(6, 9)}${lead.phone.slice(10)}`
  const hash = Buffer.allocUnsafe(16)
  hash.writeUInt32LE(Math.imul(++requests, 0x9e3779b1) >>> 0, 0)
  hash.writeUInt32LE(Math.imul(requests, 0x85ebca6b) >>> 0, 4)
  hash.writeDoubleLE(requests, 8)
  begin.run()
  findSame.get(hash, WEBHOOK, start)
  const known = findContact.get(WEBHOOK, phone) as { id: number } | undefined
  let contactId: number
  if (known === undefined) {
    const sequence = nextNumber.get('contacts') as number
    contactId = contactIdAt(sequence)
    const times = `{"first_name":"${now}","last_name":"${now}","email":"${now}","address":"${now}","city":"${now}","state":"${now}","zip_code":"${now}"}`
    const first = lead.first_name.toLowerCase()
    const last = lead.last_name.toLowerCase()
    addContact.run(
      contactId,
      WEBHOOK,
      phone,
      lead.first_name,
      lead.last_name,
      lead.email,
      lead.address,
      lead.city,
      lead.state,
      lead.zip_code,
      now,
      now,
      sequence,
      times,
      now,
      first,
      last,
      `${first} ${last} ${lead.email} ${phone.slice(1)} ${lead.address} ${lead.city} ${lead.state} ${lead.zip_code}`.toLowerCase(),
    )
  } else {
    contactId = known.id
    countOnContact.run(now, contactId)
  }
  const leadId = leadIdAt(nextNumber.get('leads') as number)
  const answer = `{"status":"success","message":"Lead received.","webhook_id":"${WEBHOOK}","contact_id":${contactId},"lead_id":${leadId},"contact_status":"new","email":"${lead.email}","processed_at":"${now}","timestamp":"${now}"}`
  const deliveryId = addDelivery.run(
    WEBHOOK,
    PROVIDER,
    now,
    url,
    HEADERS,
    body,
    body.length,
    `${lead.first_name} ${lead.last_name}`,
    answer,
    hash,
    leadId,
    contactId,
  ).lastInsertRowid
  addLead.run(
    leadId,
    WEBHOOK,
    phone,
    body.toString(),
    now,
    now,
    now,
    contactId,
    PROVIDER,
    deliveryId,
    '{"preferred_time":"evening"}',
    REASON,
    lead.first_name,
    lead.last_name,
    lead.email,
    lead.address,
    lead.city,
    lead.state,
    lead.zip_code,
    lead.source,
    lead.campaign_id,
    lead.utm_source,
    lead.utm_medium,
    lead.utm_campaign,
    lead.property_type,
    lead.roof_condition,
    lead.roof_age,
    lead.shade_coverage,
    lead.landing_page_url,
    lead.consent_text,
  )
  addEvent.run(leadId, EVENT, now, `webhook:${WEBHOOK}`)
  countUsage.run(PROVIDER, WEBHOOK, day, now)
  countOnWebhook.run(now, WEBHOOK)
  countOnProvider.run(now, PROVIDER)
  countDay.run(WEBHOOK, day, now, now)
  commit.run()
  return answer
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const answer = store(
      request.url ?? '',
      chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
    )
    response.writeHead(201, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
})

serveHelper(
  {
    open: () =>
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address()
          const port = typeof address === 'object' && address !== null ? address.port : 0
          resolve({
            port,
            path: `/webhook/${WEBHOOK}`,
            headers: {
              Authorization: 'Bearer clp_of-the-usual-length-of-a-key-000000000000',
              'User-Agent': 'convio-bench',
            },
          })
        })
      }),
  },
  () => {
    server.closeAllConnections()
    server.close()
    folder.close()
  },
)
