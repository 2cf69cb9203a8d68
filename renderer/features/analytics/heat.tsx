// When leads come: weekday by hour of the agency's clock, the number in each field beside its shade.
import type { Output } from '../../../shared/contract/index.ts'
import { METRICS, shareOf } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showTotal } from '../../ui/format.ts'
import type { HEAT_MEASURES } from './analytics-search.ts'
import { Choice } from './choices.tsx'
import { CsvAction } from './csv-action.tsx'
import { type FigureColumn, FigureTable } from './figure-table.tsx'
import { isTooFew, Share, sayShare, TOO_FEW } from './figure-words.tsx'
import { Nothing, Panel, type PanelLook, TableToggle } from './panel.tsx'
import { STOP, STOP_LINE, useRoving } from './roving.ts'
import type { View } from './use-view.ts'

type Heat = Output<'analytics.heat'>
type Measure = (typeof HEAT_MEASURES)[number]

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** "12 AM", "9 AM". */
function hourName(hour: number): string {
  return `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'AM' : 'PM'}`
}

function span(hour: number): string {
  return `${hourName(hour)} to ${hourName((hour + 1) % 24)}`
}

export function HeatPanel({
  view,
  look,
  measure,
  onMeasure,
}: {
  readonly view: View
  readonly look: PanelLook
  readonly measure: Measure
  readonly onMeasure: (measure: Measure) => void
}) {
  const query = useApiQuery('analytics.heat', { scope: view.scope })
  return (
    <Panel
      title="When leads come"
      isWide
      query={query}
      summary={(heat) => summaryOf(heat)}
      choices={
        <Choice
          label="Measure"
          value={measure}
          onChange={onMeasure}
          options={[
            { value: 'leads', label: 'Leads' },
            { value: 'five', label: 'Contacted within 5 min' },
          ]}
        />
      }
      actions={() => (
        <>
          <TableToggle of="when leads come" isOn={look.isTable} onChange={look.setTable} />
          <CsvAction panel="heat" view={view} />
        </>
      )}
    >
      {(heat) =>
        heat.leads.flat().every((leads) => leads === 0) ? (
          <Nothing>No lead came in this period.</Nothing>
        ) : look.isTable ? (
          <HeatTable heat={heat} />
        ) : (
          <HeatMap heat={heat} measure={measure} />
        )
      }
    </Panel>
  )
}

function at(rows: Heat['leads'], day: number, hour: number): number {
  return rows[day]?.[hour] ?? 0
}

function summaryOf({ leads }: Heat): string {
  const days = leads.map((hours) => hours.reduce((sum, each) => sum + each, 0))
  const total = days.reduce((sum, each) => sum + each, 0)
  if (total === 0) return ''
  let best = { day: 0, hour: 0, count: 0 }
  leads.forEach((hours, day) => {
    hours.forEach((count, hour) => {
      if (count > best.count) best = { day, hour, count }
    })
  })
  const day = days.indexOf(Math.max(...days))
  const note = isTooFew(total) ? ` That is ${showTotal(total, true, 'lead')}, ${TOO_FEW} when most come.` : ''
  return `Most came on ${WEEKDAYS[day]}s (${showCount(days[day] ?? 0)}); the busiest hour is ${WEEKDAYS[best.day]}, ${span(best.hour)}, with ${showTotal(best.count, true, 'lead')}.${note}`
}

/** 0 where nothing came, else 1 to 4. */
function shadeOf(value: number, most: number): number {
  return value === 0 || most === 0 ? 0 : Math.ceil((value / most) * 4)
}

function HeatMap({ heat, measure }: { readonly heat: Heat; readonly measure: Measure }) {
  const roving = useRoving<HTMLTableElement>()
  const most = Math.max(...heat.leads.flat())
  return (
    <div className="figures-scroll">
      <table className="heat" {...roving}>
        <caption className="unseen">Leads by weekday and hour</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className={hour % 3 === 0 ? undefined : 'is-between'}>
                {hour % 3 === 0 ? hourName(hour) : <span className="unseen">{hourName(hour)}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, day) => (
            <tr key={name} {...STOP_LINE}>
              <th scope="row">
                <abbr title={name}>{name.slice(0, 3)}</abbr>
              </th>
              {HOURS.map((hour) => {
                const leads = at(heat.leads, day, hour)
                const inFive = at(heat.contactedInFive, day, hour)
                const share = shareOf(inFive, leads, '').value
                const words = `${name}, ${span(hour)}: ${showTotal(leads, true, 'lead')}${
                  leads === 0 ? '' : `, contacted within 5 minutes ${sayShare(inFive, leads)}`
                }`
                const shade =
                  measure === 'leads' ? shadeOf(leads, most) : share === null ? 0 : shadeOf(share, 1)
                return (
                  <td key={hour}>
                    <span
                      {...STOP}
                      role="img"
                      tabIndex={-1}
                      aria-label={words}
                      title={words}
                      className={`heat-field shade-${shade}`}
                    >
                      {measure === 'leads'
                        ? leads > 0 && showShort(leads)
                        : share !== null && `${Math.round(share * 100)}%`}
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

function showShort(count: number): string {
  return count < 1_000 ? String(count) : short.format(count)
}

type HeatRow = {
  readonly day: string
  readonly hour: number
  readonly leads: number
  readonly inFive: number
}

const HEAT_COLUMNS: readonly FigureColumn<HeatRow>[] = [
  { id: 'when', title: 'When', isText: true, cell: ({ day, hour }) => `${day}, ${span(hour)}` },
  { id: 'leads', title: 'Leads', cell: ({ leads }) => showCount(leads) },
  {
    id: 'five',
    title: METRICS.contactedInFive.label,
    meaning: METRICS.contactedInFive.definition,
    cell: ({ leads, inFive }) => <Share part={inFive} whole={leads} />,
  },
]

function HeatTable({ heat }: { readonly heat: Heat }) {
  const rows = WEEKDAYS.flatMap((day, index) =>
    HOURS.map((hour) => ({
      day,
      hour,
      leads: at(heat.leads, index, hour),
      inFive: at(heat.contactedInFive, index, hour),
    })),
  ).filter(({ leads }) => leads > 0)
  return (
    <FigureTable
      label="Leads by weekday and hour"
      columns={HEAT_COLUMNS}
      rows={rows}
      keyOf={({ day, hour }) => `${day} ${hour}`}
    />
  )
}
