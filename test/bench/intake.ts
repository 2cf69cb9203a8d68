// Intake through everything, against bare node:http with the same statements.
import { atMost, type Figure, figure, median } from './figures.ts'
import type { Order, Turn } from './load.ts'
import { removeFolder, sleep, startHelper, temporaryFolder } from './workplace.ts'

export type IntakeSizes = { readonly pairs: number; readonly seconds: number; readonly connections: number }

/** With the microseconds that the server computed for each request. */
type TurnOfServer = Turn & { readonly processorUs: number }
type Target = Pick<Order, 'port' | 'path' | 'headers'>

export async function measureIntake({ pairs, seconds, connections }: IntakeSizes): Promise<Figure[]> {
  const folders = [temporaryFolder(), temporaryFolder()] as const
  const product = startHelper('product-server.ts', folders[0])
  const floor = startHelper('floor-server.ts', folders[1])
  // A sender each, so that both are sent the same people.
  const senders = { product: startHelper('load.ts'), floor: startHelper('load.ts') }
  const targets: { product: Target; floor: Target } = {
    product: await product.ask({ do: 'open' }),
    floor: await floor.ask({ do: 'open' }),
  }
  const servers = { product, floor }
  const turn = async (who: 'product' | 'floor', over: Partial<Order> = {}): Promise<TurnOfServer> => {
    const order = { ...targets[who], connections, seconds, prepared: Math.ceil(seconds * 6_000), ...over }
    const before: number = await servers[who].ask({ do: 'cpu' })
    const result: Turn = await senders[who].ask({ do: 'send', order })
    if (result.wrong > 0)
      throw new Error(`The ${who} refused ${result.wrong} of ${result.answered} requests.`)
    const after: number = await servers[who].ask({ do: 'cpu' })
    return { ...result, processorUs: (after - before) / result.answered }
  }
  // What was written last is on the disk before the other one begins.
  const rest = () => sleep(300)

  for (const who of ['product', 'floor'] as const)
    await turn(who, { seconds: Math.min(2, seconds), prepared: 8_000 })
  const turns: { product: TurnOfServer; floor: TurnOfServer; delay: number }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    await rest()
    await product.ask({ do: 'watch' })
    const ofProduct = await turn('product')
    const { p99: delay } = await product.ask({ do: 'watched' })
    await rest()
    turns.push({ product: ofProduct, floor: await turn('floor'), delay })
  }
  const lone: { product: number; floor: number }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const one = { connections: 1, seconds: Math.min(1, seconds), prepared: 3_000 }
    await rest()
    const { p50 } = await turn('product', one)
    await rest()
    lone.push({ product: p50, floor: (await turn('floor', one)).p50 })
  }
  await Promise.all([product.end(), floor.end(), senders.product.end(), senders.floor.end()])
  for (const folder of folders) removeFolder(folder)

  const rate = ({ answered, seconds: took }: Turn) => answered / took
  const ratios = turns.map((one) => rate(one.product) / rate(one.floor))
  const ratio = median(ratios)
  const of = (read: (turn: TurnOfServer) => number) => ({
    value: median(turns.map((one) => read(one.product))),
    floor: median(turns.map((one) => read(one.floor))),
  })
  const p50 = of((one) => one.p50)
  const p99 = of((one) => one.p99)
  const tails = turns.map(({ product: one }) => one.p99 / one.p50)
  const stalls = turns.map(({ product: one }) => one.longestStall)
  const longest = Math.max(...stalls)
  const loneP50 = median(lone.map((one) => one.product))
  const delay = median(turns.map((one) => one.delay))
  const area = `intake, ${connections} connections`
  return [
    figure(area, 'requests', of(rate).value, '/s', {
      floor: of(rate).floor,
      ratios,
      goal: { words: 'at least 0.75 of the floor', isMet: ratio >= 0.75 },
    }),
    figure(area, 'p50', p50.value, 'ms', { floor: p50.floor }),
    figure(area, 'p99', p99.value, 'ms', { floor: p99.floor }),
    figure(area, 'p99 over p50', median(tails), '×', { goal: atMost(4, median(tails), '×') }),
    figure(area, 'slowest answer', of((one) => one.slowest).value, 'ms', {
      floor: of((one) => one.slowest).floor,
    }),
    figure(area, 'longest stall of all turns', longest, 'ms', {
      floor: Math.max(...turns.map((one) => one.floor.longestStall)),
      goal: atMost(50, longest, 'ms'),
    }),
    figure(area, 'longest stall, median turn', median(stalls), 'ms', {
      floor: of((one) => one.longestStall).floor,
    }),
    figure(area, 'processor time of a request', of((one) => one.processorUs).value, 'µs', {
      floor: of((one) => one.processorUs).floor,
      ratios: turns.map((one) => one.product.processorUs / one.floor.processorUs),
    }),
    figure(area, 'main thread late by, p99', delay, 'ms', { goal: atMost(20, delay, 'ms') }),
    figure('intake, 1 connection', 'p50', loneP50, 'ms', {
      floor: median(lone.map((one) => one.floor)),
      ratios: lone.map((one) => one.product / one.floor),
      goal: atMost(1.5, loneP50, 'ms'),
    }),
  ]
}
