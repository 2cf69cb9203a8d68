import { z } from 'zod'
import { isTimeZone } from '../domain/days.ts'
import { WEEKDAYS, type WorkingHours } from '../domain/schedule/working-hours.ts'
import { command, query } from './operation.ts'
import { instant, nothing, undoable } from './shapes.ts'

const timeZone = z.string().refine(isTimeZone, 'Choose a time zone by its name, such as America/Phoenix.')
/** Of the palette in renderer/ui/tokens.css: a name, so that both themes have their own shade. */
export const AGENT_COLOURS = ['teal', 'blue', 'violet', 'magenta', 'amber', 'green', 'red', 'slate'] as const
export type AgentColour = (typeof AGENT_COLOURS)[number]

const minute = z.number().int().min(0).max(1440)
const spans = z
  .array(z.object({ from: minute, to: minute }))
  .max(4, 'A day takes at most four spans of work.')
  .refine((list) => list.every(({ from, to }) => from < to), 'Work ends after it begins: choose a later end.')
  .refine(
    (list) => list.every((span, at) => at === 0 || span.from >= (list[at - 1]?.to ?? 0)),
    'The spans of a day follow each other and do not overlap.',
  )
export const workingHours = z.object(
  Object.fromEntries(WEEKDAYS.map((day) => [day, spans.optional()])) as Record<
    (typeof WEEKDAYS)[number],
    z.ZodOptional<typeof spans>
  >,
) satisfies z.ZodType<WorkingHours>

export const timeOff = z.object({
  id: z.number().int(),
  startsAt: instant,
  endsAt: instant,
  note: z.string().nullable(),
})
export type TimeOff = z.infer<typeof timeOff>

export const agent = z.object({
  slug: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  isSample: z.boolean(),
  colour: z.enum(AGENT_COLOURS),
  /** Null is the agency's. */
  timeZone: z.string().nullable(),
  /** On the agent's own clocks; null: at any time. */
  workingHours: workingHours.nullable(),
  /** Present and coming absences, the next one first. */
  timeOff: z.array(timeOff),
  /** The visible end of the calendar address, while there is one. */
  feedHint: z.string().nullable(),
})
export type Agent = z.infer<typeof agent>

export const agentOperations = {
  /** Active ones first, then by name. */
  'agents.list': query(['agents'], nothing, z.array(agent)),
  /** Without a slug a new one is made; its slug is the name's and stays, as history is written in it. */
  'agents.save': command(
    z.object({
      slug: z.string().optional(),
      name: z.string().trim().min(1, 'Write the agent’s name.').max(100).optional(),
      isActive: z.boolean().optional(),
      colour: z.enum(AGENT_COLOURS).optional(),
      timeZone: timeZone.nullable().optional(),
      workingHours: workingHours.nullable().optional(),
    }),
    undoable.extend({ slug: z.string() }),
  ),
  /** An absence; the end is the first moment of work again. */
  'agents.addTimeOff': command(
    z.object({
      slug: z.string(),
      startsAt: instant,
      endsAt: instant,
      note: z.string().trim().max(200).nullable().default(null),
    }),
    undoable,
  ),
  'agents.removeTimeOff': command(z.object({ id: z.number().int() }), undoable),
  /**
   * Makes the address of the agent's calendar anew, or ends it; the one before is gone either way. The secret in it (`/calendar/{secret}.ics`) is
   * shown this once.
   */
  'agents.feed': command(
    z.object({ slug: z.string(), action: z.enum(['make', 'end']) }),
    z.object({ secret: z.string().nullable() }),
  ),
}
