// The time of the writer. Order is by (created_at, id), so it never runs backwards, even when the computer's clock is set back.

export type Clock = { nowMs(): number; now(): string }

export function monotonicClock(source: () => number = Date.now): Clock {
  let last = 0
  let lastText = ''
  const nowMs = () => {
    last = Math.max(last, source())
    return last
  }
  let lastShown = -1
  return {
    nowMs,
    now: () => {
      const ms = nowMs()
      if (ms !== lastShown) {
        lastShown = ms
        lastText = new Date(ms).toISOString()
      }
      return lastText
    },
  }
}
