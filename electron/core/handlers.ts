// Who answers what. The compiler finds an operation that nobody answers, and an answer that nobody declared.
import type { NamesOf, ParsedInput, Result } from '../../shared/contract/index.ts'
import { agentCommands, agentQueries } from './agents/agents.ts'
import { analyticsQueries, analyticsTasks } from './analytics/analytics.ts'
import { appointmentCommands, appointmentQueries } from './appointments/appointments.ts'
import { contactCommands, contactQueries, contactTasks } from './contacts/contacts.ts'
import type { ReadContext, Task, TaskContext, WriteContext } from './context.ts'
import { conversionCommands, conversionQueries } from './conversions/conversions.ts'
import { deliveryCommands, deliveryQueries } from './deliveries/deliveries.ts'
import { exportTasks } from './exports/exports.ts'
import { historyCommands, historyQueries, historyTasks } from './history/history.ts'
import { importQueries, importTasks } from './imports/imports.ts'
import { leadCommands, leadQueries, leadTasks } from './leads/leads.ts'
import { providerCommands, providerQueries } from './providers/providers.ts'
import { reminderCommands, reminderQueries } from './reminders/reminders.ts'
import { routingCommands, routingQueries, routingTasks } from './routing/routing.ts'
import { sampleDataQueries, sampleDataTasks } from './sample-data/sample-data.ts'
import { searchQueries } from './search/search.ts'
import { settingsCommands, settingsQueries } from './settings/settings.ts'
import { viewCommands, viewQueries } from './views/views.ts'
import { watchedFolderCommands, watchedFolderQueries } from './watched-folder/choices.ts'
import { webhookCommands, webhookQueries } from './webhooks/webhooks.ts'
import { workspaceCommands, workspaceQueries } from './workspaces/workspaces.ts'

export type Queries = {
  readonly [N in NamesOf<'query'>]: (context: ReadContext, input: ParsedInput<N>) => Result<N>
}
export type Commands = {
  readonly [N in NamesOf<'command'>]: (context: WriteContext, input: ParsedInput<N>) => Result<N>
}
export type Tasks = {
  readonly [N in NamesOf<'task'>]: (context: TaskContext, input: ParsedInput<N>) => Task<Result<N>>
}

export const queries: Queries = {
  ...leadQueries,
  ...contactQueries,
  ...appointmentQueries,
  ...conversionQueries,
  ...analyticsQueries,
  ...webhookQueries,
  ...providerQueries,
  ...deliveryQueries,
  ...workspaceQueries,
  ...routingQueries,
  ...agentQueries,
  ...reminderQueries,
  ...settingsQueries,
  ...viewQueries,
  ...searchQueries,
  ...historyQueries,
  ...sampleDataQueries,
  ...importQueries,
  ...watchedFolderQueries,
}

export const commands: Commands = {
  ...leadCommands,
  ...contactCommands,
  ...appointmentCommands,
  ...conversionCommands,
  ...agentCommands,
  ...reminderCommands,
  ...webhookCommands,
  ...providerCommands,
  ...deliveryCommands,
  ...viewCommands,
  ...settingsCommands,
  ...historyCommands,
  ...watchedFolderCommands,
  ...workspaceCommands,
  ...routingCommands,
}

export const tasks: Tasks = {
  ...leadTasks,
  ...contactTasks,
  ...historyTasks,
  ...exportTasks,
  ...sampleDataTasks,
  ...importTasks,
  ...routingTasks,
  ...analyticsTasks,
}
