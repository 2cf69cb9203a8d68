import { openConnection } from '../../electron/core/db/connection.ts'
const db = openConnection('/tmp/benchdata/convio.db', 'read')
const cpu = (fn: () => any, n = 15) => { fn(); fn(); const t: number[] = []; let r: any; for (let i = 0; i < n; i++) { const c = (process as any).threadCpuUsage(); r = fn(); const d = (process as any).threadCpuUsage(c); t.push((d.user + d.system) / 1000) } t.sort((a, b) => a - b); return [t[Math.floor(n/2)]!.toFixed(2), Array.isArray(r) ? r.length : r] }
const grams = (w: string) => { const s = new Set<string>(); for (const x of w.split(' ')) for (let i = 0; i + 3 <= x.length; i++) s.add(x.slice(i, i + 3)); return [...s] }
const m = (g: string[]) => g.map((x) => `"${x.replaceAll('"','""')}"`).join(' AND ')
const rowids = db.sql('select rowid from contact_search where contact_search match ? order by rowid desc limit ?')
const joined = db.sql('select c.id, c.search_text from contact_search s join contacts c on c.sequence = s.rowid where contact_search match ? order by s.rowid desc limit ?')
for (const term of ['iva', 'ivan', 'melissa robertson', 'jose', '555', '5550173', '6865550173', '914', 'example.com', 'green.marybeth@example.com', '77042', '4052 vineyard ln', 'chinedu achterberg-ndlovu']) {
  const g = grams(term)
  console.log(term.padEnd(28), 'ids', cpu(() => rowids.all(m(g), 1001)), 'joined', cpu(() => joined.all(m(g), 1001)), 'first3', g.length > 3 ? cpu(() => rowids.all(m([g[0]!, g[Math.floor(g.length/2)]!, g.at(-1)!]), 1001)) : '')
}
const ids = db.sql('select id from contacts order by sequence desc limit 1001').all().map((r: any) => r.id)
console.log('leads of 1001', cpu(() => db.sql('select l.id, l.created_at, l.status, l.lead_type, l.workspace_id, l.is_test from json_each(?) j join leads l on l.contact_id = j.value').all(JSON.stringify(ids))))
console.log('leads of 1001, covering', cpu(() => db.sql('select l.id, l.created_at from json_each(?) j join leads l on l.contact_id = j.value').all(JSON.stringify(ids))))
console.log('leads sorted in sql limit 100', cpu(() => db.sql('select l.id from json_each(?) j join leads l on l.contact_id = j.value order by l.created_at desc, l.id desc limit 100').all(JSON.stringify(ids))))
for (const t of ['r', 'j', 'me', 'iv']) console.log('short', t, cpu(() => db.sql(`select id, first_key, last_key from contacts where first_key >= ? and first_key < ? union select id, first_key, last_key from contacts where last_key >= ? and last_key < ? limit ?`).all(t, t+'\u{10ffff}', t, t+'\u{10ffff}', 1001)), cpu(() => db.sql(`select id from contacts where first_key >= ? and first_key < ? limit ?`).all(t, t+'\u{10ffff}', 1001)))
console.log((db.raw.prepare("explain query plan select id, first_key, last_key from contacts where first_key >= 'a' and first_key < 'b' union select id, first_key, last_key from contacts where last_key >= 'a' and last_key < 'b' limit 5").all() as any[]).map((r) => r.detail))
