// What a sender of appointments has to offer: tell its own payloads by a few keys, and say what they carry under the names of fields.ts.
import type { JsonObject, JsonValue } from '../payload/json.ts'
import type { Pair } from '../payload/sender.ts'
import type { AppointmentFieldName } from './fields.ts'

export type SaidAppointment = Readonly<Partial<Record<AppointmentFieldName, JsonValue>>>

export type AppointmentNote = {
  readonly field: string
  /** A sentence for people. */
  readonly message: string
  readonly code: string
  /** As it came; null when there was none. */
  readonly value: JsonValue
}

/** A payload as its sender means it, nothing of it interpreted yet. */
export type AppointmentMessage = {
  readonly act: 'book' | 'cancel'
  readonly said: SaidAppointment
  /** Of the person and the lead: an object as any lead's payload, or named values that the sender's file found. */
  readonly person: { readonly rest: JsonObject } | { readonly pairs: readonly Pair[] }
  /** Of a booking: the sender's id of the appointment whose place it takes. */
  readonly replaces?: string | null
  /** Of a cancellation: the sender's id of the one that takes its place; undefined where nothing does. */
  readonly replacedBy?: string | null | undefined
  /** Who cancelled, in words. */
  readonly cancelledBy?: string | null
  /** Why this is neither a booking nor a cancellation, in a sentence. */
  readonly held?: string
}

export type AppointmentSender = {
  readonly id: string
  readonly name: string
  /** Cheap: looks at the top-level keys only. */
  readonly recognises: (payload: JsonObject) => boolean
  readonly read: (payload: JsonObject) => AppointmentMessage
}
