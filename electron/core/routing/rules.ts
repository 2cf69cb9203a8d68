// Rules as the screen shows them, with what is wrong with the set as a whole; and the commands that write them.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { RoutingRuleRow } from '../../../shared/contract/routing.ts'
import { compileRules, foldProduct } from '../../../shared/domain/routing.ts'
import { analyseRules } from '../../../shared/domain/routing-analysis.ts'
import { prioritiesFor } from '../../../shared/domain/rule-order.ts'
import { readZipList, showZip, zipSummary } from '../../../shared/domain/zip-list.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { prepareRow } from '../records/routing-rows.ts'
import { remember, type Step } from '../records/undo.ts'
import { goneRule, RULE_COLUMNS, type RuleColumns, ruleSetOf, type StoredRule } from './rule-sets.ts'

type KnownWorkspace = { readonly name: string; readonly isActive: boolean }

export function workspacesOf(db: ReadDb): Map<string, KnownWorkspace> {
  return new Map(
    db
      .sql('select id, name, is_active from workspaces')
      .all<{ id: string; name: string; is_active: 0 | 1 }>()
      .map(({ id, name, is_active }) => [id, { name, isActive: is_active === 1 }]),
  )
}

/** Names of the active ones, as routing compares them. */
export function activeNames(known: ReadonlyMap<string, KnownWorkspace>): Map<string, string> {
  return new Map([...known].flatMap(([id, { name, isActive }]) => (isActive ? [[id, name] as const] : [])))
}

/** `live`: the rules that a draft is compared with. */
export function showRules(
  db: ReadDb,
  stored: readonly StoredRule[],
  live?: ReadonlyMap<number, StoredRule>,
): RoutingRuleRow[] {
  const known = workspacesOf(db)
  const table = compileRules(
    activeNames(known),
    stored.filter(({ is_active }) => is_active === 1).map(prepareRow),
  )
  const { neverWins, ties } = analyseRules(table)
  const dead = new Map(neverWins.map((one) => [one.ruleId, one.by]))
  const tied = new Map(ties.map((one) => [one.ruleId, one]))
  const workspaceOf = new Map(stored.map(({ id, workspace_id }) => [id, workspace_id]))
  const nameOf = (id: string) => known.get(id)?.name ?? id
  return stored.map((rule) => {
    const by = dead.get(rule.id)
    const tie = tied.get(rule.id)
    return {
      id: rule.id,
      workspaceId: rule.workspace_id,
      workspaceName: nameOf(rule.workspace_id),
      isWorkspaceActive: known.get(rule.workspace_id)?.isActive ?? false,
      productTypes: JSON.parse(rule.product_types),
      zips: zipSummary(JSON.parse(rule.zip_codes)),
      priority: rule.priority,
      isActive: rule.is_active === 1,
      notes: rule.notes,
      tie:
        tie === undefined
          ? null
          : {
              withId: tie.withId,
              withWorkspace: nameOf(workspaceOf.get(tie.withId) ?? ''),
              product: tie.product,
              zip: showZip(tie.zip),
            },
      neverWins: by === undefined ? null : { by: [...by] },
      ...(live === undefined ? {} : { change: changeOf(rule, live.get(rule.id)) }),
    }
  })
}

function changeOf(rule: StoredRule, live: StoredRule | undefined): 'same' | 'changed' | 'new' {
  if (live === undefined) return 'new'
  return RULE_COLUMNS.every((column) => rule[column] === live[column]) ? 'same' : 'changed'
}

// ---- Writing ---------------------------------------------------------------------------------------------------------------------

/** So many broken entries are told; the others are counted. */
const MOST_TOLD = 200

