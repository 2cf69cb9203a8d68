// How a conversion reads, wherever it stands: its kind, its value, and what happened to it.
import type { ConversionRow } from '../../shared/contract/conversions.ts'
import { isSale } from '../../shared/domain/conversion.ts'
import { labelOf } from '../../shared/domain/labels.ts'
import { showDayTime, showMoney } from './format.ts'
import type { DotTone } from './status.tsx'

export const CONVERSION_TONES: Readonly<Record<ConversionRow['conversionType'], DotTone>> = {
  sale: 'converted',
  contract: 'converted',
  qualified: 'qualified',
  proposal: 'proposal',
  appointment: 'scheduled',
}

/** "Sale", "Contract"; a milestone says that it is one: "Milestone: qualified". */
export function conversionWord(type: ConversionRow['conversionType']): string {
  return isSale(type) ? labelOf(type) : `Milestone: ${type}`
}

type Data = Readonly<Record<string, unknown>>
type Telling = {
  readonly zone: string
  readonly currency: string
  readonly agents?: readonly { readonly slug: string; readonly name: string }[] | undefined
}

const FIELDS: Readonly<Record<string, string>> = {
  value_cents: 'Value',
  currency: 'Currency',
  converted_at: 'Date',
  converted_by: 'Agent',
  custom_data: 'Details',
}

/** One event of a conversion: what it says, and what stands below it. */
export function conversionEventWords(
  type: string,
  data: Data,
  telling: Telling,
): { readonly title: string; readonly detail: string; readonly tone: DotTone } {
  const how = typeof data.how === 'string' ? data.how : ''
  switch (type) {
    case 'created': {
      const value =
        typeof data.value_cents === 'number'
          ? ` of ${showMoney(data.value_cents, textOf(data.currency) || telling.currency)}`
          : ''
      return {
        title: `${labelOf(textOf(data.conversion_type))}${value} logged`,
        detail: how,
        tone: 'converted',
      }
    }
    case 'note_added':
      return { title: textOf(data.text), detail: '', tone: 'warm' }
    case 'voided':
      return { title: 'Voided', detail: [textOf(data.reason), how].filter(Boolean).join(' · '), tone: 'late' }
    default: {
      const field = textOf(data.field)
      if (field === 'voided_at') return { title: 'No longer voided', detail: how, tone: 'converted' }
      return { title: changed(field, data, telling), detail: how, tone: 'lost' }
    }
  }
}

function changed(field: string, { from, to }: Data, telling: Telling): string {
  const label = FIELDS[field] ?? labelOf(field)
  if (field === 'custom_data') return `${label} changed`
  const [before, after] = [shown(field, from, telling), shown(field, to, telling)]
  if (before === '') return `${label} set to ${after}`
  return after === '' ? `${label} cleared, was ${before}` : `${label}: ${before} → ${after}`
}

function shown(field: string, value: unknown, { zone, currency, agents }: Telling): string {
  if (value === null || value === undefined) return ''
  if (field === 'value_cents') return showMoney(Number(value), currency)
  if (field === 'converted_at') return showDayTime(String(value), zone)
  if (field === 'converted_by') return agents?.find(({ slug }) => slug === value)?.name ?? String(value)
  return String(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
