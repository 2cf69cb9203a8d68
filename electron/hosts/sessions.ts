// Which browsers are signed in: for 30 days since they last opened the application, also over a restart of the program. The file lies in
// the data folder, so a session is good for that folder alone, and it holds digests only: who reads it cannot sign in with it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import fs from 'node:fs'

export const SESSION_MS = 30 * 86_400_000
/** A page opened every minute must not write a file every minute. */
const RENEWED_AFTER_MS = 86_400_000
/** More browsers than anybody has; the ones used longest ago give way. */
const MOST_SESSIONS = 50

export type Sessions = {
  /** The secret of a new session. */
  begin(): string
  has(secret: string): boolean
  /** Makes it last anew; true when the browser should keep it longer too. */
  renew(secret: string): boolean
  /** Signs every browser out. */
  endAll(): void
}

type Session = { readonly digest: Buffer; readonly endsAt: number }

export const digest = (text: string) => createHash('sha256').update(text).digest()
export const secret = () => randomBytes(32).toString('base64url')

/** Without a file they live as long as the program. */
export function openSessions(file?: string): Sessions {
  let sessions = file === undefined ? [] : read(file)

  const keep = (next: readonly Session[]) => {
    sessions = next.slice(-MOST_SESSIONS)
    if (file !== undefined) write(file, sessions)
  }
  const alive = () => sessions.filter(({ endsAt }) => endsAt > Date.now())
  const find = (given: string) =>
    findDigest(
      alive().map((session) => session.digest),
      given,
    )
  return {
    begin() {
      const made = secret()
      keep([...alive(), { digest: digest(made), endsAt: Date.now() + SESSION_MS }])
      return made
    },
    has: (given) => find(given) !== undefined,
    renew(given) {
      const found = find(given)
      const session = sessions.find((one) => one.digest === found)
      if (session === undefined || session.endsAt - Date.now() > SESSION_MS - RENEWED_AFTER_MS) return false
      keep([
        ...alive().filter((one) => one !== session),
        { digest: session.digest, endsAt: Date.now() + SESSION_MS },
      ])
      return true
    },
    endAll: () => keep([]),
  }
}

/** Looks at every one, whichever fits, so that time tells nothing. */
export function findDigest(digests: readonly Buffer[], given: string): Buffer | undefined {
  const wanted = digest(given)
  let found: Buffer | undefined
  for (const one of digests) if (timingSafeEqual(one, wanted)) found = one
  return found
}

/** A file that cannot be read signs nobody in. */
function read(file: string): readonly Session[] {
  try {
    const kept: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    if (!Array.isArray(kept)) return []
    return kept.flatMap((one) =>
      typeof one?.sha256 === 'string' && /^[0-9a-f]{64}$/.test(one.sha256) && Number.isFinite(one.endsAt)
        ? [
            {
              digest: Buffer.from(one.sha256, 'hex'),
              endsAt: Math.min(Number(one.endsAt), Date.now() + SESSION_MS),
            },
          ]
        : [],
    )
  } catch {
    return []
  }
}

/** What cannot be written lasts as long as the program. */
function write(file: string, sessions: readonly Session[]): void {
  const half = `${file}.${process.pid}`
  try {
    const kept = sessions.map((one) => ({ sha256: one.digest.toString('hex'), endsAt: one.endsAt }))
    fs.writeFileSync(half, JSON.stringify(kept), { mode: 0o600 })
    fs.renameSync(half, file)
  } catch {
    fs.rmSync(half, { force: true })
    // Sessions that were ended must not come back.
    if (sessions.length === 0) fs.rmSync(file, { force: true })
  }
}
