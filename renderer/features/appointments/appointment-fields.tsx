// The fields of an appointment that are changed where they stand in its panel, and how a change of one is sent.
import type { AppointmentDetail } from '../../../shared/contract/appointments.ts'
import { instantOfWallTime } from '../../../shared/domain/days.ts'
import { APPOINTMENT_EDITS, type EditValue } from '../../../shared/domain/editing.ts'
import { EditableField, type EditableFieldProps } from '../../ui/editable-field.tsx'

export function AppointmentField({
  name,
  appointment,
  onSave,
  ...rest
}: {
  readonly name: string
  readonly appointment: AppointmentDetail
  readonly onSave: (name: string, value: EditValue) => Promise<string | undefined>
} & Partial<Omit<EditableFieldProps, 'onSave'>>) {
  const field = APPOINTMENT_EDITS.find((each) => each.name === name)
  if (field === undefined) return null
  return (
    <EditableField
      field={field}
      value={fieldValueOf(appointment, name)}
      {...rest}
      onSave={(value) => onSave(name, value)}
    />
  )
}

function fieldValueOf(appointment: AppointmentDetail, name: string): EditValue {
  const values: Readonly<Record<string, EditValue>> = {
    appointment_type: appointment.appointmentType,
    assigned_to: appointment.assignedTo,
    location_type: appointment.locationType,
    location_address: appointment.locationAddress,
    outcome: appointment.outcome,
    next_action: appointment.nextAction,
    next_action_date: appointment.nextActionDate,
    notes: appointment.notes,
    customer_notes: appointment.customerNotes,
    workspace_id: appointment.workspaceId,
  }
  return values[name] ?? null
}

/** A column and its new value, as the contract names it. A date comes as the agency's clock shows it. */
export function inputOf(name: string, value: EditValue, zone: string): Record<string, unknown> {
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  const isMoment = name === 'next_action_date' && typeof value === 'string'
  return { [camel]: isMoment ? instantOfWallTime(String(value).slice(0, 16), zone) : value }
}
