import { openDataFolder } from '../../electron/core/db/folder.ts'
import { cleanUp, MIGRATIONS, temporaryFolder } from './workplace.ts'
process.on('exit', cleanUp)
const f = openDataFolder(temporaryFolder(), MIGRATIONS); const raw = f.connection.raw
const ex = (s: string) => console.log(s.replace(/\s+/g,' ').slice(0,80), '\n  ', (raw.prepare('explain query plan ' + s).all() as any[]).map((r) => r.detail).join(' | '), ' opcodes', (raw.prepare('explain ' + s).all() as any[]).map((r) => r.opcode).filter((o) => /Ephem|Sorter|OpenTemp|OpenPseudo|Once/.test(o)).join(','))
ex(`select id, status_code, response from deliveries where body_hash = x'00' and webhook_id = 'a' and received_at > 'b' and (verdict = 'refused') = 0 and idempotency_key is null order by id desc limit 1`)
ex(`insert into sequences (name, value) values ('a', 1) on conflict do update set value = value + 1 returning value - 1 as number`)
ex(`update sequences set value = value + 1 where name = 'a'`)
const bench = (name: string, fn: () => void, n = 20000) => { for (let i=0;i<500;i++) fn(); const c = (process as any).threadCpuUsage(); for (let i=0;i<n;i++) fn(); const d = (process as any).threadCpuUsage(c); console.log(name, ((d.user+d.system)/n).toFixed(2), 'µs') }
raw.exec('begin immediate')
const s1 = raw.prepare(`insert into sequences (name, value) values (?, 1) on conflict do update set value = value + 1 returning value - 1 as number`).pluck()
bench('returning', () => s1.get('leads'))
const s2 = raw.prepare(`update sequences set value = value + 1 where name = ?`), s3 = raw.prepare('select value from sequences where name = ?').pluck()
bench('update+select', () => { s2.run('leads'); s3.get('leads') })
bench('update', () => { s2.run('leads') })
raw.exec('rollback')
f.close()
