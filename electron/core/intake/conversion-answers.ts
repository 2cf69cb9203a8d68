// What clients' own programs read: parameters into a question, the reader's reply into the words of the outside. Figures are those of the screens
// (shared/domain/metrics.ts); what the agency pays for its leads is not among them.

import {
  type ApiFigures,
  analyticsQuery,
  listQuery,
  periodQuery,
} from '../../../shared/contract/conversions-api.ts'
import type { Output } from '../../../shared/contract/index.ts'
import type { Failure } from '../../../shared/contract/reply.ts'
import { dayBounds, dayOf } from '../../../shared/domain/days.ts'
import { METRICS, shareOf } from '../../../shared/domain/metrics.ts'
import type { Ask } from '../reader.ts'
import type { StoredSettings } from '../stored-settings.ts'
import { misfit } from './accept-conversion.ts'
import { type Answer, problem, success } from './answers.ts'
import { instantOf, problemsOf } from './read-conversion.ts'

export type Question = {
  readonly workspaceId: string
  readonly parameters: URLSearchParams
  readonly settings: Pick<StoredSettings, 'timeZone'>
  readonly nowMs: number
  readonly ask: Ask
}

const DAYS = 30
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** More values than these of a dimension are told as a number. */
const MOST_ROWS = 100

export async function answerList(question: Question): Promise<Answer> {
  const { workspaceId, ask } = question
  const parsed = listQuery.safeParse(given(question))
  const details = parsed.success ? [] : problemsOf(parsed.error.issues)
  const from = bound(question, 'from')
  const before = bound(question, 'to')
  const after = placeOf(question.parameters.get('cursor'))
  for (const [field, value, message] of [
    ['from', from, 'Write a day as 2027-03-31, or an instant with its offset.'],
    ['to', before, 'Write a day as 2027-03-31, or an instant with its offset.'],
    ['cursor', after, 'This is no cursor of ours. Begin with the first page.'],
  ] as const)
    if (value === null) details.push({ field, message, code: 'invalid' })
  if (!parsed.success || from === null || before === null || after === null || details.length > 0)
    return misfit(details)
  const { data } = parsed
  if (isForeign(question, data.workspace_id)) return foreign()
  const reply = await ask('workspaces.conversions', {
    id: workspaceId,
    from,
    before,
    after,
    contactId: data.contact_id,
    leadId: data.lead_id,
    conversionType: data.conversion_type,
    leastCents: data.min_value,
    mostCents: data.max_value,
    hasVoided: data.include_voided === 'true',
    limit: data.limit,
  })
  if (!reply.ok) return failed(reply.error)
  const { rows, next } = reply.value
  return success(200, {
    workspace_id: workspaceId,
    conversions: rows.map((row) => ({
      conversion_id: row.id,
      workspace_id: workspaceId,
      contact_id: row.contactId,
      lead_id: row.leadId,
      conversion_type: row.conversionType,
      conversion_value: units(row.valueCents),
      currency: row.currency,
      converted_at: row.convertedAt,
      converted_by: row.convertedBy,
      custom_data: row.customData,
      external_id: row.externalId,
      is_test: row.isTest,
      voided_at: row.voidedAt,
      void_reason: row.voidReason,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    })),
    next_cursor: next === null ? null : Buffer.from(JSON.stringify([next.at, next.id])).toString('base64url'),
    timestamp: timestamp(question),
  })
}

export async function answerFunnel(question: Question): Promise<Answer> {
  const parsed = periodQuery.safeParse(given(question))
  if (!parsed.success) return misfit(problemsOf(parsed.error.issues))
  if (isForeign(question, parsed.data.workspace_id)) return foreign()
  const period = periodOf(question, parsed.data)
  const reply = await question.ask('analytics.funnel', { scope: scopeOf(question, period) })
  if (!reply.ok) return failed(reply.error)
  const all = reply.value.stages[0]?.reached ?? 0
  return success(200, {
    ...headOf(question, period),
    stages: reply.value.stages.map(({ stage, reached, open, ended, time }) => ({
      stage,
      reached,
      share_of_all: shareOf(reached, all, '').value,
      open,
      ended,
      median_ms_to_next: time.medianMs,
    })),
    timestamp: timestamp(question),
  })
}

