// A draft of the rules: begun as a copy, changed, replayed over what has come, then switched on or thrown away.
import { createHash } from 'node:crypto'
import type { Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { addRow, dropRow, remember, type Step } from '../records/undo.ts'
import {
  activeRules,
  addDraftHead,
  addDraftRule,
  draftHead,
  draftRows,
  draftRules,
  dropDraft,
  FIRST_NEW,
  RULE_COLUMNS,
  type RuleColumns,
  stamps,
} from './rule-sets.ts'
import { showRules, workspacesOf } from './rules.ts'

export function showDraft(db: ReadDb): Result<'routing.draft'> {
  const head = draftHead(db)
  if (head === undefined) return null
  const rules = draftRules.all(db)
  const live = new Map(activeRules.all(db).map((rule) => [rule.id, rule]))
  const drafted = new Set(rules.map(({ id }) => id))
  const known = workspacesOf(db)
  const changed = db
    .sql('select id, created_at from appointment_routing_rules where updated_at > ?')
    .all<{ id: number; created_at: string }>(head.startedAt)
  const deleted = rules.filter(({ id }) => id < FIRST_NEW && !live.has(id)).length
  return {
    startedAt: head.startedAt,
    version: draftVersion(db),
    rules: showRules(db, rules, live),
    removed: [...live.values()]
      .filter(({ id }) => !drafted.has(id))
      .map(({ id, workspace_id }) => ({ id, workspaceName: known.get(workspace_id)?.name ?? workspace_id })),
    changedSince: changed.length + deleted,
  }
}

export function draftVersion(db: ReadDb): string {
  const hash = createHash('sha256')
  for (const { key, value } of draftRows(db)) hash.update(key).update(value)
  return hash.digest('hex').slice(0, 16)
}

export function startDraft(context: WriteContext) {
  if (draftHead(context.db) !== undefined)
    throw new AppError('conflict', 'There is a draft already. Switch it on or discard it first.')
  // Rules that a draft left behind, whose beginning was undone before they were.
  const steps: Step[] = draftRows(context.db).map(({ key }) => dropRow(context, 'settings', key))
  steps.push(addDraftHead(context))
  for (const { id, ...values } of activeRules.all(context.db)) steps.push(addDraftRule(context, id, values))
  return remember(context, 'Draft of the routing rules begun', steps)
}

export function discardDraft(context: WriteContext) {
  if (draftHead(context.db) === undefined) throw noDraft()
  return remember(context, 'Draft of the routing rules discarded', dropDraft(context))
}

/** Rules keep their numbers; what the draft leaves out goes, what it adds is added in its order. */
export function switchDraftOn(context: WriteContext, version: string) {
  const { db } = context
  if (draftHead(db) === undefined) throw noDraft()
  if (draftVersion(db) !== version)
    throw new AppError('conflict', 'The draft has changed meanwhile. Look at it again, then switch it on.')
  const rules = draftRules.all(db).sort((a, b) => a.id - b.id)
  const known = workspacesOf(db)
  const homeless = rules.find(({ workspace_id }) => !known.has(workspace_id))
  if (homeless !== undefined)
    throw new AppError(
      'refused',
      `The workspace ${homeless.workspace_id} is no longer there. Give its rule to another one, or delete it from the draft.`,
    )
  const steps = dropDraft(context)
  const drafted = new Set(rules.map(({ id }) => id))
  for (const { id } of activeRules.all(db)) if (!drafted.has(id)) steps.push(activeRules.drop(context, id))
  for (const { id, ...values } of rules) {
    if (id >= FIRST_NEW) steps.push(activeRules.add(context, values).step)
    else if (activeRules.get(db, id) !== undefined) steps.push(activeRules.change(context, id, values))
    // Deleted since the draft was begun: it comes back under its number, which history is written in.
    else
      steps.push(
        addRow(context, 'appointment_routing_rules', { id, ...columnsOf(values), ...stamps(context) }),
      )
  }
  return remember(context, 'Draft of the routing rules switched on', steps)
}

function columnsOf(values: RuleColumns): RuleColumns {
  return Object.fromEntries(RULE_COLUMNS.map((column) => [column, values[column]])) as RuleColumns
}

function noDraft(): AppError {
  return new AppError('not_found', 'There is no draft any more. Begin a new one.')
}
