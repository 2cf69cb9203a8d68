// The sender: raw sockets kept alive, one request on each at a time, everything prepared beforehand. A process of its own, so that its
// work is nobody else's.
import net from 'node:net'
import { leadBody } from './payloads.ts'
import { serveHelper } from './workplace.ts'

export type Turn = {
  /** Answered requests. */
  readonly answered: number
  readonly seconds: number
  /** Milliseconds of each, in the order of the answers. */
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** The longest time in which nothing at all was answered, in milliseconds. */
  readonly longestStall: number
  /** Answers other than 201. */
  readonly wrong: number
}

export type Order = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  readonly seconds: number
  /** How many requests to prepare; more than are sent is no harm. */
  readonly prepared: number
}

let sent = 0
const CREATED = Buffer.from('HTTP/1.1 201')
const HEAD_END = Buffer.from('\r\n\r\n')

function prepare({ port, path, headers }: Order, count: number): Buffer[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Array.from({ length: count }, () => {
    const body = leadBody(sent++)
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    return Buffer.from(head + body)
  })
}

async function sendTurn(order: Order): Promise<Turn> {
  const requests = prepare(order, order.prepared)
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => connect(order.port)))
  const times: number[] = []
  let wrong = 0
  let longestStall = 0
  let next = 0
  const start = performance.now()
  const until = start + order.seconds * 1000
  let lastAnswer = start

  const work = (socket: net.Socket) =>
    new Promise<void>((resolve, reject) => {
      let begun = 0
      let held: Buffer | null = null
      const send = () => {
        begun = performance.now()
        const request = requests[next++] ?? (prepare(order, 1)[0] as Buffer)
        socket.write(request)
      }
      socket.on('data', (chunk) => {
        const data: Buffer = held === null ? chunk : Buffer.concat([held, chunk])
        if (!isWhole(data)) {
          held = data
          return
        }
        held = null
        const now = performance.now()
        times.push(now - begun)
        if (now - lastAnswer > longestStall) longestStall = now - lastAnswer
        lastAnswer = now
        if (!data.subarray(0, CREATED.length).equals(CREATED)) wrong++
        if (now < until) send()
        else resolve()
      })
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('The server closed a connection.')))
      send()
    })
  await Promise.all(sockets.map(work))
  const seconds = (performance.now() - start) / 1000
  for (const socket of sockets) {
    socket.removeAllListeners('close')
    socket.destroy()
  }
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
  return { answered: times.length, seconds, p50: at(0.5), p99: at(0.99), slowest: at(1), longestStall, wrong }
}

function isWhole(data: Buffer): boolean {
  const head = data.indexOf(HEAD_END)
  if (head === -1) return false
  const length = /content-length: (\d+)/i.exec(data.toString('latin1', 0, head))?.[1]
  if (length === undefined)
    throw new Error(`An answer without its length: ${data.toString('latin1', 0, head)}`)
  return data.length >= head + HEAD_END.length + Number(length)
}

function connect(port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

serveHelper({ send: (question: { order: Order }) => sendTurn(question.order) })
