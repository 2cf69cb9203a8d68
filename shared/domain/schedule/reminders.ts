// When a reminder may be told, and what is told of many at once.

/** Minutes since midnight on the agency's clock; over midnight where `from` is the later one. */
export type QuietHours = { readonly from: number; readonly to: number }

export function isQuiet({ from, to }: QuietHours, minute: number): boolean {
  if (from === to) return false
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/** What is told so much after it was due was missed: the laptop slept, the program was closed, or the hours were quiet. */
export const MISSED_AFTER_MS = 5 * 60_000
/** Longer ago it is no longer told. */
export const CATCH_UP_MS = 7 * 86_400_000
