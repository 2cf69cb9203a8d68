// The trail of a workspace: everything done to a contact or lead in it, one line each, newest first.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import type { TrackedAction } from '../../../shared/contract/workspaces.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'

/** A list says how many there are up to here. */
const MOST_COUNTED = 10_000

type Page = {
  readonly rows: TrackedAction[]
  readonly total: number
  readonly isTotalExact: boolean
}

export function trackingPage(db: ReadDb, input: ParsedInput<'workspaces.tracking'>): Page {
  const { workspaceId, contactId, leadId, actions, offset, limit } = input
  const parts = ['1 = 1']
  const values: (string | number)[] = []
  const narrow = (part: string, value: string | number | undefined) => {
    if (value === undefined) return
    parts.push(part)
    values.push(value)
  }
  // Unary plus: of several the narrowest has the index.
  narrow('t.lead_id = ?', leadId)
  narrow(`${leadId === undefined ? '' : '+'}t.contact_id = ?`, contactId)
  const isOfOne = leadId !== undefined || contactId !== undefined
  narrow(`${isOfOne ? '+' : ''}t.workspace_id = ?`, workspaceId)
  // No index knows the action, so a rare one may lie behind all the others.
  if (actions.length > 0 && !isOfOne && areMany(db, parts, values)) beginLongWork(db)
  narrow('t.action in (select value from json_each(?))', actions.length ? JSON.stringify(actions) : undefined)
  const where = parts.join(' and ')
  const counted =
    db
      .sql(`select count(*) from (select 1 from workspace_tracking t where ${where} limit ?)`)
      .value<number>(...values, MOST_COUNTED + 1) ?? 0
  const rows = db
    .sql(
      `with page as materialized (
         select t.* from workspace_tracking t where ${where} order by t.id desc limit ? offset ?
       )
       select t.*, w.name as workspace_name, a.name as agent_name, p.name as api_name,
         h.name as webhook_name, b.label as import_name,
         nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), '') as name
       from page t
       join workspaces w on w.id = t.workspace_id
       join contacts c on c.id = t.contact_id
       left join agents a on a.slug = t.performed_by
       left join workspaces p on t.performed_by like 'api:%' and p.id = substr(t.performed_by, 5)
       left join webhook_configs h on t.performed_by like 'webhook:%' and h.webhook_id = substr(t.performed_by, 9)
       left join batches b on t.performed_by like 'import:%' and b.id = substr(t.performed_by, 8)
       order by t.id desc`,
    )
    .all(...values, limit, offset)
    .map(
      (row): TrackedAction => ({
        id: row.id,
        workspaceId: row.workspace_id,
        workspaceName: row.workspace_name,
        contactId: row.contact_id,
        leadId: row.lead_id,
        name: row.name,
        action: row.action,
        details: readable(row.action_details),
        performedBy: row.performed_by,
        performedByName: performerOf(row),
        timestamp: row.timestamp,
      }),
    )
  return { rows, total: Math.min(counted, MOST_COUNTED), isTotalExact: counted <= MOST_COUNTED }
}

type Performer = Readonly<Record<'agent_name' | 'api_name' | 'webhook_name' | 'import_name', string | null>>

/** Who did it by name, or the door it came through by its name. */
function performerOf({ agent_name, api_name, webhook_name, import_name }: Performer): string | null {
  if (agent_name !== null) return agent_name
  if (api_name !== null) return `API of ${api_name}`
  if (webhook_name !== null) return `webhook ${webhook_name}`
  return import_name === null ? null : `import ${import_name}`
}

function areMany(db: ReadDb, parts: readonly string[], values: readonly (string | number)[]): boolean {
  const text = `select 1 from workspace_tracking t where ${parts.join(' and ')} limit 1 offset ?`
  return db.sql(text).value(...values, BRIEF_ROWS) !== undefined
}

const STATUS_MOVE = /^Status (\w+) to (\w+)$/

/** A change of status is kept in the words of the database. */
function readable(details: string | null): string | null {
  if (details === null) return null
  return details.replace(STATUS_MOVE, (_, from: string, to: string) => `${wordOf(from)} → ${wordOf(to)}`)
}

function wordOf(status: string): string {
  return STATUS_LABELS[status as LeadStatus] ?? status
}
