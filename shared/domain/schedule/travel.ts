// How long it takes from one visit to the next: an estimate from the distance between the middles of two ZIP codes, and always called one. Streets are
// longer than the line of flight; the longer the way, the more of it is highway.

/** Degrees. */
export type Spot = { readonly latitude: number; readonly longitude: number }

const EARTH_MILES = 3_958.8
/** Streets over the line of flight. */
const DETOUR = 1.3
/** To the car, and to the door. */
const DOOR_MINUTES = 5
/** Up to so many miles of street at that many miles an hour; what is further is driven at the last speed. */
const SPEEDS = [
  { upToMiles: 5, mph: 25 },
  { upToMiles: 20, mph: 40 },
  { upToMiles: Number.POSITIVE_INFINITY, mph: 58 },
] as const

/** Along the line of flight. */
export function milesBetween(a: Spot, b: Spot): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const chord =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude)
  return 2 * EARTH_MILES * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Whole minutes, rounded up to five. */
export function travelMinutes(a: Spot, b: Spot): number {
  let left = milesBetween(a, b) * DETOUR
  let driven = 0
  let minutes = DOOR_MINUTES
  for (const { upToMiles, mph } of SPEEDS) {
    const stretch = Math.min(left, upToMiles - driven)
    minutes += (stretch / mph) * 60
    left -= stretch
    driven += stretch
    if (left <= 0) break
  }
  return Math.ceil(minutes / 5) * 5
}

/** "45 min", "1 h 30 min", "2 h". */
export function showMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ')
}
