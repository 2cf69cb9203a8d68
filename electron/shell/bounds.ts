// Where the window was, kept in a small file. A display that was unplugged must not take the window with it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export type Bounds = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type Placement = { readonly bounds: Bounds; readonly isMaximized: boolean }

export const MIN_WIDTH = 900
export const MIN_HEIGHT = 600
const USUAL = { width: 1280, height: 800 }
/** So much of the title bar must be in reach. */
const IN_REACH = 100

/** The stored placement, if it makes sense at all. */
export function readPlacement(file: string): Placement | undefined {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8'))
    const { x, y, width, height } = bounds
    if (![x, y, width, height].every((value) => Number.isSafeInteger(value))) return undefined
    return { bounds: { x, y, width, height }, isMaximized: isMaximized === true }
  } catch {
    return undefined
  }
}

/** Never fails: where a window stood is not worth a message. */
export function writePlacement(file: string, placement: Placement): void {
  try {
    writeFileSync(`${file}.part`, JSON.stringify(placement))
    renameSync(`${file}.part`, file)
  } catch {
    // Then the next window opens at its usual place.
  }
}

/**
 * Bounds for a new window: the stored ones where a display still shows them, cut to its size, else the usual size (without a place).
 * @param workAreas of the displays that are there now, in the same unit (DIP)
 */
export function fitBounds(
  stored: Bounds | undefined,
  workAreas: readonly Bounds[],
): { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number } {
  const area = stored && workAreas.find((one) => isInReach(stored, one))
  if (!stored || !area) {
    const [first] = workAreas
    if (!first) return USUAL
    return { width: Math.min(USUAL.width, first.width), height: Math.min(USUAL.height, first.height) }
  }
  return {
    x: stored.x,
    y: stored.y,
    width: Math.max(MIN_WIDTH, Math.min(stored.width, area.width)),
    height: Math.max(MIN_HEIGHT, Math.min(stored.height, area.height)),
  }
}

function isInReach(window: Bounds, area: Bounds): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  return across >= IN_REACH && window.y >= area.y && window.y <= area.y + area.height - IN_REACH
}
