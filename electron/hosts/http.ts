// The browser host: carries the Api over HTTP to a browser on this computer, and serves the renderer's files. It knows no feature.
// Any page in the same browser can reach localhost, so Host, Origin and Sec-Fetch-Site are checked before anything is done.
import { createHash } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import type { Api } from '../../shared/contract/index.ts'
import { answer, failure, MALFORMED, readMessage } from './answer.ts'
import { openChangeStreams } from './change-stream.ts'
import { openFinished } from './hand-over.ts'
import { findPage } from './pages.ts'
import { securityHeaders } from './policy.ts'
import { SESSION_MS } from './sessions.ts'
import { createSignIn } from './sign-in.ts'
import { createTakeIn } from './take-in.ts'

export type HttpHostOptions = {
  readonly api: Api
  readonly rendererFolder: string
  /** Where finished files lie until the browser has taken them. */
  readonly filesFolder: string
  /** Where files lie that the person hands over; without one, none are taken. */
  readonly incomingFolder?: string
  /** 0: any free port. */
  readonly port: number
  /** A made one unless given. */
  readonly token?: string
  /** Where it is kept which browsers are signed in; without one that ends with the program. */
  readonly sessionsFile?: string
  /** Between two pings of the change stream. */
  readonly pingMs?: number
}

export type HttpHost = {
  /** `http://127.0.0.1:5180` */
  readonly origin: string
  readonly token: string
  /** Another address that signs one browser in, once. */
  issueAddress(): string
  /** Signs every browser out. */
  signOutAll(): void
  close(): Promise<void>
}

const ADDRESS = '127.0.0.1'
const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: SESSION_MS / 1_000 } as const
const BODY_BYTES = 8 * 1024 * 1024
/** A file of 2 GB from a slow disk takes minutes. Headers have 10 seconds all the same. */
const UPLOAD_MS = 600_000
/** What a stopping host gives running calls. */
const CLOSING_MS = 2_000

