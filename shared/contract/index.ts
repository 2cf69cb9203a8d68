// The contract: every operation of the application, by its flat, searchable name. Hosts carry it, the core implements it, the renderer calls it.
import type { z } from 'zod'
import { agentOperations } from './agents.ts'
import { analyticsOperations } from './analytics.ts'
import { appointmentOperations } from './appointments.ts'
import { contactOperations } from './contacts.ts'
import { conversionOperations } from './conversions.ts'
import { deliveryOperations } from './deliveries.ts'
import { exportOperations } from './exports.ts'
import { historyOperations } from './history.ts'
import { importOperations } from './imports.ts'
import { leadOperations } from './leads.ts'
import { listenerOperations } from './listener.ts'
import type { OperationKind } from './operation.ts'
import { providerOperations } from './providers.ts'
import { reminderOperations } from './reminders.ts'
import type { Reply } from './reply.ts'
import { routingOperations } from './routing.ts'
import { sampleDataOperations } from './sample-data.ts'
import { searchOperations } from './search.ts'
import { settingsOperations } from './settings.ts'
import { type TaskState, taskOperations } from './tasks.ts'
import type { Topic } from './topics.ts'
import { viewOperations } from './views.ts'
import { watchedFolderOperations } from './watched-folder.ts'
import { webhookOperations } from './webhooks.ts'
import { workspaceOperations } from './workspaces.ts'

export const contract = {
  ...leadOperations,
  ...contactOperations,
  ...appointmentOperations,
  ...conversionOperations,
  ...analyticsOperations,
  ...webhookOperations,
  ...providerOperations,
  ...deliveryOperations,
  ...reminderOperations,
  ...workspaceOperations,
  ...routingOperations,
  ...agentOperations,
  ...settingsOperations,
  ...viewOperations,
  ...searchOperations,
  ...historyOperations,
  ...sampleDataOperations,
  ...importOperations,
  ...exportOperations,
  ...taskOperations,
  ...listenerOperations,
  ...watchedFolderOperations,
} as const

export type Contract = typeof contract
export type OperationName = keyof Contract
export type NamesOf<K extends OperationKind> = {
  [N in OperationName]: Contract[N]['kind'] extends K ? N : never
}[OperationName]
export type QueryName = NamesOf<'query' | 'control'>
/** What a caller may pass (defaults may be left out). */
export type Input<N extends OperationName> = z.input<Contract[N]['input']>
/** What a handler receives (defaults filled in). */
export type ParsedInput<N extends OperationName> = z.output<Contract[N]['input']>
/** What a handler returns. */
export type Result<N extends OperationName> = z.output<Contract[N]['output']>
/** What a caller gets: a task answers with its id, everything else with its result. */
export type Output<N extends OperationName> = Contract[N]['kind'] extends 'task'
  ? { readonly taskId: string }
  : Result<N>

/** One committed write: the topics it touched; under `tasks` the states that moved. */
export type Change = { readonly topics: readonly Topic[]; readonly tasks?: readonly TaskState[] }

/** What is used of an AbortSignal, which only browsers and Node have. */
export type CallSignal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The whole application, as everybody sees it. */
export type Api = {
  /** `signal`: nobody waits for the answer any more. What takes long and has not begun is then left out; a write is not taken back. */
  call<N extends OperationName>(name: N, input: Input<N>, signal?: CallSignal): Promise<Reply<Output<N>>>
  /** Returns the function that stops listening. */
  onChanges(listener: (change: Change) => void): () => void
}
