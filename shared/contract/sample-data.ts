import { z } from 'zod'
import { query, task } from './operation.ts'
import { nothing } from './shapes.ts'

const counts = z.object({ contacts: z.number().int(), leads: z.number().int() })

export const sampleDataOperations = {
  'sampleData.status': query(['leads', 'contacts', 'webhooks'], nothing, counts),
  /** Invented people over two years; labelled as sample and removed in one step. The same seed gives the same data. */
  'sampleData.create': task(
    z.object({
      leads: z.number().int().min(1).max(2_000_000).default(1_000),
      seed: z.number().int().default(1),
    }),
    counts,
  ),
  'sampleData.remove': task(nothing, counts),
}
