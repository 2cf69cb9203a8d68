// The lists one works through, ready made: views that everybody needs, written once as the conditions they are.
import { type LeadStatus, OPEN_STATUSES } from '../vocabulary.ts'
import { CALLABLE } from './columns.ts'
import { type Condition, MOST_DAYS, type Sort } from './filter.ts'

export type WorkList = {
  readonly name: string
  /** What it is for, in a sentence. */
  readonly detail: string
  readonly statuses?: readonly LeadStatus[]
  readonly where: readonly Condition[]
  readonly sort?: Sort
  /** Ids of the columns that this work is done by, where the usual ones do not do. */
  readonly columns?: readonly string[]
}

export const WORK_LISTS: readonly WorkList[] = [
  {
    name: 'Callable now',
    detail: 'Within their calling hours',
    statuses: OPEN_STATUSES,
    where: [{ column: CALLABLE.name, way: 'yes', values: [] }],
    // Those nobody has called come first, the newest of them on top: the first call wins.
    sort: { column: 'call_attempts', direction: 'asc' },
    columns: [
      'age',
      'name',
      'phone',
      'local_time',
      'call_attempts',
      'lead_type',
      'status',
      'place',
      'workspace_id',
    ],
  },
  {
    name: 'New, untouched',
    detail: 'Nobody has called yet',
    statuses: ['new'],
    where: [{ column: 'call_attempts', way: 'is', values: [0] }],
  },
  {
    name: 'Follow-ups due',
    detail: 'Today or overdue',
    statuses: OPEN_STATUSES,
    // Today and every day before it.
    where: [{ column: 'follow_up_at', way: 'last_days', values: [MOST_DAYS] }],
    sort: { column: 'follow_up_at', direction: 'asc' },
  },
  {
    name: 'No next step',
    detail: 'Open, and nothing planned',
    statuses: OPEN_STATUSES,
    where: [
      { column: 'next_step', way: 'empty', values: [] },
      { column: 'follow_up_at', way: 'empty', values: [] },
    ],
  },
]
