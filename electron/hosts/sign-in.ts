// Who may use the browser host. An address with a token in it works once and becomes a session cookie; scripts send the host's own
// token as a bearer, which no foreign page can. Sessions live as long as the program.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type SignIn = {
  /** The host's own token: for the printed address (once) and as a bearer (always). */
  readonly token: string
  /** Another token for one address, which is no bearer: what is handed to a browser can be read in the list of processes. */
  issueToken(): string
  /** The value of a new session cookie, or undefined when the token is wrong or used. */
  exchange(token: string): string | undefined
  isSession(cookie: string | undefined): boolean
  isBearer(authorization: string | undefined): boolean
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const secret = () => randomBytes(32).toString('base64url')

export function createSignIn(token: string = secret()): SignIn {
  const bearer = digest(token)
  let unused: readonly Buffer[] = [bearer]
  const sessions: Buffer[] = []
  return {
    token,
    issueToken() {
      const issued = secret()
      unused = [...unused, digest(issued)]
      return issued
    },
    exchange(given) {
      const found = find(unused, given)
      if (!found) return undefined
      unused = unused.filter((one) => one !== found)
      const session = secret()
      sessions.push(digest(session))
      return session
    },
    isSession: (cookie) => cookie !== undefined && find(sessions, cookie) !== undefined,
    isBearer: (authorization) => {
      const given = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
      return given !== undefined && timingSafeEqual(bearer, digest(given))
    },
  }
}

/** Looks at every one, whichever fits, so that time tells nothing. */
function find(digests: readonly Buffer[], given: string): Buffer | undefined {
  const wanted = digest(given)
  let found: Buffer | undefined
  for (const one of digests) if (timingSafeEqual(one, wanted)) found = one
  return found
}
