import Database from 'better-sqlite3'
const raw = new Database('/tmp/bd2.db'); raw.pragma('cache_size=-65536')
const best = (name: string, fn: () => any, n = 31) => { let r: any; const t: number[] = []; for (let i = 0; i < n; i++) { const s = performance.now(); r = fn(); t.push(performance.now() - s) } t.sort((a, b) => a - b); console.log(name, t[2]!.toFixed(2), t[Math.floor(n/2)]!.toFixed(2), String(r).length) }
const ids = JSON.stringify(raw.prepare('select id from contacts order by sequence desc limit 1000').pluck().all())
const q = (raw: any, s: string) => { const st = raw.prepare(s).pluck(); return () => st.get(ids) }
const agg = "select json_group_array(l.id order by l.created_at desc, l.id desc) from json_each(?) j join leads l on l.contact_id = j.value where l.is_test = 0"
const agg2 = "select json_group_array(l.id) from json_each(?) j join leads l on l.contact_id = j.value where l.is_test = 0"
const inq = "select json_group_array(l.id order by l.created_at desc, l.id desc) from leads l where l.contact_id in (select value from json_each(?)) and l.is_test = 0"
const each = "select count(*) from json_each(?)"
best('each', q(raw, each)); best('agg', q(raw, agg)); best('agg unsorted', q(raw, agg2)); best('in', q(raw, inq))
raw.exec('create index lc2 on leads (contact_id, created_at, is_test, status, lead_type, workspace_id); drop index leads_contact; analyze'); raw.exec('drop table if exists sqlite_stat1')
const raw2 = new Database('/tmp/bd2.db'); raw2.pragma('cache_size=-65536')
best('cov agg', q(raw2, agg)); best('cov unsorted', q(raw2, agg2)); best('cov in', q(raw2, inq))
const all = raw2.prepare("select l.id, l.created_at from json_each(?) j join leads l on l.contact_id = j.value where l.is_test = 0").raw()
best('cov all raw sort js', () => all.all(ids).sort((a: any, b: any) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : b[0] - a[0])).map((x: any) => x[0]))
console.log(raw2.prepare('explain query plan ' + agg).all(ids).map((x: any) => x.detail))
const rows = (await import('../../electron/core/leads/leads.queries.ts')).rowsOf
const { connect } = await import('../../electron/core/db/connection.ts')
const db = connect(raw2); const l = raw2.prepare('select id from leads order by created_at desc limit 100').pluck().all() as number[]
best('rowsOf 100', () => rows(db, l))
