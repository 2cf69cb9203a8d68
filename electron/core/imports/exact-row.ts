// A row of an exact export: what it must say, whom it means, and the webhooks, providers, workspaces and agents it refers to.
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import type { ExactList, ExactRow, SecondName } from '../../../shared/domain/import/exact.ts'
import { furthestStage } from '../../../shared/domain/pipeline.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { canBeMade, knownPlaces, type Place, type PlaceKind } from './places.ts'
import type { Refuse } from './whole-import.ts'

export type Read = {
  readonly row: CsvRow
  readonly values: ExactRow['values']
  readonly beside: ExactRow['beside']
}

/** Whatever a row refers to, with the heading of its name; what cannot be made is refused or only kept as a text. */
const REFERENCES = [
  { kind: 'webhook', column: 'webhook_id', name: 'webhook_name', isNeeded: true },
  { kind: 'webhook', column: 'contact_webhook_id', name: 'contact_webhook_name', isNeeded: true },
  { kind: 'workspace', column: 'workspace_id', name: 'workspace_name', isNeeded: true },
  { kind: 'provider', column: 'provider_id', name: 'provider_name', isNeeded: false },
  { kind: 'agent', column: 'assigned_to', name: 'assigned_to_name', isNeeded: false },
] as const satisfies readonly {
  kind: PlaceKind
  column: string
  name: string
  isNeeded: boolean
}[]

export type Places = ReturnType<typeof createPlaces>

export function createPlaces(db: ReadDb) {
  const known = knownPlaces(db)
  const made: Place[] = []
  return {
    made,
    /** Those of a row that are missing, or why the row cannot be taken. */
    missing: ({ values, beside }: Read): readonly Place[] | string => {
      const missing: Place[] = []
      for (const { kind, column, name, isNeeded } of REFERENCES) {
        const id = values[column] ?? beside[column]
        if (
          typeof id !== 'string' ||
          known[kind].has(id) ||
          missing.some((one) => one.kind === kind && one.id === id)
        )
          continue
        const place: Place = { kind, id, name: String(beside[name] ?? id) }
        if (canBeMade(place)) missing.push(place)
        else if (isNeeded)
          return `There is no ${kind} “${id.slice(0, 60)}” here, and none can be made under this id. Correct the cell, or export the list again.`
      }
      for (const { webhook_id: id, webhook_name: name } of secondNames(beside)) {
        const place: Place = { kind: 'webhook', id: String(id), name }
        if (!known.webhook.has(place.id) && !missing.some((one) => one.id === place.id) && canBeMade(place))
          missing.push(place)
      }
      return missing
    },
    add: (place: Place) => {
      known[place.kind].add(place.id)
      made.push(place)
    },
  }
}

const NEEDED = {
  leads: ['webhook_id', 'lead_type', 'status', 'created_at'],
  contacts: ['webhook_id', 'phone', 'created_at'],
} as const

/** What a row must say, with what stands in for columns that were left out of the file. */
function completed(list: ExactList, one: Read): Read | string {
  const empty = NEEDED[list].find((column) => (one.values[column] ?? null) === null)
  if (empty !== undefined)
    return `There is nothing under ${empty}. The file was changed since its export: fill the cell, or export the list again.`
  const { values } = one
  const filled: Record<string, string | number | null> = { ...values }
  filled.updated_at ??= values.created_at ?? null
  if (list === 'leads') {
    filled.stage_reached ??= furthestStage('new', values.status as LeadStatus)
    filled.call_attempts ??= 0
    filled.is_test ??= 0
  } else filled.field_times ??= '{}'
  return { ...one, values: filled }
}

export const textOf = (value: string | number | null | undefined): string | null =>
  typeof value === 'string' ? value : null

export function secondNames({ second_names: text }: Read['beside']): readonly SecondName[] {
  return typeof text === 'string' ? (JSON.parse(text) as SecondName[]) : []
}

/** Webhook and phone of the person of a lead; null when the lead has nobody. */
export function personKey({
  values,
  beside,
}: Read): { readonly webhookId: string; readonly phone: string } | null {
  if (beside.contact_id === null) return null
  const phone = textOf(beside.contact_phone) ?? textOf(values.phone)
  const webhookId = textOf(beside.contact_webhook_id) ?? textOf(values.webhook_id)
  return phone === null || webhookId === null ? null : { webhookId, phone }
}

/** A row as it can be written, with the places it needs that are missing; null when it was refused. */
export function judged(
  list: ExactList,
  raw: Read,
  places: Places,
  refuse: Refuse,
): { readonly one: Read; readonly missing: readonly Place[] } | null {
  const one = completed(list, raw)
  const missing = typeof one === 'string' ? one : places.missing(one)
  if (typeof one === 'string' || typeof missing === 'string') {
    refuse({ row: raw.row, message: typeof one === 'string' ? one : (missing as string) })
    return null
  }
  return { one, missing }
}
