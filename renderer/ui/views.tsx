// The views of one screen in a row, each a link that says what is in it.
import type { ReactNode } from 'react'
import { showCount } from './format.ts'
import './views.css'

export function Views({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav className="views" aria-label={label}>
      {children}
    </nav>
  )
}

/** How the link of a view looks, and that it is the one that is shown. */
export function viewLook(isOn: boolean) {
  return {
    className: `view${isOn ? ' on' : ''}`,
    // The router's own mark would call every view the present page: they share the path.
    activeProps: NO_PROPS,
    'aria-current': isOn ? 'page' : undefined,
  } as const
}

const NO_PROPS = { 'aria-current': undefined }

/** Left out while it is not known. */
export function ViewCount({ count }: { readonly count: number | undefined }) {
  return count === undefined ? null : <span className="view-count">{showCount(count)}</span>
}
