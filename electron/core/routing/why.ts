// Why a record is where it is: what was stored when it was routed, and what today's rules say of it, one by one.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { explainRules, foldProduct } from '../../../shared/domain/routing.ts'
import { NO_ZIP, showZip, zipNumber } from '../../../shared/domain/zip-list.ts'
import type { ReadDb } from '../db/connection.ts'
import { goneRecord } from '../records/gone.ts'
import { prepareRow } from '../records/routing-rows.ts'
import { activeRules } from './rule-sets.ts'
import { activeNames, workspacesOf } from './rules.ts'

/** So many rules are told one by one. */
const MOST_TOLD = 100

type Row = {
  readonly workspace_id: string | null
  readonly lead_workspace_id: string | null
  readonly routing_method: Result<'routing.why'>['method']
  readonly routing_rule_id: number | null
  readonly routing_reason: string | null
  readonly lead_type: string
  readonly product_type: string | null
  readonly zip_code: string | null
  readonly is_test: 0 | 1
}

export function whyHere(db: ReadDb, whose: ParsedInput<'routing.why'>): Result<'routing.why'> {
  const isLead = 'leadId' in whose
  const row = isLead ? leadRow(db, whose.leadId) : appointmentRow(db, whose.appointmentId)
  const known = workspacesOf(db)
  const names = activeNames(known)
  const nameOf = (id: string | null) => (id === null ? null : (known.get(id)?.name ?? id))
  const products = [
    ...new Set([row.product_type, row.lead_type].filter((product) => product !== null).map(foldProduct)),
  ]
  const zip = zipNumber(row.zip_code)
  const stored = activeRules.all(db)
  const byId = new Map(stored.map((rule) => [rule.id, rule]))
  const told = explainRules(
    names,
    stored.map((rule) => ({ ...prepareRow(rule), isActive: rule.is_active === 1 })),
    { products, zipCode: row.zip_code },
  )
  const end = told.findIndex(({ verdict }) => verdict === 'wins')
  const shown = end < 0 ? told : told.slice(0, end + 1)
  const winner = end < 0 ? undefined : byId.get(told[end]?.ruleId ?? 0)
  return {
    workspaceName: nameOf(row.workspace_id),
    method: row.routing_method,
    ruleId: row.routing_rule_id,
    reason: row.routing_reason,
    products,
    zip: zip === NO_ZIP ? null : showZip(zip),
    today: today(),
    rules: shortened(shown).map(({ ruleId, verdict, words }) => {
      const rule = byId.get(ruleId)
      return {
        ruleId,
        workspaceName: nameOf(rule?.workspace_id ?? null) ?? '',
        priority: rule?.priority ?? 0,
        verdict,
        words,
      }
    }),
    more: Math.max(0, shown.length - MOST_TOLD),
  }

  function today(): Result<'routing.why'>['today'] {
    if (row.is_test === 1)
      return {
        workspaceName: null,
        reason: `Test leads${isLead ? '' : ' and their appointments'} are not routed.`,
      }
    if (!isLead && row.lead_workspace_id !== null) {
      const name = nameOf(row.lead_workspace_id)
      return { workspaceName: name, reason: `Its lead is in ${name}, and appointments go with their lead.` }
    }
    if (winner === undefined) {
      return {
        workspaceName: null,
        reason:
          names.size === 0
            ? 'There is no active workspace.'
            : `No active rule covers ${products.join(' or ')} in ${zip === NO_ZIP ? 'a record without a ZIP code' : showZip(zip)}.`,
      }
    }
    return {
      workspaceName: nameOf(winner.workspace_id),
      reason: `Rule ${winner.id} takes it, priority ${winner.priority}.`,
    }
  }
}

/** Those nearest to the decision; the winner, or the last, is always among them. */
function shortened<T>(list: readonly T[]): readonly T[] {
  return list.slice(Math.max(0, list.length - MOST_TOLD))
}

function leadRow(db: ReadDb, id: number): Row {
  const row = db
    .sql(
      `select workspace_id, workspace_id as lead_workspace_id, routing_method, routing_rule_id, routing_reason, lead_type, product_type, zip_code, is_test
       from leads where id = ?`,
    )
    .get<Row>(id)
  if (row === undefined) throw goneRecord(db, 'lead', id)
  return row
}

function appointmentRow(db: ReadDb, id: number): Row {
  const row = db
    .sql(
      `select a.workspace_id, l.workspace_id as lead_workspace_id, a.routing_method, a.routing_rule_id, a.routing_reason, l.lead_type, l.product_type,
         l.zip_code, l.is_test
       from appointments a join leads l on l.id = a.lead_id where a.id = ?`,
    )
    .get<Row>(id)
  if (row === undefined)
    throw new AppError(
      'not_found',
      'This appointment is no longer there. Undo its deletion, or book a new one.',
    )
  return row
}
