// Analytics: the figures of a period, and whether all that is kept of them is right.
import { analyticsAnswer, checkedImage } from '../figures/answers.ts'
import type { QueriesOf, TasksOf } from '../handler-types.ts'
import { verify } from './verify.ts'

export const analyticsQueries: QueriesOf<'analytics'> = {
  'analytics.overview': (context, input) => analyticsAnswer(context, 'analytics.overview', input),
  'analytics.funnel': (context, input) => analyticsAnswer(context, 'analytics.funnel', input),
  'analytics.trend': (context, input) => analyticsAnswer(context, 'analytics.trend', input),
  'analytics.heat': (context, input) => analyticsAnswer(context, 'analytics.heat', input),
  'analytics.speed': (context, input) => analyticsAnswer(context, 'analytics.speed', input),
  'analytics.breakdown': (context, input) => analyticsAnswer(context, 'analytics.breakdown', input),
  'analytics.cohorts': (context, input) => analyticsAnswer(context, 'analytics.cohorts', input),
  'analytics.values': (context, input) => analyticsAnswer(context, 'analytics.values', input),
  'analytics.checkImage': ({ db }) => checkedImage(db),
}

export const analyticsTasks: TasksOf<'analytics'> = {
  'analytics.verify': verify,
}