/** Rejects with the system's error (`code: 'EADDRINUSE'`) when the port cannot be had. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const { api, rendererFolder, filesFolder, pingMs } = options
  const takeIn = options.incomingFolder === undefined ? undefined : createTakeIn(options.incomingFolder)
  const signIn = createSignIn(options)
  const streams = openChangeStreams(api, pingMs)
  let port = options.port
  // Cookies know no ports: two instances side by side must not sign each other out.
  const cookieName = () => `convio_session_${port}`

  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(securityHeaders())) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    }
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  app.use(async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!isOwnHost(host, port)) {
      return refuse(
        c,
        421,
        `This is Convio Leads at http://${ADDRESS}:${port}, and not the address you asked for.`,
      )
    }
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const isForeign = origin !== undefined && origin !== `http://${host}`
    if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      return refuse(
        c,
        403,
        'Another web page sent you here, and Convio Leads takes nothing from other pages. Type or paste its address instead.',
      )
    }
    return next()
  })

  app.get('/api/health', (c) => c.json({ ok: true }))

  app.use(async (c, next) => {
    const isApi = c.req.path.startsWith('/api/')
    const token = c.req.query('token')
    const cookie = getCookie(c, cookieName())
    const isSignedIn = signIn.isSession(cookie) || (isApi && signIn.isBearer(c.req.header('authorization')))
    const isAddressWithToken = c.req.method === 'GET' && c.req.path === '/' && token !== undefined
    if (isAddressWithToken) {
      const session = signIn.exchange(token)
      if (session) setCookie(c, cookieName(), session, COOKIE)
      if (session || isSignedIn) return c.redirect('/', 303)
    }
    // Who opens the application stays signed in from then on.
    if (c.req.method === 'GET' && c.req.path === '/' && cookie !== undefined && signIn.renew(cookie)) {
      setCookie(c, cookieName(), cookie, COOKIE)
    }
    if (isSignedIn && !isAddressWithToken) return next()
    if (isApi) {
      return c.json(
        failure('refused', 'Not signed in. Open the address that Convio Leads printed when it started.'),
        401,
      )
    }
    return signInPage(c, token !== undefined)
  })

  app.post(
    '/api/call',
    async (c, next) => {
      const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
      if (type === 'application/json') return next()
      return c.json(failure('invalid', 'Send the call as application/json.'), 415)
    },
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: (c) => c.json(failure('invalid', 'A call may be 8 MiB long at most.'), 413),
    }),
    async (c) => {
      const message = readMessage(parse(await c.req.text()))
      return message ? c.json(await answer(api, message, goneOf(c.env.outgoing))) : c.json(MALFORMED, 400)
    },
  )
  app.get('/api/changes', (c) => {
    c.header('content-type', 'text/event-stream')
    // The server must not wait for more before it passes the first event on.
    c.header('transfer-encoding', 'chunked')
    return c.body(streams.open())
  })
  // A file that the person hands over: raw bytes, straight to the disk. Forms of other pages cannot send this type without being asked first.
  app.post('/api/files', async (c, next) => {
    if (takeIn === undefined) return next()
    if (c.req.header('content-type') !== 'application/octet-stream')
      return c.json(failure('invalid', 'Send the file as application/octet-stream.'), 415)
    const body = c.req.raw.body
    return c.json(
      await takeIn.stream(body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream)),
    )
  })
  // A finished file, once: when all of it was taken, it goes.
  app.get('/api/files/:name', async (c) => {
    const file = await openFinished(filesFolder, c.req.param('name'))
    if (!file) {
      return c.json(
        failure('not_found', 'This file is no longer kept. It may have been downloaded already.'),
        404,
      )
    }
    c.header('content-type', typeOf(file.name))
    c.header('content-disposition', `attachment; filename="${file.name}"`)
    c.header('content-length', String(file.size))
    if (c.req.method === 'HEAD') {
      await file.close()
      return c.body(null)
    }
    const { outgoing } = c.env
    const { socket } = outgoing
    const stream = file.stream()
    // A response "finishes" also when its browser is gone.
    outgoing.once('finish', () => {
      if (stream.bytesRead === file.size && socket?.destroyed === false) void file.remove()
    })
    return c.body(Readable.toWeb(stream) as ReadableStream)
  })
  app.all('/api/*', (c) => c.json(failure('not_found', 'There is nothing at this address.'), 404))

  app.get('*', async (c) => {
    const page = await findPage(rendererFolder, new URL(c.req.raw.url).pathname)
    return c.body(page.body, page.status, { ...page.headers })
  })
  app.all('*', (c) => refuse(c, 405, 'Pages can only be read.'))
  app.onError((error, c) => {
    console.error(error)
    return c.json(
      failure('internal', 'Something went wrong inside Convio Leads. Try again; if it stays, restart it.'),
      500,
    )
  })

  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: { headersTimeout: 10_000, requestTimeout: UPLOAD_MS, connectionsCheckingInterval: 1_000 },
  }) as Server
  try {
    port = await listen(server, port)
  } catch (error) {
    streams.close()
    throw error
  }
  const origin = `http://${ADDRESS}:${port}`
  return {
    origin,
    token: signIn.token,
    issueAddress: () => `${origin}/?token=${signIn.issueToken()}`,
    signOutAll: signIn.signOutAll,
    async close() {
      streams.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // A stream that has just ended leaves its connection idle, which server.close() does not notice by itself.
      const idle = setInterval(() => server.closeIdleConnections(), 20)
      const patience = setTimeout(() => server.closeAllConnections(), CLOSING_MS)
      await closed
      clearInterval(idle)
      clearTimeout(patience)
    },
  }
}

/** Aborted when whoever asked goes before they have the answer. */
function goneOf(outgoing: HttpBindings['outgoing']): AbortSignal {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  return gone.signal
}

type NodeStream = Parameters<typeof Readable.fromWeb>[0]

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, ADDRESS, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function isOwnHost(host: string, port: number): boolean {
  return [ADDRESS, 'localhost', '[::1]'].some(
    (name) => host === `${name}:${port}` || (port === 80 && host === name),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A refusal as whoever asked can read it: a Reply below /api, a sentence elsewhere. */
function refuse(c: Context, status: 403 | 405 | 421, sentence: string): Response {
  return c.req.path.startsWith('/api/')
    ? c.json(failure('refused', sentence), status)
    : c.text(sentence, status)
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1.5em}h1{font-size:1.4em}'
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** For a browser without a session; it says how to get one. */
function signInPage(c: Context, hasToken: boolean): Response {
  const why = hasToken
    ? 'The address you opened has been used already, or Convio Leads was started again since. Each address works once.'
    : 'This browser has not been signed in yet, or not for 30 days.'
  return c.html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<meta name="color-scheme" content="light dark"><title>Sign in – Convio Leads</title><style>${STYLE}</style></head>` +
      `<body><main><h1>Open Convio Leads from where you started it</h1><p>${why}</p>` +
      `<p>Go to the window in which Convio Leads was started and open the address printed there. ` +
      `If it has been used, press Enter in that window: a new address is printed, and nothing is interrupted.</p></main></body></html>`,
    401,
    { ...securityHeaders([STYLE_HASH]) },
  )
}

/** A page that was exported is a file like any other: it is never shown under this address. */
function typeOf(name: string): string {
  if (name.endsWith('.csv')) return 'text/csv; charset=utf-8'
  return name.endsWith('.ics') ? 'text/calendar; charset=utf-8' : 'application/octet-stream'
}
