import { fork } from 'node:child_process'
import path from 'node:path'
import { median } from './figures.ts'
import { cleanUp, sleep, temporaryFolder } from './workplace.ts'
const [a='', b='', pairsText='5', secondsText='3', conns='16'] = process.argv.slice(2)
process.on('exit', cleanUp)
const start = (file: string, env: Record<string,string>, ...args: string[]) => {
  const child = fork(path.join(import.meta.dirname, file), args, { env: { ...process.env, ...env } })
  const ask = (q: any): Promise<any> => new Promise((ok, no) => { child.once('message', (m: any) => m.problem ? no(new Error(m.problem)) : ok(m.value)); child.send(q) })
  return { ask, end: () => child.disconnect() }
}
const envOf = (t: string) => Object.fromEntries(t.split(',').filter(Boolean).map((x) => x.split('=') as [string,string]))
const sides = await Promise.all([a, b].map(async (t) => {
  const file = t.startsWith('FLOOR') ? 'floor-server.ts' : 'product-server.ts'
  const server = start(file, envOf(t), temporaryFolder())
  return { t, server, sender: start('load.ts', {}), target: await server.ask({ do: 'open' }), turns: [] as any[], lone: [] as number[] }
}))
const seconds = Number(secondsText)
const turn = async (s: any, over: any = {}) => {
  const before = await s.server.ask({ do: 'cpu' })
  const r = await s.sender.ask({ do: 'send', order: { ...s.target, connections: Number(conns), seconds, prepared: seconds * 5000, ...over } })
  const after = await s.server.ask({ do: 'cpu' })
  return { ...r, cpu: (after - before) / r.answered }
}
for (const s of sides) await turn(s, { seconds: 2 })
for (let p = 0; p < Number(pairsText); p++) for (const s of sides) { await sleep(300); s.turns.push(await turn(s)) }
for (let p = 0; p < Number(pairsText); p++) for (const s of sides) { await sleep(200); s.lone.push((await turn(s, { connections: 1, seconds: 1, prepared: 3000 })).p50) }
for (const s of sides) {
  const m = (f: (t: any) => number) => median(s.turns.map(f))
  console.log((s.t || 'base').padEnd(40), `rate ${m((t) => t.answered / t.seconds).toFixed(0)}/s cpu ${m((t) => t.cpu).toFixed(0)}µs p50 ${m((t) => t.p50).toFixed(1)} p99 ${m((t) => t.p99).toFixed(1)} ratio ${m((t) => t.p99/t.p50).toFixed(2)} stall med ${m((t) => t.longestStall).toFixed(0)} max ${Math.max(...s.turns.map((t) => t.longestStall)).toFixed(0)} wrong ${s.turns.reduce((n: number, t: any) => n + t.wrong, 0)} lone ${median(s.lone).toFixed(2)} [${s.lone.map((x) => x.toFixed(2))}]`)
}
const [x, y] = sides as any
console.log('ratio B/A rate', x.turns.map((t: any, i: number) => ((y.turns[i].answered / y.turns[i].seconds) / (t.answered / t.seconds)).toFixed(2)).join(' '))
for (const s of sides) { s.server.end(); s.sender.end() }
