// Who may use the browser host. An address with a token in it works once and becomes a session cookie; scripts send the host's own
// token as a bearer, which no foreign page can.
import { timingSafeEqual } from 'node:crypto'
import { digest, findDigest, openSessions, secret } from './sessions.ts'

export type SignIn = {
  /** The host's own token: for the printed address (once) and as a bearer (always). */
  readonly token: string
  /** Another token for one address, which is no bearer: what is handed to a browser can be read in the list of processes. */
  issueToken(): string
  /** The value of a new session cookie, or undefined when the token is wrong or used. */
  exchange(token: string): string | undefined
  isSession(cookie: string | undefined): boolean
  /** The session goes on from now; true when its cookie is to be set anew. */
  renew(cookie: string): boolean
  /** Every browser has to sign in again, and no address that was issued works any more. */
  signOutAll(): void
  isBearer(authorization: string | undefined): boolean
}

export type SignInOptions = {
  /** A made one unless given. */
  readonly token?: string | undefined
  /** Where sessions outlive the program. */
  readonly sessionsFile?: string | undefined
}

export function createSignIn({ token = secret(), sessionsFile }: SignInOptions = {}): SignIn {
  const bearer = digest(token)
  const sessions = openSessions(sessionsFile)
  let unused: readonly Buffer[] = [bearer]
  return {
    token,
    issueToken() {
      const issued = secret()
      unused = [...unused, digest(issued)]
      return issued
    },
    exchange(given) {
      const found = findDigest(unused, given)
      if (!found) return undefined
      unused = unused.filter((one) => one !== found)
      return sessions.begin()
    },
    isSession: (cookie) => cookie !== undefined && sessions.has(cookie),
    renew: (cookie) => sessions.renew(cookie),
    signOutAll() {
      unused = []
      sessions.endAll()
    },
    isBearer: (authorization) => {
      const given = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
      return given !== undefined && timingSafeEqual(bearer, digest(given))
    },
  }
}
