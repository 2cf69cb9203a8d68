// Rate limits: so many requests per window, counted on a monotonic clock. The window of a key begins with its first request.
// The RateLimit header fields and Retry-After come from the same numbers, so they agree.

export type LimitState = {
  readonly isAllowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Seconds until the window ends. */
  readonly resetS: number
}

export type RateLimiter = {
  take(key: string, limit: number, windowS: number): LimitState
}

/** More keys than this at once (addresses, mostly) is an attack: ended windows are swept, and then the oldest ones. */
const MOST_KEYS = 20_000

export function createRateLimiter(nowMs: () => number = () => performance.now()): RateLimiter {
  const windows = new Map<string, { startMs: number; windowS: number; count: number }>()
  const sweep = (now: number) => {
    for (const [key, window] of windows)
      if (now - window.startMs >= window.windowS * 1000) windows.delete(key)
    for (const key of windows.keys()) {
      if (windows.size < MOST_KEYS) break
      windows.delete(key)
    }
  }
  return {
    take: (key, limit, windowS) => {
      const now = nowMs()
      let window = windows.get(key)
      if (window === undefined || window.windowS !== windowS || now - window.startMs >= windowS * 1000) {
        if (windows.size >= MOST_KEYS) sweep(now)
        window = { startMs: now, windowS, count: 0 }
        windows.set(key, window)
      }
      const isAllowed = window.count < limit
      if (isAllowed) window.count++
      return {
        isAllowed,
        limit,
        remaining: Math.max(0, limit - window.count),
        resetS: Math.max(1, Math.ceil((window.startMs + windowS * 1000 - now) / 1000)),
      }
    },
  }
}