export function saveRule(context: WriteContext, input: ParsedInput<'routing.saveRule'>) {
  const { db } = context
  const set = ruleSetOf(db, input.set)
  const known = input.id === undefined ? undefined : set.get(db, input.id)
  if (input.id !== undefined && known === undefined) throw goneRule()
  const workspaceId = input.workspaceId ?? known?.workspace_id
  if (workspaceId === undefined) throw invalid('workspaceId', 'Choose a workspace.')
  const workspace = workspacesOf(db).get(workspaceId)
  if (workspace === undefined || (!workspace.isActive && workspaceId !== known?.workspace_id))
    throw invalid('workspaceId', 'This workspace is not there, or no longer active. Choose another one.')
  const values = {
    ...(input.workspaceId === undefined ? {} : { workspace_id: input.workspaceId }),
    ...(input.productTypes === undefined
      ? {}
      : { product_types: JSON.stringify(distinct(input.productTypes)) }),
    ...(input.zips === undefined ? {} : { zip_codes: JSON.stringify(zipsOf(input.zips, input.keepsGood)) }),
    ...(input.priority === undefined ? {} : { priority: input.priority }),
    ...(input.isActive === undefined ? {} : { is_active: input.isActive ? 1 : 0 }),
    ...(input.notes === undefined ? {} : { notes: input.notes || null }),
  } satisfies Partial<RuleColumns>
  if (known === undefined) {
    const { id, step } = set.add(context, {
      workspace_id: workspaceId,
      product_types: '[]',
      zip_codes: '[]',
      priority: 1 + Math.max(0, ...set.all(db).map(({ priority }) => priority)),
      is_active: 1,
      notes: null,
      ...values,
    })
    return { id, ...remember(context, `Rule for ${workspace.name} added${inDraft(input.set)}`, [step]) }
  }
  const step = set.change(context, known.id, values)
  const isSwitch = input.isActive !== undefined && Object.keys(values).length === 1
  const done = isSwitch ? (input.isActive ? 'switched on' : 'switched off') : 'changed'
  return {
    id: known.id,
    ...remember(context, `Rule for ${workspace.name} ${done}${inDraft(input.set)}`, [step]),
  }
}

export function deleteRule(context: WriteContext, { set: name, id }: ParsedInput<'routing.deleteRule'>) {
  const set = ruleSetOf(context.db, name)
  const known = set.get(context.db, id)
  if (known === undefined) throw goneRule()
  const workspace = workspacesOf(context.db).get(known.workspace_id)?.name ?? known.workspace_id
  return remember(context, `Rule for ${workspace} deleted${inDraft(name)}`, [set.drop(context, id)])
}

/** A rule keeps its priority where the order allows it; equal ones stand by their number. */
export function reorderRules(context: WriteContext, { set: name, ids }: ParsedInput<'routing.reorder'>) {
  const set = ruleSetOf(context.db, name)
  const known = new Map(set.all(context.db).map((rule) => [rule.id, rule]))
  if (ids.length !== known.size || new Set(ids).size !== ids.length || ids.some((id) => !known.has(id)))
    throw new AppError(
      'conflict',
      'The rules have changed meanwhile. Look at the list again, then move it once more.',
    )
  const steps: Step[] = []
  const wanted = prioritiesFor(ids.map((id) => known.get(id) as StoredRule))
  for (const [id, priority] of wanted)
    if (known.get(id)?.priority !== priority) steps.push(set.change(context, id, { priority }))
  return remember(context, `Order of the rules changed${inDraft(name)}`, steps)
}

function zipsOf(text: string, keepsGood: boolean): readonly string[] {
  const { entries, problems } = readZipList(text)
  if (problems.length > 0 && !keepsGood) {
    const many =
      problems.length === 1 ? 'One entry is' : `${problems.length.toLocaleString('en-US')} entries are`
    throw new AppError(
      'invalid',
      `${many} no ZIP code. Correct them, or leave them out.`,
      problems.slice(0, MOST_TOLD).map(({ line, entry, reason }) => ({
        field: 'zips',
        message: `Line ${line}: “${entry.slice(0, 40)}”. ${reason}`,
        code: 'broken',
      })),
    )
  }
  // Without any good one the list would be empty, and an empty list means everything.
  if (entries.length === 0 && text.trim() !== '')
    throw invalid('zips', 'None of this is a ZIP code. For all ZIP codes leave the field empty.')
  return entries
}

/** Without regard to case, as they are compared. */
function distinct(products: readonly string[]): string[] {
  return [...new Map(products.map((product) => [foldProduct(product), product.trim()])).values()]
}

function inDraft(set: 'active' | 'draft'): string {
  return set === 'draft' ? ' in the draft' : ''
}

function invalid(field: string, message: string): AppError {
  return new AppError('invalid', message, [{ field, message, code: 'invalid' }])
}