export async function answerAnalytics(question: Question): Promise<Answer> {
  const parsed = analyticsQuery.safeParse(given(question))
  if (!parsed.success) return misfit(problemsOf(parsed.error.issues))
  const { by, workspace_id } = parsed.data
  if (isForeign(question, workspace_id)) return foreign()
  const period = periodOf(question, parsed.data)
  const scope = scopeOf(question, period)
  const overview = await question.ask('analytics.overview', { scope })
  if (!overview.ok) return failed(overview.error)
  const parts =
    by === undefined ? null : await question.ask('analytics.breakdown', { scope, by, most: MOST_ROWS })
  if (parts !== null && !parts.ok) return failed(parts.error)
  return success(200, {
    ...headOf(question, period),
    ...figuresOf(overview.value.now),
    ...(parts === null
      ? {}
      : {
          breakdown: {
            by,
            rows: parts.value.rows.map(({ value, label, now }) => ({ value, label, ...figuresOf(now) })),
            more: parts.value.rest?.values ?? 0,
          },
        }),
    timestamp: timestamp(question),
  })
}

type Figures = Output<'analytics.overview'>['now']

function figuresOf(now: Figures): ApiFigures {
  return {
    leads: now.leads,
    contacted: now.contacted,
    contacted_within_five_minutes: now.contactedInFive,
    qualified: now.qualified,
    with_appointment: now.appointments,
    converted: now.converted,
    conversion_rate: METRICS.conversionRate.of(now).value,
    revenue: now.revenue.map(({ currency, conversions }) => ({
      currency,
      conversions,
      revenue: units(METRICS.revenue.of(now, currency).value),
      average_value: units(rounded(METRICS.averageValue.of(now, currency).value)),
    })),
    median_ms_to_first_contact: METRICS.firstContact.of(now).value,
    median_ms_to_conversion: METRICS.toConversion.of(now).value,
  }
}

function rounded(cents: number | null): number | null {
  return cents === null ? null : Math.round(cents)
}

function units(cents: number | null): number | null {
  return cents === null ? null : cents / 100
}

function given({ parameters }: Question): Record<string, string> {
  return Object.fromEntries([...parameters].filter(([, value]) => value.trim() !== ''))
}

/** A bound of a list's time: undefined where there is none, null where it is no time. */
function bound(question: Question, name: 'from' | 'to'): string | null | undefined {
  const said = question.parameters.get(name)?.trim() ?? ''
  if (said === '') return undefined
  const { timeZone } = question.settings
  const at = instantOf(said, timeZone, question.nowMs)
  if (at === null || !DAY.test(said)) return at
  const { startMs, endMs } = dayBounds(said, timeZone)
  return new Date(name === 'from' ? startMs : endMs).toISOString()
}

function placeOf(cursor: string | null): { readonly at: string; readonly id: string } | null | undefined {
  if (cursor === null || cursor === '') return undefined
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    const isPlace = typeof at === 'string' && typeof id === 'string' && at === new Date(at).toISOString()
    return isPlace && /^[0-9a-f-]{36}$/.test(id) ? { at, id } : null
  } catch {
    return null
  }
}

type Period = { readonly from: string; readonly to: string }

function periodOf(question: Question, said: { from?: string | undefined; to?: string | undefined }): Period {
  const to = said.to ?? dayOf(new Date(question.nowMs).toISOString(), question.settings.timeZone)
  const from = new Date(Date.parse(to) - (DAYS - 1) * 86_400_000).toISOString().slice(0, 10)
  return { from: said.from ?? from, to }
}

function scopeOf({ workspaceId }: Question, { from, to }: Period) {
  return { from, to, workspaceId }
}

function headOf({ workspaceId, settings }: Question, { from, to }: Period) {
  return { workspace_id: workspaceId, from, to, time_zone: settings.timeZone }
}

function timestamp({ nowMs }: Question): string {
  return new Date(nowMs).toISOString()
}

function isForeign({ workspaceId }: Question, named: string | undefined): boolean {
  return named !== undefined && named !== workspaceId
}

/** The same whether there is such a workspace or not. */
function foreign(): Answer {
  return problem(
    403,
    'A workspace sees only its own. Leave workspace_id out, or send that of X-Workspace-ID.',
  )
}

const STATUS: Readonly<Record<Failure['code'], number>> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  refused: 409,
  unavailable: 503,
  internal: 500,
}

/** What the reader says of its input is said of ours: they are narrowed alike. */
function failed({ code, message, details }: Failure): Answer {
  if (code === 'invalid' && details !== undefined)
    return misfit(details.map(({ field, ...rest }) => ({ field: field.replace(/^scope\./, ''), ...rest })))
  return problem(STATUS[code], message, code === 'unavailable' ? { headers: { 'Retry-After': '5' } } : {})
}
