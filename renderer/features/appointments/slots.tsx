// Free times beside the form of an appointment: the earliest, and those that lie near other visits of a day. One press takes one.
import { useState } from 'react'
import type { AppointmentSlot } from '../../../shared/contract/appointments.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { showDayTime } from '../../ui/format.ts'
import { useZone } from '../../ui/time.tsx'

type SlotsProps = {
  readonly input: Input<'appointments.slots'>
  readonly onPick: (slot: AppointmentSlot) => void
}

export function Slots({ input, onPick }: SlotsProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="slots">
      <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Free times
      </button>
      {isOpen && <Found input={input} onPick={onPick} />}
    </div>
  )
}

function Found({ input, onPick }: SlotsProps) {
  const found = useApiQuery('appointments.slots', input).data
  if (found === undefined) return null
  if (found.next.length === 0)
    return (
      <p className="field-hint">Nothing is free in the next two weeks. Choose another agent or length.</p>
    )
  return (
    <>
      {found.near.length > 0 && (
        <SlotList title="Near other visits" slots={found.near} hasReason onPick={onPick} />
      )}
      <SlotList title="Next free" slots={found.next} onPick={onPick} />
    </>
  )
}

function SlotList({
  title,
  slots,
  hasReason = false,
  onPick,
}: {
  readonly title: string
  readonly slots: readonly AppointmentSlot[]
  readonly hasReason?: boolean
  readonly onPick: (slot: AppointmentSlot) => void
}) {
  const zone = useZone()
  return (
    <>
      <h3 className="slots-title">{title}</h3>
      <ul className="slots-list" aria-label={title}>
        {slots.map((slot) => (
          <li key={`${slot.agent} ${slot.startsAt}`}>
            <Button onClick={() => onPick(slot)}>
              {showDayTime(slot.startsAt, zone)} · {slot.agentName}
            </Button>
            {hasReason && slot.reason && <span className="field-hint">{slot.reason}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}
