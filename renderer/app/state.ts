// What the person is doing, beyond the address: which box is open over the screen.
import { create } from 'zustand'

type AppState = {
  readonly box: 'palette' | 'help' | 'newLead' | undefined
  readonly open: (box: 'palette' | 'help' | 'newLead') => void
  readonly close: () => void
}

export const useAppState = create<AppState>()((set) => ({
  box: undefined,
  open: (box) => set({ box }),
  close: () => set({ box: undefined }),
}))
