// Export: to CSV by one task for every list; of appointments also as a calendar, and as a sheet of a day's visits. The file is made in the data folder, under exports/, and appears there only when it is complete;
// the host hands it on (a download, or a place that the person chose), so no path crosses this border.
import { z } from 'zod'
import { CSV_MODES } from '../domain/list/csv-out.ts'
import { type ExportList, exportColumns } from '../domain/list/export-columns.ts'
import { DIMENSIONS, TREND_STEPS } from '../domain/metrics.ts'
import { DELIVERY_VERDICTS } from '../domain/vocabulary.ts'
import { ANALYTICS_PANELS, analyticsScope, period } from './analytics.ts'
import { appointmentFilter } from './appointments.ts'
import { contactFilter } from './contacts.ts'
import { conversionFilter } from './conversions.ts'
import { leadFilter } from './leads.ts'
import { sortOf } from './list-filter.ts'
import { task } from './operation.ts'
import { day, instant } from './shapes.ts'

function columnsOf(list: ExportList) {
  const keys = new Set(exportColumns(list).map(({ key }) => key))
  return z
    .array(z.string().refine((key) => keys.has(key), 'There is no such column to export.'))
    .min(1, 'Choose at least one column.')
    .max(keys.size)
    .refine((chosen) => new Set(chosen).size === chosen.length, 'A column can be exported once.')
}

/** Of what the filter lists: some rows by their ids, or all but some. */
const ids = z.array(z.number().int()).max(50_000)
const marked = z.union([z.object({ ids: ids.min(1) }), z.object({ allBut: ids })]).optional()

const inWorkspace = z.object({ workspaceId: z.string().nullish() }).prefault({})

/** A list, which rows of it and in which order, and the columns by their keys. */
const what = z.discriminatedUnion('list', [
  z.object({
    list: z.literal('leads'),
    filter: leadFilter.prefault({}),
    marked,
    sort: sortOf('leads'),
    columns: columnsOf('leads'),
  }),
  z.object({
    list: z.literal('contacts'),
    filter: contactFilter.prefault({}),
    marked,
    sort: sortOf('contacts'),
    columns: columnsOf('contacts'),
  }),
  z.object({
    list: z.literal('deliveries'),
    filter: z
      .object({
        webhookId: z.string().optional(),
        providerId: z.string().optional(),
        verdicts: z.array(z.enum(DELIVERY_VERDICTS)).default([]),
      })
      .prefault({}),
    columns: columnsOf('deliveries'),
  }),
  z.object({
    list: z.literal('appointments'),
    /** What the calendar shows; with a span, all that touch it. */
    filter: appointmentFilter.extend({ from: instant.optional(), to: instant.optional() }).prefault({}),
    columns: columnsOf('appointments'),
  }),
  z.object({
    list: z.literal('conversions'),
    filter: conversionFilter.prefault({}),
    columns: columnsOf('conversions'),
  }),
  z.object({ list: z.literal('events'), filter: inWorkspace, columns: columnsOf('events') }),
])
export type ExportWhat = z.input<typeof what>

const exported = z.object({
  /** A plain name in the exports folder. */
  file: z.string(),
  rows: z.number().int(),
  /** False: the search stopped at its limit of people, so rows are missing. */
  isComplete: z.boolean(),
})
export type Exported = z.infer<typeof exported>

export const exportOperations = {
  'exports.csv': task(
    z.object({
      what,
      mode: z.enum(CSV_MODES).default('spreadsheet'),
      /** Three bytes that tell Excel that the file is UTF-8. */
      hasBom: z.boolean().default(false),
    }),
    exported,
  ),
  /** An iCalendar file of one appointment, or of all of a filter that touch a span of time; at most 10,000. */
  'exports.calendar': task(
    z.object({
      what: z.union([
        z.object({ id: z.number().int() }),
        z.object({
          from: instant.optional(),
          to: instant.optional(),
          filter: appointmentFilter.prefault({}),
        }),
      ]),
    }),
    exported,
  ),
  /**
   * The visits of a day (in the agency's zone) as one page for a phone. Without statuses those that take up time: a cancelled one is no visit.
   */
  'exports.visits': task(z.object({ day, filter: appointmentFilter.prefault({}) }), exported),
  /** A panel of analytics with all of its figures, shares and quotients among them; times in hours. Always guarded, with the mark for Excel. */
  'exports.analytics': task(
    z.object({
      panel: z.enum(ANALYTICS_PANELS),
      scope: analyticsScope,
      /** Of the overview and the breakdown. */
      compare: period.optional(),
      step: z.enum(TREND_STEPS).default('day'),
      by: z.enum(DIMENSIONS).default('provider_id'),
    }),
    exported,
  ),
}
