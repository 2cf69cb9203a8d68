// Whether the image still is what the tables say: another one is loaded beside it, as of the same moment, and compared lead by lead.
import type { Result } from '../../../shared/contract/index.ts'
import { DIMENSIONS } from '../../../shared/domain/metrics.ts'
import type { ReadDb } from '../db/connection.ts'
import type { TaskEnd } from '../tasks/run-task.ts'
import { createImage, type Image } from './image.ts'
import { GONE } from './lead-columns.ts'

const DIFFERENCES_LISTED = 50

type Compared = Result<'analytics.checkImage'>

export function checkImage(db: ReadDb, image: Image): Compared {
  image.advance(Number.POSITIVE_INFINITY)
  const anew = createImage(db)
  anew.advance(Number.POSITIVE_INFINITY)
  const differences: Compared['differences'] = []
  let checked = 0
  let more = 0
  const compare = (of: string, kept: string | undefined, counted: string | undefined) => {
    checked++
    if (kept === counted) return
    if (differences.length === DIFFERENCES_LISTED) more++
    else
      differences.push({
        what: 'What analytics holds',
        of,
        kept: kept ?? 'nothing',
        counted: counted ?? 'nothing',
      })
  }
  const kept = rowsOf(image)
  for (let row = 0; row < anew.count; row++) {
    const id = anew.leads.id[row] as number
    const own = kept.get(id)
    kept.delete(id)
    compare(`lead ${id}`, own === undefined ? undefined : lineOf(image, own), lineOf(anew, row))
  }
  for (const [id, row] of kept) compare(`lead ${id}`, lineOf(image, row), undefined)
  const [held, sold] = [salesOf(image), salesOf(anew)]
  for (const key of new Set([...held.keys(), ...sold.keys()]))
    compare(`conversions, ${key}`, held.get(key)?.join(' '), sold.get(key)?.join(' '))
  return { checked, differences, more }
}

function rowsOf({ leads, count }: Image): Map<number, number> {
  const rows = new Map<number, number>()
  for (let row = 0; row < count; row++) if (leads.day[row] !== GONE) rows.set(leads.id[row] as number, row)
  return rows
}

/** All that is held of a lead, in words that do not depend on where it stands. */
function lineOf({ leads, values }: Image, row: number): string {
  return [
    leads.createdMs[row],
    leads.day[row],
    leads.hour[row],
    leads.kind[row],
    leads.cost[row],
    leads.brought[row],
    ...leads.arrivals.map((arrival) => arrival[row]),
    ...DIMENSIONS.map((name) => values[name].valueOf(leads.codes[name][row] as number)),
  ].join('|')
}

/** How many conversions there are alike, and their sum, by everything that they are counted by. */
function salesOf({
  sales: { columns, count },
  leads,
  values,
  currencies,
}: Image): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>()
  for (let row = 0; row < count; row++) {
    if (columns.day[row] === GONE) continue
    const lead = columns.lead[row] as number
    const key = [
      columns.day[row],
      lead === -1 ? '' : leads.id[lead],
      values.workspace_id.valueOf(columns.workspace[row] as number),
      values.assigned_to.valueOf(columns.agent[row] as number),
      currencies.valueOf(columns.currency[row] as number),
      Number.isNaN(columns.cents[row]) ? 'no value' : 'value',
    ].join(', ')
    const sums = found.get(key) ?? [0, 0]
    found.set(key, [sums[0] + 1, sums[1] + (columns.cents[row] || 0)])
  }
  return found
}

/** The end of `analytics.verify` with what the reader of analytics says of its image, if it could say anything. */
export function withImageCheck(end: TaskEnd, check: Compared | undefined): TaskEnd {
  if (end.status !== 'done' || check === undefined) return end
  const verified = end.result as Result<'analytics.verify'>
  return {
    ...end,
    result: {
      ...verified,
      checked: verified.checked + check.checked,
      differences: [...verified.differences, ...check.differences],
      more: verified.more + check.more,
    },
  }
}
