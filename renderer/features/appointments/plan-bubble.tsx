// The time an appointment would have where it is held just now, and what speaks against it: beside the pointer, or above the foot of the calendar.
import { CircleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import { showMinutes } from '../../../shared/domain/schedule/travel.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { bookedTime, showTimes } from '../../ui/appointment-words.ts'
import { showName } from '../../ui/format.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { useZone } from '../../ui/time.tsx'
import { type Plan, usePlan } from './plan.ts'

const PAUSE_MS = 150

/** "Tue, Nov 24, 10:15 – 11:15 AM". */
export function showPlan(plan: Plan, zone: string): string {
  const day = new Intl.DateTimeFormat('en-US', {
    timeZone: plan.allDayDate === null ? zone : 'UTC',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  }).format(plan.allDayDate === null ? plan.startMs : Date.parse(`${plan.allDayDate}T00:00Z`))
  return `${day}, ${showTimes(timesOf(plan), zone)}`
}

function timesOf(plan: Plan) {
  return {
    scheduledAt: new Date(plan.startMs).toISOString(),
    durationMinutes: Math.round((plan.endMs - plan.startMs) / 60_000),
    allDayDate: plan.allDayDate,
  }
}

export function PlanBubble({ agent }: { readonly agent: string | null }) {
  const plan = usePlan((state) => state.plan)
  return plan === undefined || plan.isSaved ? null : <Bubble plan={plan} agent={agent} />
}

function Bubble({ plan, agent }: { readonly plan: Plan; readonly agent: string | null }) {
  const zone = useZone()
  const box = useRef<HTMLDivElement>(null)
  const isByPointer = plan.by === 'pointer'
  const conflicts = useConflicts(plan, agent)
  const times = timesOf(plan)
  const theirs = plan.row && bookedTime({ ...times, timeZone: plan.row.timeZone }, zone)
  // The pointer moves far more often than the plan does, so it moves the bubble by itself.
  useEffect(() => {
    if (!isByPointer) return
    const follow = (event: MouseEvent | PointerEvent) => {
      const bubble = box.current
      if (bubble === null) return
      const { offsetWidth, offsetHeight } = bubble
      const x = Math.min(event.clientX + 18, window.innerWidth - offsetWidth - 8)
      const below = event.clientY + 18
      const y = below + offsetHeight > window.innerHeight - 8 ? event.clientY - offsetHeight - 14 : below
      bubble.style.transform = `translate(${Math.max(8, x)}px, ${Math.max(8, y)}px)`
      // Outside of the calendar nothing is planned: it would go back.
      const around = bubble.parentElement?.getBoundingClientRect()
      const isInside =
        around !== undefined &&
        event.clientX >= around.left &&
        event.clientX <= around.right &&
        event.clientY >= around.top &&
        event.clientY <= around.bottom
      bubble.classList.toggle('is-placed', isInside)
    }
    window.addEventListener('mousemove', follow)
    window.addEventListener('pointermove', follow)
    return () => {
      window.removeEventListener('mousemove', follow)
      window.removeEventListener('pointermove', follow)
    }
  }, [isByPointer])
  return (
    // What is said aloud comes by the live region; this is for the eyes.
    <div ref={box} className={`plan-bubble ${isByPointer ? 'by-pointer' : 'by-keyboard'}`} aria-hidden>
      <div className="plan-time">
        <b>{showPlan(plan, zone)}</b>
        {plan.allDayDate === null && <span className="mute"> {showMinutes(times.durationMinutes)}</span>}
      </div>
      {theirs && <div className="mute">booked {theirs}</div>}
      {conflicts.map(({ kind, message }) => (
        <div key={`${kind} ${message}`} className="plan-conflict">
          <CircleAlert size={13} aria-hidden />
          <span>{message}</span>
        </div>
      ))}
      {!isByPointer && (
        <div className="plan-keys mute">
          {plan.row && <span>{showName(plan.row)}</span>}
          <span>
            <Kbd keys="Enter" /> keeps it
          </span>
          <span>
            <Kbd keys="Esc" /> puts it back
          </span>
        </div>
      )}
    </div>
  )
}

/** What speaks against the plan, asked for when it has rested a moment; of another plan than this one nothing is shown. */
export function useConflicts(plan: Plan, agent: string | null) {
  const input: Input<'appointments.check'> = {
    ...(plan.row === undefined ? {} : { id: plan.row.id, leadId: plan.row.leadId }),
    when: plan.when,
    durationMinutes: Math.min(1440, Math.max(1, timesOf(plan).durationMinutes)),
    assignedTo: plan.row === undefined ? agent : plan.row.assignedTo,
    locationType: plan.row?.locationType ?? 'office',
  }
  const key = JSON.stringify(input)
  const [rested, setRested] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [key])
  const found = useApiQuery('appointments.check', input, { enabled: rested === key, isExact: true }).data
  return found ?? NONE
}
const NONE: readonly never[] = []
