// Small shapes that several features share.
import { z } from 'zod'

/** ISO 8601 UTC with milliseconds and Z (DOMAIN: instants). */
export const instant = z.iso.datetime({ precision: 3 })
/** A day in the agency's zone, YYYY-MM-DD. */
export const day = z.iso.date()
export const contactId = z.number().int().min(100_000).max(9_999_999)
export const leadId = z.number().int().min(1_000_000_000).max(9_999_999_999)
/** Whole cents. */
export const cents = z.number().int()
/** Rows to skip and rows wanted; lists are virtual, so any window may be asked for. */
export const window = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(200).default(100),
}
/** `undoId` is left out when nothing changed, so that there is nothing to undo. */
export const undoable = z.object({ undoId: z.number().int().optional(), label: z.string() })
/** More records than these are a long step, done by a task in slices; fewer take one short transaction. */
export const LONG_FROM = 500
/** `isLong`: too much for one step of a moment, so that nothing was done; the task of the same name does it. */
export const undoableOrLong = undoable.extend({ isLong: z.boolean().optional() })
/** How much a deletion takes along; `contacts` are those that go themselves, without their second names. */
export const takenAlong = z.object({
  /** Whose it is, where it is one lead or contact. */
  name: z.string().nullable(),
  contacts: z.number().int(),
  leads: z.number().int(),
  appointments: z.number().int(),
  conversions: z.number().int(),
})
/** New values by column: what is left out stays as it is. */
export const editValues = z
  .record(z.string().max(60), z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()]))
  .refine((values) => Object.keys(values).length > 0, 'Name at least one field.')
export const nothing = z.object({})

export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row),
    total: z.number().int(),
    /** False when more rows match than were counted; the screen then says "1,000+". */
    isTotalExact: z.boolean(),
    /** The answer to a glance, right as far as it goes: `total` is what was found so far. */
    isCounting: z.literal(true).optional(),
  })
}

export const fieldNote = z.object({
  field: z.string(),
  message: z.string(),
  code: z.string(),
  value: z.unknown().optional(),
})

type Changed<S extends z.core.$ZodShape> = {
  [K in keyof S]: z.ZodOptional<S[K] extends z.ZodDefault<infer I> ? I : S[K]>
}

/** The fields of a draft for changing what exists: what is left out stays as it is, so a default (which is for making) must not stand in. */
export function changesOf<S extends z.core.$ZodShape>(draft: z.ZodObject<S>): z.ZodObject<Changed<S>> {
  const fields = Object.entries(draft.shape).map(([name, field]) => [
    name,
    z.optional(field instanceof z.ZodDefault ? field.unwrap() : field),
  ])
  return z.object(Object.fromEntries(fields)) as unknown as z.ZodObject<Changed<S>>
}
