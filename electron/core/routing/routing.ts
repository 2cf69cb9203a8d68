// Routing: the rules and their draft, what belongs to no workspace, and why a record is where it is.
import type { CommandsOf, QueriesOf, TasksOf } from '../handler-types.ts'
import { discardDraft, showDraft, startDraft, switchDraftOn } from './draft.ts'
import { coverage, replay, replayRecords } from './replay.ts'
import { activeRules, ruleSetOf } from './rule-sets.ts'
import { deleteRule, reorderRules, saveRule, showRules } from './rules.ts'
import { assignByHand, routeAgain, unroutedAppointments, unroutedCounts, unroutedLeads } from './unrouted.ts'
import { whyHere } from './why.ts'

export const routingQueries: QueriesOf<'routing'> = {
  'routing.rules': ({ db }) => showRules(db, activeRules.all(db)),
  'routing.rule': ({ db }, { set, id }) => {
    const rule = ruleSetOf(db, set).get(db, id)
    return rule === undefined ? null : { zips: (JSON.parse(rule.zip_codes) as string[]).join('\n') }
  },
  'routing.unroutedCounts': ({ db }) => unroutedCounts(db),
  'routing.unroutedLeads': ({ db }, input) => unroutedLeads(db, input),
  'routing.unroutedAppointments': ({ db }, input) => unroutedAppointments(db, input),
  'routing.why': ({ db }, whose) => whyHere(db, whose),
  'routing.coverage': (context, input) => coverage(context, input),
  'routing.draft': ({ db }) => showDraft(db),
  'routing.replay': (context, input) => replay(context, input),
  'routing.replayRecords': (context, input) => replayRecords(context, input),
}

export const routingCommands: CommandsOf<'routing'> = {
  'routing.saveRule': (context, input) => saveRule(context, input),
  'routing.deleteRule': (context, input) => deleteRule(context, input),
  'routing.reorder': (context, input) => reorderRules(context, input),
  'routing.assign': (context, input) => assignByHand(context, input),
  'routing.startDraft': (context) => startDraft(context),
  'routing.discardDraft': (context) => discardDraft(context),
  'routing.switchOn': (context, { version }) => switchDraftOn(context, version),
}

export const routingTasks: TasksOf<'routing'> = {
  'routing.routeAgain': (context) => routeAgain(context),
}
