import fs from 'node:fs'
const CORE = process.env.CORE ?? '/work/main'; const { createCore } = await import(CORE + '/electron/core/core.ts')
const { createCommitter } = await import(CORE + '/electron/core/intake/group-commit.ts')
import { leadBody } from './payloads.ts'
import { cleanUp, MASTER_KEY, MIGRATIONS, temporaryFolder } from './workplace.ts'
process.on('exit', cleanUp)
const group = Number(process.argv[2] ?? 16), total = Number(process.argv[3] ?? 8000), timed = process.argv[4] === 'sql'
const directory = temporaryFolder()
const core = await createCore({ directory, migrationsFolder: MIGRATIONS, masterKey: MASTER_KEY, listener: null })
const w: any = await core.api.call('webhooks.create', { name: 'x', leadType: 'solar', region: 'cal', rateLimit: 100000, rateWindow: 1 })
const p: any = await core.api.call('providers.create', { providerName: 'Bench' })
const { writer } = core
const times = new Map<string, [number, number]>()
if (timed) {
  const sql = writer.connection.sql
  ;(writer.connection as any).sql = (text: string) => { const st: any = sql(text); const out: any = {}; for (const m of ['get','all','run','value']) out[m] = (...v: any[]) => { const t = performance.now(); try { return st[m](...v) } finally { const e = times.get(text) ?? [0,0]; e[0] += performance.now() - t; e[1]++; times.set(text, e) } }; return out }
}
if (process.env.NOCP) writer.connection.raw.pragma('wal_autocheckpoint = 0')
for (const st of (process.env.PRE ?? '').split(';').filter(Boolean)) writer.connection.raw.exec(st)
const committer = createCommitter(writer.runIntake, (e) => console.error(e))
const webhook = writer.directory.webhook(w.value.webhookId)!
const headers = [['host','127.0.0.1:4000'],['content-type','application/json'],['authorization',`Bearer ${p.value.apiKey}`],['user-agent','convio-bench'],['content-length','700']] as any
let n = 0
const one = async (size: number) => { const all = []; for (let i = 0; i < size; i++) all.push(committer.submit({ webhook, method: 'POST', path: `/webhook/${webhook.webhookId}`, query: '', contentType: 'application/json', headers, body: Buffer.from(leadBody(n++)), remoteAddress: '127.0.0.1', receivedMs: Date.now() })); for (const a of await Promise.all(all)) if (a.status !== 201) throw new Error(a.body) }
while (n < 2000) await one(group)
times.clear()
const wal0 = fs.statSync(directory + '/convio.db-wal').size
const n0 = n; const cpu0 = (process as any).threadCpuUsage(); const t0 = performance.now(); let groups = 0
while (n < n0 + total) { await one(group); groups++ }
const c = (process as any).threadCpuUsage(cpu0); const leads = n - n0
const wal = fs.statSync(directory + '/convio.db-wal').size - wal0
console.log(`group ${group}: cpu/lead ${((c.user + c.system) / leads).toFixed(0)}µs (user ${(c.user/leads).toFixed(0)} sys ${(c.system/leads).toFixed(0)}) wall/lead ${((performance.now()-t0)*1000/leads).toFixed(0)}µs pages/group ${(wal/4120/groups).toFixed(1)} pages/lead ${(wal/4120/leads).toFixed(1)}`)
if (timed) for (const [text, [ms, count]] of [...times].sort((a, b) => b[1][0] - a[1][0]).slice(0, 16)) console.log((ms*1000/leads).toFixed(1).padStart(7), 'µs/lead', (ms*1000/count).toFixed(1).padStart(8), 'µs each', text.replace(/\s+/g,' ').slice(0, 90))
if (process.env.NOCP) {
  const last = wal0 + Math.floor((fs.statSync(directory + '/convio.db-wal').size - wal0) / 2 / 4120) * 4120
  const buf = fs.readFileSync(directory + '/convio.db-wal').subarray(last)
  const names = new Map<number, string>(writer.connection.raw.prepare('select pageno, name from dbstat').all().map((r: any) => [r.pageno, r.name]))
  const counts = new Map<string, number>(); let gr = 0
  for (let at = 0; at + 4120 <= buf.length; at += 4120) { const k = names.get(buf.readUInt32BE(at)) ?? '?'; counts.set(k, (counts.get(k) ?? 0) + 1); if (buf.readUInt32BE(at + 4) !== 0) gr++ }
  for (const [k, v] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 30)) console.log((v / gr).toFixed(1).padStart(7), 'pages/group', k)
}
await core.close()
