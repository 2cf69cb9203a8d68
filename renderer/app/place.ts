// The same place after a restart or a crash: the last address (screen, filters, open record, workspace) is kept and gone back to.
const KEY = 'convio-place'

/** Before the router reads the address: a start without one takes up the last one. */
export function returnToLastPlace(): void {
  if (window.location.hash.length > 2) return
  try {
    const place = localStorage.getItem(KEY)
    if (place?.startsWith('/')) history.replaceState(null, '', `#${place}`)
  } catch {
    // No storage: the list of leads it is.
  }
}

export function keepPlace(place: string): void {
  try {
    localStorage.setItem(KEY, place)
  } catch {
    // The next start begins at the list of leads.
  }
}
