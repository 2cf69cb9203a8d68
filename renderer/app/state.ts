// What the person is doing, beyond the address: which box is open over the screen.
import { create } from 'zustand'

type Box = 'palette' | 'help' | 'newLead' | 'reminders' | 'booking' | 'logSale'

/** What is known of an appointment when its form is asked for. */
export type BookingStart = {
  readonly leadId?: number
  /** An instant; left out, the next time that makes sense. */
  readonly at?: string
  /** YYYY-MM-DD: the next time that makes sense on this day. */
  readonly day?: string
  readonly durationMinutes?: number
  /** YYYY-MM-DD of an item of a whole day. */
  readonly allDayDate?: string
  /** An agent's slug, null for nobody; left out, the lead's. */
  readonly assignedTo?: string | null
}

/** Whose sale is to be logged; left out, somebody who is yet to be found. */
export type SaleStart = { readonly leadId?: number; readonly contactId?: number }

type AppState = {
  readonly box: Box | undefined
  readonly booking: BookingStart
  readonly sale: SaleStart
  readonly open: (box: Exclude<Box, 'booking' | 'logSale'>) => void
  /** Opens the form of a new appointment. */
  readonly book: (start?: BookingStart) => void
  /** Opens the form of a new conversion. */
  readonly logSale: (start?: SaleStart) => void
  readonly close: () => void
}

const NOTHING_KNOWN = {}

export const useAppState = create<AppState>()((set) => ({
  box: undefined,
  booking: NOTHING_KNOWN,
  sale: NOTHING_KNOWN,
  open: (box) => set({ box }),
  book: (start = NOTHING_KNOWN) => set({ box: 'booking', booking: start }),
  logSale: (start = NOTHING_KNOWN) => set({ box: 'logSale', sale: start }),
  close: () => set({ box: undefined }),
}))
