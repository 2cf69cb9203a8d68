// What the person is doing, beyond the address: which box is open over the screen.
import { create } from 'zustand'

type Box = 'palette' | 'help' | 'newLead' | 'reminders'

type AppState = {
  readonly box: Box | undefined
  readonly open: (box: Box) => void
  readonly close: () => void
}

export const useAppState = create<AppState>()((set) => ({
  box: undefined,
  open: (box) => set({ box }),
  close: () => set({ box: undefined }),
}))
