// How the calendar is looked at when the address does not say it: kept from one visit to the next.
import { create } from 'zustand'
import { CALENDAR_VIEWS, type CalendarView } from '../../../shared/domain/schedule/period.ts'

export const COLOUR_BY = ['agent', 'workspace', 'status', 'type'] as const
export type ColourBy = (typeof COLOUR_BY)[number]

type Look = { readonly view: CalendarView; readonly colourBy: ColourBy; readonly hasWeekends: boolean }

const KEY = 'convio-calendar'
const USUAL: Look = { view: 'week', colourBy: 'agent', hasWeekends: true }

function kept(): Look {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Look, unknown>>
    return {
      view: CALENDAR_VIEWS.find((view) => view === found.view) ?? USUAL.view,
      colourBy: COLOUR_BY.find((by) => by === found.colourBy) ?? USUAL.colourBy,
      hasWeekends: typeof found.hasWeekends === 'boolean' ? found.hasWeekends : USUAL.hasWeekends,
    }
  } catch {
    return USUAL
  }
}

export const useLook = create<Look>()(kept)

export function setLook(change: Partial<Look>): void {
  useLook.setState(change)
  try {
    localStorage.setItem(KEY, JSON.stringify(useLook.getState()))
  } catch {
    // The next start looks as it usually does.
  }
}
