// app://convio: the renderer's files, answered from the disk with the same headers as in the browser host.
import { protocol } from 'electron'
import { originOf } from '../hosts/ipc.ts'
import { findPage } from '../hosts/pages.ts'
import { securityHeaders } from '../hosts/policy.ts'
import { ORIGIN, SCHEME } from './origin.ts'

/** Before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** When the app is ready. */
export function servePages(rendererFolder: string): void {
  protocol.handle(SCHEME, async (request) => {
    if (originOf(request.url) !== ORIGIN || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return new Response('There is nothing at this address.', { status: 404, headers: securityHeaders() })
    }
    const page = await findPage(rendererFolder, pathOf(request.url))
    return new Response(page.body, {
      status: page.status,
      headers: { ...securityHeaders(), ...page.headers },
    })
  })
}

/** As it was sent: a URL object would resolve dots that somebody put there for a reason. */
function pathOf(address: string): string {
  const path = address.slice(ORIGIN.length)
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}
