import { z } from 'zod'
import { DELIVERY_VERDICTS } from '../../../shared/domain/vocabulary.ts'

export const DELIVERY_VIEWS = ['review', 'turned-away'] as const

export const deliveriesSearch = z.object({
  /** Left out: the list of all. */
  view: z.enum(DELIVERY_VIEWS).optional().catch(undefined),
  webhookId: z.string().optional().catch(undefined),
  providerId: z.string().optional().catch(undefined),
  verdicts: z.array(z.enum(DELIVERY_VERDICTS)).optional().catch(undefined),
  /** The open record. */
  delivery: z.number().int().optional().catch(undefined),
})
