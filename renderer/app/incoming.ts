// A file that was dropped on the window, on its way to the screen that imports it.
import { create } from 'zustand'

type Incoming = {
  readonly file: File | undefined
  readonly bring: (file: File) => void
  /** Takes it; the next one to ask gets none. */
  readonly take: () => File | undefined
}

export const useIncoming = create<Incoming>()((set, get) => ({
  file: undefined,
  bring: (file) => set({ file }),
  take: () => {
    const { file } = get()
    if (file) set({ file: undefined })
    return file
  },
}))
