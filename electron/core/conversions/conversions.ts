// Not built yet.
import type { CommandsOf, QueriesOf } from '../handler-types.ts'

const missing = (): never => {
  throw new Error('Not built yet.')
}

export const conversionQueries: QueriesOf<'conversions'> = {
  'conversions.page': missing,
  'conversions.get': missing,
  'conversions.of': missing,
}
export const conversionCommands: CommandsOf<'conversions'> = {
  'conversions.log': missing,
  'conversions.update': missing,
  'conversions.addNote': missing,
  'conversions.void': missing,
}
