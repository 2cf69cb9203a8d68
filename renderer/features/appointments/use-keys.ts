// The keyboard's side of the calendar: arrows go to what comes next and from appointment to appointment; with Shift they move the one that has
// the focus, with Alt they make it shorter or longer; Enter keeps what was moved, Esc puts it back.
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import { addDays } from '../../../shared/domain/schedule/period.ts'
import { type PlanStep, SNAP_MINUTES, stepPlan } from '../../../shared/domain/schedule/planning.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import { dayIn } from '../../ui/appointment-words.ts'
import { announce } from '../../ui/live-region.tsx'
import { type Plan, setPlan, usePlan, whenOf } from './plan.ts'
import { showPlan } from './plan-bubble.tsx'

type Keys = {
  readonly box: RefObject<HTMLElement | null>
  readonly rows: readonly AppointmentRow[]
  readonly zone: string
  /** In a month only days are moved by. */
  readonly isMonth: boolean
  /** Saves the plan; resolves when it is known whether it was. */
  readonly onKeep: (plan: Plan) => Promise<void>
  /** The plan has left what is shown. */
  readonly onLeave: (day: string) => void
}

export function useKeys({ box, rows, zone, isMonth, onKeep, onLeave }: Keys) {
  const plan = usePlan((state) => (state.plan?.by === 'keyboard' ? state.plan : undefined))
  const isKeeping = useRef(false)
  const heldId = plan?.row?.id

  const elementOf = (id: number) => box.current?.querySelector<HTMLElement>(`[data-appointment="${id}"]`)

  /** Where it stands next it has the focus; it may have to be drawn first. */
  const focusSoon = (id: number, framesLeft = 20) => {
    requestAnimationFrame(() => {
      const element = elementOf(id)
      // Whoever went on to something else stays there.
      if (element && document.activeElement === document.body) element.focus()
      if (framesLeft > 0) focusSoon(id, framesLeft - (document.activeElement === element ? 5 : 1))
    })
  }

  // An appointment that was brought to another day is drawn anew there, and the focus goes along.
  useLayoutEffect(() => {
    if (plan === undefined || heldId === undefined || isKeeping.current) return
    const frame = requestAnimationFrame(() => {
      const element = box.current?.querySelector<HTMLElement>(`[data-appointment="${heldId}"]`)
      if (element && document.activeElement !== element) element.focus()
      element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
    return () => cancelAnimationFrame(frame)
  }, [plan, heldId, box])

  // Whoever goes on to something else leaves it where it was.
  useEffect(() => {
    if (heldId === undefined) return
    const onFocus = ({ target }: FocusEvent) => {
      if (isKeeping.current || !(target instanceof HTMLElement)) return
      if (target.dataset.appointment === String(heldId)) return
      setPlan(undefined)
      announce('Put back')
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [heldId])
  useEffect(
    () => () => {
      if (usePlan.getState().plan?.by === 'keyboard') setPlan(undefined)
    },
    [],
  )

  const take = (row: AppointmentRow, step: PlanStep) => {
    const now = plan?.row?.id === row.id ? plan : undefined
    const startMs = now?.startMs ?? Date.parse(row.scheduledAt)
    const endMs = now?.endMs ?? startMs + row.durationMinutes * 60_000
    const isStretch = 'stretch' in step
    if (row.allDayDate !== null) {
      const days = 'move' in step ? (step.move.days ?? 0) : 0
      if (days === 0) return
      const allDayDate = addDays(now?.allDayDate ?? row.allDayDate, days)
      return show({ startMs, endMs, allDayDate, deed: 'move', row })
    }
    const next = stepPlan(
      { at: new Date(startMs).toISOString(), durationMinutes: Math.round((endMs - startMs) / 60_000) },
      step,
      zone,
    )
    const from = Date.parse(next.at)
    show({
      startMs: from,
      endMs: from + next.durationMinutes * 60_000,
      allDayDate: null,
      deed: isStretch && now?.deed !== 'move' ? 'stretch' : 'move',
      row,
    })
  }
  const show = (
    next: Pick<Plan, 'startMs' | 'endMs' | 'allDayDate' | 'deed'> & { readonly row: AppointmentRow },
  ) => {
    const made: Plan = {
      ...next,
      by: 'keyboard',
      when: whenOf(next.row, next, isMonth ? 'day' : 'time', zone),
    }
    setPlan(made)
    announce(showPlan(made, zone))
    onLeave(next.allDayDate ?? wallTimeOf(new Date(next.startMs).toISOString(), zone).slice(0, 10))
  }
  const walk = (from: number, key: string): boolean => {
    const ordered = rows.filter(({ id }) => elementOf(id))
    const at = ordered.findIndex(({ id }) => id === from)
    const here = ordered[at]
    if (here === undefined) return false
    const dayOf = (row: AppointmentRow) => dayIn(row, zone)
    const isDown = key === 'ArrowDown' || key === 'ArrowRight'
    const step = isDown ? 1 : -1
    let next: AppointmentRow | undefined
    if (key === 'ArrowUp' || key === 'ArrowDown') next = ordered[at + step]
    else {
      // The one that is nearest to the same hour, of the next day that has any.
      const beside = ordered.filter((row) => (isDown ? dayOf(row) > dayOf(here) : dayOf(row) < dayOf(here)))
      const day = isDown
        ? beside[0] && dayOf(beside[0])
        : beside.at(-1) && dayOf(beside.at(-1) as AppointmentRow)
      const hour = (row: AppointmentRow) => wallTimeOf(row.scheduledAt, zone).slice(11)
      next = beside
        .filter((row) => dayOf(row) === day)
        .sort(
          (a, b) =>
            Math.abs(minutes(hour(a)) - minutes(hour(here))) -
            Math.abs(minutes(hour(b)) - minutes(hour(here))),
        )[0]
    }
    if (next === undefined) return false
    elementOf(next.id)?.focus()
    elementOf(next.id)?.scrollIntoView({ block: 'nearest' })
    return true
  }

  const onKey = (event: Key, row: AppointmentRow) => {
    const { id } = row
    if (event.ctrlKey || event.metaKey) return
    const done = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (plan !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      done()
      if (isKeeping.current) return
      isKeeping.current = true
      void onKeep(plan).finally(() => {
        isKeeping.current = false
        focusSoon(id)
      })
    } else if (plan !== undefined && event.key === 'Escape') {
      done()
      setPlan(undefined)
      announce('Put back')
      focusSoon(id)
    } else if (event.key.startsWith('Arrow')) {
      const step = stepOf(event, isMonth)
      if (step === 'walk') {
        // While it is held, only what moves it counts.
        if (plan !== undefined || walk(id, event.key)) done()
      } else if (step !== undefined) {
        done()
        take(row, step)
      }
    }
  }

  // While it is drawn anew on another day the focus is nowhere for a moment, but keys may come.
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  const held = plan?.row
  useEffect(() => {
    if (held === undefined) return
    const onWindowKey = (event: globalThis.KeyboardEvent) => {
      if (document.activeElement === document.body) latest.current(event, held)
    }
    window.addEventListener('keydown', onWindowKey, true)
    return () => window.removeEventListener('keydown', onWindowKey, true)
  }, [held])

  // From nowhere in particular the first key goes to what comes next: whoever has no pointer need not tab through the toolbar.
  const enter = useRef<() => boolean>(() => false)
  useEffect(() => {
    enter.current = () => {
      const shown = rows.filter(({ id }) => elementOf(id))
      const now = new Date().toISOString()
      const first = shown.find(({ scheduledAt }) => scheduledAt >= now) ?? shown[0]
      const element = first && elementOf(first.id)
      element?.focus()
      element?.scrollIntoView({ block: 'nearest' })
      return element !== undefined && element !== null
    }
  })
  useEffect(() => {
    const onWindowKey = (event: globalThis.KeyboardEvent) => {
      const { key, shiftKey, altKey, ctrlKey, metaKey, defaultPrevented } = event
      if (defaultPrevented || shiftKey || altKey || ctrlKey || metaKey) return
      if (key !== 'ArrowDown' && key !== 'ArrowUp') return
      const at = document.activeElement
      if ((at === document.body || at?.tagName === 'MAIN') && enter.current()) event.preventDefault()
    }
    window.addEventListener('keydown', onWindowKey)
    return () => window.removeEventListener('keydown', onWindowKey)
  }, [])

  return (event: KeyboardEvent) => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-appointment]') : null
    const row = rows.find(({ id }) => id === Number(target?.dataset.appointment)) ?? held
    if (target !== null && row !== undefined && target.dataset.appointment === String(row.id))
      onKey(event, row)
  }
}

/** A key, as React has it and as the window has it. */
type Key = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'preventDefault' | 'stopPropagation'
>

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

function stepOf({ key, shiftKey, altKey }: Key, isMonth: boolean): PlanStep | 'walk' | undefined {
  if (!shiftKey && !altKey) return 'walk'
  const isBack = key === 'ArrowUp' || key === 'ArrowLeft'
  const sign = isBack ? -1 : 1
  if (altKey && !shiftKey)
    return key === 'ArrowUp' || key === 'ArrowDown' ? { stretch: sign * SNAP_MINUTES } : undefined
  if (altKey) return undefined
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { move: { days: sign } }
  return isMonth ? { move: { days: sign * 7 } } : { move: { minutes: sign * SNAP_MINUTES } }
}
