// What a workspace's own programs see of its conversions (intake/conversions-api.ts). Pages follow each other by the last row's place and not by
// a number of rows, so that what arrives meanwhile moves nothing.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import type { OwnConversion } from '../../../shared/contract/workspaces.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { standingFor } from '../records/second-names.ts'

type Page = {
  readonly rows: OwnConversion[]
  readonly next: { readonly at: string; readonly id: string } | null
}

export function ownConversions(db: ReadDb, input: ParsedInput<'workspaces.conversions'>): Page {
  const { id, after, limit } = input
  const isOfOne = input.leadId !== undefined || input.contactId !== undefined
  // Unary plus: of one lead or contact there are few, by an index of their own.
  const beside = isOfOne ? '+' : ''
  const parts = [`${beside}c.workspace_id = ?`]
  const values: (string | number)[] = [id]
  const narrow = (part: string, value: string | number | undefined) => {
    if (value === undefined) return
    parts.push(part)
    values.push(value)
  }
  narrow('c.lead_id = ?', input.leadId)
  // A second name means the contact it belongs to.
  narrow('c.contact_id = ?', input.contactId === undefined ? undefined : standingFor(db, input.contactId))
  narrow(`${beside}c.converted_at >= ?`, input.from)
  narrow(`${beside}c.converted_at < ?`, input.before)
  narrow('c.conversion_type = ?', input.conversionType)
  narrow('c.value_cents >= ?', input.leastCents)
  narrow('c.value_cents <= ?', input.mostCents)
  if (!input.hasVoided) parts.push('c.voided_at is null')
  if (after !== undefined) {
    parts.push(`(${beside}c.converted_at, c.id) < (?, ?)`)
    values.push(after.at, after.id)
  }
  // What no index knows may match nothing of very many.
  const isLoose =
    input.conversionType !== undefined || input.leastCents !== undefined || input.mostCents !== undefined
  if (isLoose && !isOfOne && areMany(db, id)) beginLongWork(db)
  const found = db
    .sql(
      `select c.*, exists (select 1 from leads l where l.id = c.lead_id and l.is_test = 1) as is_test
       from conversions c where ${parts.join(' and ')} order by c.converted_at desc, c.id desc limit ?`,
    )
    .all(...values, limit + 1)
  const rows = found.slice(0, limit).map(
    (row): OwnConversion => ({
      id: row.id,
      contactId: row.contact_id,
      leadId: row.lead_id,
      conversionType: row.conversion_type,
      valueCents: row.value_cents,
      currency: row.currency,
      convertedAt: row.converted_at,
      convertedBy: row.converted_by,
      customData: row.custom_data === null ? {} : JSON.parse(row.custom_data),
      externalId: row.external_id,
      isTest: row.is_test === 1,
      voidedAt: row.voided_at,
      voidReason: row.void_reason,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }),
  )
  const last = rows.at(-1)
  return {
    rows,
    next: found.length > limit && last !== undefined ? { at: last.convertedAt, id: last.id } : null,
  }
}

function areMany(db: ReadDb, workspaceId: string): boolean {
  return (
    db
      .sql('select 1 from conversions where workspace_id = ? limit 1 offset ?')
      .value(workspaceId, BRIEF_ROWS) !== undefined
  )
}
