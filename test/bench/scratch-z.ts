const CORE = process.env.CORE ?? '/work/main'
const { openConnection } = await import(CORE + '/electron/core/db/connection.ts')
const { findPeople } = await import(CORE + '/electron/core/records/find-people.ts')
const { leadsPage } = await import(CORE + '/electron/core/leads/leads.queries.ts')
const db = openConnection('/tmp/benchdata/convio.db', 'read')
const best = (fn: () => any, n = 25) => { let r: any; const t: number[] = []; for (let i = 0; i < n; i++) { const s = performance.now(); r = fn(); t.push(performance.now() - s) } t.sort((a, b) => a - b); return [t[2]!.toFixed(2), t[Math.floor(n/2)]!.toFixed(2), r] as any }
for (const term of ['iva', 'ivan', 'melissa robertson', 'jose', '555', '5550173', '6865550173', '914', 'example.com', 'green.marybeth@example.com', '77042', '4052 vineyard ln', 'chinedu achterberg-ndlovu', 'ines pe', 'phoenix', 'qqq', 'r', 'me', 'j s', 'jo sm']) {
  const [a, m, f] = best(() => findPeople(db, term)); const [p, pm, pf] = best(() => findPeople(db, term, 12)); const [c, cm, g] = best(() => leadsPage(db, { filter: { search: term, statuses: [], types: [], isTest: false }, offset: 0, limit: 100 } as any))
  console.log(term.padEnd(28), 'people', a, m, f.contactIds.length, ' palette', p, pm, pf.contactIds.length, ' page', c, cm, g.total)
}
