// Which rows of an exact file are leads that are here already: by the sender's id, by their own id, or, where a stranger has or had the id and the
// row had to take another one when it came the first time, by what never changes of a lead. There each lead stands for one row of the file alone.
import type { ReadDb } from '../db/connection.ts'
import type { GoneIds } from './gone-ids.ts'

type Told = Readonly<Record<string, unknown>>
type KnownLead = { readonly id: number; readonly batch_id: string | null }
type Here = KnownLead & {
  readonly webhook_id: string
  readonly created_at: string
  readonly processed_at: string | null
  readonly phone: string | null
  readonly external_id: string | null
}

const HERE = 'select id, batch_id, webhook_id, created_at, processed_at, phone, external_id from leads'
/** Leads of one webhook and instant beyond which they are read once for all rows. */
const MANY = 32

/** `importId` is the import that asks; what it has brought itself is no lead that was here. */
export function openKnownLeads(importId: string | null, gone: GoneIds) {
  const taken = new Set<number>()
  const groups = new Map<string, Map<string, KnownLead[]>>()

  function sameInstant(db: ReadDb, values: Told): KnownLead | undefined {
    const key = `${String(values.webhook_id)} ${String(values.created_at)}`
    const mark = markOf(values, values)
    let group = groups.get(key)
    if (group === undefined) {
      const all = db
        .sql(`${HERE} where webhook_id = ? and created_at = ? order by id`)
        .all<Here>(values.webhook_id, values.created_at)
      const others = all.filter(({ id, batch_id }) => !taken.has(id) && !isOwn(batch_id))
      if (all.length <= MANY) return others.find((one) => markOf(one, values) === mark)
      group = new Map()
      for (const one of others) {
        const alike = group.get(markOf(one, values))
        if (alike === undefined) group.set(markOf(one, values), [one])
        else alike.push(one)
      }
      groups.set(key, group)
    }
    const alike = group.get(mark)
    while (alike !== undefined && alike.length > 0) {
      const one = alike.shift() as KnownLead
      if (!taken.has(one.id)) return one
    }
    return undefined
  }

  const isOwn = (batchId: string | null) => importId !== null && batchId === importId

  return (db: ReadDb, values: Told, id: unknown): KnownLead | undefined => {
    if ((values.external_id ?? null) !== null) {
      const known = db
        .sql('select id, batch_id from leads where webhook_id = ? and external_id = ?')
        .get<KnownLead>(values.webhook_id, values.external_id)
      if (known !== undefined) return known
    }
    const same = db.sql(`${HERE} where id = ?`).get<Here>(id)
    if (same === undefined && !(typeof id === 'number' && gone.isAnothers('leads', id, values)))
      return undefined
    if (same !== undefined && isSame(same, values)) return same
    const known = sameInstant(db, values)
    if (known !== undefined) taken.add(known.id)
    return known
  }
}

function isSame(here: Here, told: Told): boolean {
  if (here.webhook_id !== told.webhook_id || here.created_at !== told.created_at) return false
  if (here.external_id !== null && (told.external_id ?? here.external_id) !== here.external_id) return false
  // A phone may be corrected since; when the lead was stored stays as it is.
  return (
    (here.processed_at !== null && here.processed_at === told.processed_at) ||
    here.phone === (told.phone ?? null)
  )
}

/** By those columns alone that the file has. */
function markOf(one: Told, told: Told): string {
  return JSON.stringify([
    one.phone ?? null,
    'processed_at' in told ? (one.processed_at ?? null) : null,
    'external_id' in told ? (one.external_id ?? null) : null,
  ])
}
