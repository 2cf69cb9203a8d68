import type { Period } from '../../../shared/contract/analytics.ts'
import { showDay } from '../../../shared/domain/schedule/period.ts'

/** "Nov 27, 2026", "Nov 1 – 27, 2026", "Aug 30 – Nov 27, 2026", "Nov 30, 2025 – Nov 27, 2026". */
export function showPeriod({ from, to }: Period): string {
  const year = { month: 'short', day: 'numeric', year: 'numeric' } as const
  if (from === to) return showDay(from, year)
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${showDay(from, year)} – ${showDay(to, year)}`
  const first = showDay(from, { month: 'short', day: 'numeric' })
  const last =
    from.slice(0, 7) === to.slice(0, 7)
      ? String(Number(to.slice(8)))
      : showDay(to, { month: 'short', day: 'numeric' })
  return `${first} – ${last}, ${to.slice(0, 4)}`
}
