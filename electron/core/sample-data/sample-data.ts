// Sample data: invented people over the two years before today, made in one task and taken away in another. Everything it makes carries
// the id of its batch.
//
// What is made follows from the seed, the number of leads, the agency's zone and the anchor: the start of the current UTC day. So the same
// seed gives the same data on the same day; only the leads of the last hours (recent-deliveries.ts) follow the clock itself. Ids come from
// the counters of the database, so they are the same in an empty one.
import type { ReadContext, Task, TaskContext } from '../context.ts'
import type { QueriesOf, TasksOf } from '../handler-types.ts'
import { createSample } from './create.ts'
import { removeBatches } from './remove.ts'

export const sampleDataQueries: QueriesOf<'sampleData'> = {
  'sampleData.status': ({ db }) => {
    const count = (table: 'contacts' | 'leads') =>
      sampleBatches({ db })
        .map((id) => db.sql(`select count(*) from ${table} where batch_id = ?`).value<number>(id) ?? 0)
        .reduce((sum, one) => sum + one, 0)
    return { contacts: count('contacts'), leads: count('leads') }
  },
}

export const sampleDataTasks: TasksOf<'sampleData'> = {
  'sampleData.create': (context, input) => createSample(context, input),
  'sampleData.remove': (context) => removeBatches(context, sampleBatches(context)),
}

/** Takes back what a killed process left of a batch; returns how many leads that were. */
export function* takeBackUnfinished(context: TaskContext): Task<number> {
  const unfinished = sampleBatches(context, 'and completed_at is null')
  if (unfinished.length === 0) return 0
  const { leads } = yield* removeBatches(context, unfinished)
  return leads
}

function sampleBatches(
  { db }: Pick<ReadContext, 'db'>,
  which: '' | 'and completed_at is null' = '',
): string[] {
  return db
    .sql(`select id from batches where kind = 'sample' ${which} order by id`)
    .all<{ id: string }>()
    .map(({ id }) => id)
}
