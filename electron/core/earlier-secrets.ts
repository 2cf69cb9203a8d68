// Signing secrets before the present one. A sender that has not heard of the new secret yet is believed for a day, however often a new one
// is made meanwhile. They are kept in webhook_configs.previous_secret_key as a JSON list, newest first; previous_secret_until says when
// the last of them ends.

/** Senders that still sign with an earlier secret are believed for a day. */
const ROTATION_MS = 24 * 3_600_000
/** Every signature is tried with each of them. */
const MOST_KEPT = 4

export type EarlierSecret = { readonly sealed: string; readonly until: string }

type Columns = { readonly previous_secret_key: string | null; readonly previous_secret_until: string | null }

/** What a row keeps; a row that was last written before there was a list has one sealed secret in its place. */
export function earlierSecrets(row: Columns): readonly EarlierSecret[] {
  const { previous_secret_key: kept, previous_secret_until: until } = row
  if (kept === null || until === null) return []
  return kept.startsWith('[') ? (JSON.parse(kept) as EarlierSecret[]) : [{ sealed: kept, until }]
}

/** The columns after `present` has given way to a new secret. */
export function withEarlier(row: Columns & { readonly secret_key: string | null }, nowMs: number): Columns {
  const now = new Date(nowMs).toISOString()
  const before = earlierSecrets(row).filter(({ until }) => until > now)
  const all =
    row.secret_key === null
      ? before
      : [{ sealed: row.secret_key, until: new Date(nowMs + ROTATION_MS).toISOString() }, ...before]
  const kept = all.slice(0, MOST_KEPT)
  return {
    previous_secret_key: kept.length === 0 ? null : JSON.stringify(kept),
    previous_secret_until: kept[0]?.until ?? null,
  }
}
