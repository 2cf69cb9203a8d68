// Not built yet.
import type { QueriesOf, TasksOf } from '../handler-types.ts'

const missing = (): never => {
  throw new Error('Not built yet.')
}

export const analyticsQueries: QueriesOf<'analytics'> = {
  'analytics.overview': missing,
  'analytics.funnel': missing,
  'analytics.trend': missing,
  'analytics.heat': missing,
  'analytics.speed': missing,
  'analytics.breakdown': missing,
  'analytics.cohorts': missing,
  'analytics.values': missing,
}
export const analyticsTasks: TasksOf<'analytics'> = {
  'analytics.verify': missing,
}
