// The sender's own id of an appointment that comes back: its sender may have booked it anew meanwhile, and then the id is that one's.
import type { WriteDb } from '../db/connection.ts'

type Row = Readonly<Record<string, unknown>>

export function withFreeExternalId<R extends Row>(db: WriteDb, row: R): R {
  const { id, sender, external_id } = row
  if (typeof external_id !== 'string' || typeof sender !== 'string') return row
  const isTaken = db
    .sql('select 1 from appointments where sender = ? and external_id = ? and id <> ?')
    .value(sender, external_id, id)
  return isTaken === undefined ? row : { ...row, external_id: null }
}
