import { openConnection } from '../../electron/core/db/connection.ts'
import { contactIdAt } from '../../shared/domain/ids.ts'
const db = openConnection('/tmp/benchdata/convio.db', 'read')
console.log('mismatch', db.sql('select id, sequence from contacts').all().filter((r: any) => contactIdAt(r.sequence) !== r.id).length)
const s = db.sql('select search_text from contacts order by sequence desc limit 200').all().map((r: any) => r.search_text)
const c = new Map<string, number>(); const t = performance.now()
for (const x of s) { const seen = new Set<string>(); for (let i = 0; i + 3 <= x.length; i++) seen.add(x.slice(i, i+3)); for (const g of seen) c.set(g, (c.get(g) ?? 0) + 1) }
console.log('count ms', performance.now() - t, c.size, s[0], [...c].sort((a, b) => b[1] - a[1]).slice(0, 20).join(' '))
