import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { keysOf, SHORTCUT_GROUPS, SHORTCUTS, type ShortcutId, showKeys } from './shortcuts.ts'

export function ShortcutsHelp({
  hasSingleKeys,
  onClose,
}: {
  readonly hasSingleKeys: boolean
  readonly onClose: () => void
}) {
  const all = Object.entries(SHORTCUTS) as [ShortcutId, (typeof SHORTCUTS)[ShortcutId]][]
  return (
    <Dialog isOpen onClose={onClose} title="Keyboard shortcuts" size="large">
      {!hasSingleKeys && (
        <p className="field-hint">
          Single-key shortcuts are switched off in Settings; those with {showKeys('mod')}, and those inside a
          list, work.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className="shortcut-groups" tabIndex={0} aria-label="All shortcuts">
        {SHORTCUT_GROUPS.map((group) => (
          <section key={group} className="shortcut-group">
            <h3>{group}</h3>
            {all
              .filter(([, shortcut]) => shortcut.group === group)
              .map(([id, shortcut]) => (
                <div key={id} className="shortcut">
                  <span>{shortcut.label}</span>
                  <Kbd keys={keysOf(id)} />
                </div>
              ))}
          </section>
        ))}
      </section>
    </Dialog>
  )
}
