// One box for people and commands. What it finds comes in a piece of the program of its own; the box and its field are there at once, so
// that what is typed right after Ctrl K is not lost while that piece is on its way.
import { Dialog as Base } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Settings } from '../../shared/contract/settings.ts'
import { Kbd } from '../ui/kbd.tsx'
import { useOpener } from '../ui/opener.ts'
import { useAppState } from './state.ts'

export const loadPalette = () => import('./palette.tsx')
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })))

/** Before the next key comes. */
function focusAtOnce(input: HTMLInputElement | null): void {
  input?.focus()
}

export function PaletteBox({ settings }: { readonly settings: Settings }) {
  const { close } = useAppState()
  const opener = useOpener()
  const [text, setText] = useState('')
  return (
    <Base.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) close()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Viewport className="dialog-viewport">
          <Base.Popup className="dialog palette" aria-label="Search or jump to" finalFocus={opener}>
            <Suspense
              fallback={
                <div className="palette-input">
                  <Search size={16} aria-hidden />
                  <input
                    ref={focusAtOnce}
                    aria-label="Search or jump to"
                    value={text}
                    onChange={(event) => setText(event.target.value)}
                  />
                  <Kbd keys="Esc" isHidden />
                </div>
              }
            >
              <Palette settings={settings} text={text} onText={setText} />
            </Suspense>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
