// Two sets of rules that are read and changed alike: those that route (their table), and a draft of others, which is kept in settings, a row a rule, so
// that it survives a restart and its changes are undone like any other.
import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { addRow, type Columns, changeRow, dropRow, ROUTING_DRAFT, type Step } from '../records/undo.ts'

/** JSON columns as they are stored. */
export type RuleColumns = {
  readonly workspace_id: string
  readonly product_types: string
  readonly zip_codes: string
  readonly priority: number
  readonly is_active: number
  readonly notes: string | null
}
export type StoredRule = RuleColumns & { readonly id: number }
export const RULE_COLUMNS = [
  'workspace_id',
  'product_types',
  'zip_codes',
  'priority',
  'is_active',
  'notes',
] as const satisfies readonly (keyof RuleColumns)[]

export type RuleSet = {
  /** In the order that decides. */
  all(db: ReadDb): StoredRule[]
  get(db: ReadDb, id: number): StoredRule | undefined
  add(context: WriteContext, values: RuleColumns): { readonly id: number; readonly step: Step }
  change(context: WriteContext, id: number, values: Partial<RuleColumns>): Step
  drop(context: WriteContext, id: number): Step
}

export const activeRules: RuleSet = {
  all: (db) =>
    db
      .sql(`select id, ${RULE_COLUMNS.join(', ')} from appointment_routing_rules order by priority, id`)
      .all<StoredRule>(),
  get: (db, id) =>
    db
      .sql(`select id, ${RULE_COLUMNS.join(', ')} from appointment_routing_rules where id = ?`)
      .get<StoredRule>(id),
  add: (context, values) => {
    const step = addRow(context, 'appointment_routing_rules', { ...values, ...stamps(context) })
    return { id: Number(step.key), step }
  },
  change: (context, id, values) => {
    const known = activeRules.get(context.db, id)
    if (known === undefined) throw goneRule()
    const differs = RULE_COLUMNS.some(
      (column) => values[column] !== undefined && values[column] !== known[column],
    )
    const changed: Columns = differs ? { ...values, updated_at: context.clock.now() } : {}
    return Object.keys(changed).length === 0
      ? { table: 'appointment_routing_rules', key: id, before: {}, after: {} }
      : changeRow(context, 'appointment_routing_rules', id, changed)
  },
  drop: (context, id) => dropRow(context, 'appointment_routing_rules', id),
}

export function stamps(context: WriteContext): Columns {
  const now = context.clock.now()
  return { created_at: now, updated_at: now, created_by: context.actor }
}

/** A rule of the draft has the number of the rule it stands for; new ones count from here. */
export const FIRST_NEW = 1_000_000_000

export type DraftHead = { readonly startedAt: string }
const keyOf = (id: number) => `${ROUTING_DRAFT}:${id}`

export function draftHead(db: ReadDb): DraftHead | undefined {
  const stored = db.sql('select value from settings where key = ?').value<string>(ROUTING_DRAFT)
  return stored === undefined ? undefined : JSON.parse(stored)
}

export const draftRules: RuleSet = {
  all: (db) =>
    draftRows(db)
      .map(({ key, value }) => toRule(key, value))
      .sort((a, b) => a.priority - b.priority || a.id - b.id),
  get: (db, id) => {
    const value = db.sql('select value from settings where key = ?').value<string>(keyOf(id))
    return value === undefined ? undefined : toRule(keyOf(id), value)
  },
  add: (context, values) => {
    const newest = Math.max(FIRST_NEW - 1, ...draftRows(context.db).map(({ key }) => idOf(key)))
    const id = newest + 1
    return { id, step: addDraftRule(context, id, values) }
  },
  change: (context, id, values) => {
    const known = draftRules.get(context.db, id)
    if (known === undefined) throw goneRule()
    return changeRow(context, 'settings', keyOf(id), { value: toValue({ ...known, ...values }) })
  },
  drop: (context, id) => dropRow(context, 'settings', keyOf(id)),
}

/** The rows of the draft's rules, as they are stored. */
export function draftRows(db: ReadDb): { readonly key: string; readonly value: string }[] {
  // A range of the primary key; ';' comes after ':'.
  return db
    .sql('select key, value from settings where key > ? and key < ?')
    .all(`${ROUTING_DRAFT}:`, `${ROUTING_DRAFT};`)
}

export function addDraftRule(context: WriteContext, id: number, values: RuleColumns): Step {
  return addRow(context, 'settings', { key: keyOf(id), value: toValue(values) })
}

export function addDraftHead(context: WriteContext): Step {
  const head: DraftHead = { startedAt: context.clock.now() }
  return addRow(context, 'settings', { key: ROUTING_DRAFT, value: JSON.stringify(head) })
}

/** The whole draft goes; the steps back. */
export function dropDraft(context: WriteContext): Step[] {
  const keys = [ROUTING_DRAFT, ...draftRows(context.db).map(({ key }) => key)]
  return keys.map((key) => dropRow(context, 'settings', key))
}

export function ruleSetOf(db: ReadDb, set: 'active' | 'draft'): RuleSet {
  if (set === 'active') return activeRules
  if (draftHead(db) === undefined)
    throw new AppError('not_found', 'There is no draft any more. Begin a new one.')
  return draftRules
}

export function goneRule(): AppError {
  return new AppError('not_found', 'This rule is no longer there. Look at the list again.')
}

function idOf(key: string): number {
  return Number(key.slice(ROUTING_DRAFT.length + 1))
}

function toRule(key: string, value: string): StoredRule {
  return { ...(JSON.parse(value) as RuleColumns), id: idOf(key) }
}

function toValue(rule: RuleColumns): string {
  return JSON.stringify(Object.fromEntries(RULE_COLUMNS.map((column) => [column, rule[column]])))
}
