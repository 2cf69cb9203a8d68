/** A shortcut as keys: `Ctrl K`, `G L`. `isHidden` keeps it from a screen reader where the control already has its name. */
export function Kbd({ keys, isHidden }: { readonly keys: string; readonly isHidden?: boolean }) {
  return (
    <kbd className="kbd" aria-hidden={isHidden || undefined}>
      {keys}
    </kbd>
  )
}
