import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fitBounds, readPlacement, writePlacement } from '../../electron/shell/bounds.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const beside = { x: 1440, y: 0, width: 1920, height: 1080 }

test('a window comes back where it was, on whichever display', () => {
  const here = { x: 100, y: 100, width: 1000, height: 700 }
  expect(fitBounds(here, [laptop])).toEqual(here)
  const there = { x: 1500, y: 50, width: 1200, height: 800 }
  expect(fitBounds(there, [laptop, beside])).toEqual(there)
})

test('a display that is gone does not keep the window', () => {
  expect(fitBounds({ x: 1500, y: 50, width: 1200, height: 800 }, [laptop])).toEqual({
    width: 1280,
    height: 800,
  })
  expect(fitBounds({ x: 0, y: -400, width: 1000, height: 700 }, [laptop])).not.toHaveProperty('x')
  expect(fitBounds({ x: 1400, y: 50, width: 1000, height: 700 }, [laptop])).not.toHaveProperty('x')
})

test('a size is cut to the display, and never below the smallest', () => {
  expect(fitBounds({ x: 0, y: 25, width: 3000, height: 2000 }, [laptop])).toMatchObject({
    width: 1440,
    height: 875,
  })
  expect(fitBounds({ x: 0, y: 25, width: 200, height: 10 }, [laptop])).toMatchObject({
    width: 900,
    height: 600,
  })
  expect(fitBounds(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
    width: 1024,
    height: 700,
  })
  expect(fitBounds(undefined, [])).toEqual({ width: 1280, height: 800 })
})

test('what is kept is read back; nonsense is not', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'convio-bounds-'))
  const file = path.join(folder, 'window.json')
  const placement = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, isMaximized: true }
  writePlacement(file, placement)
  expect(readPlacement(file)).toEqual(placement)
  for (const text of [
    '',
    '{',
    'null',
    '{"bounds":null}',
    '{"bounds":{"x":"1","y":2,"width":3,"height":4}}',
    '[]',
  ]) {
    writeFileSync(file, text)
    expect(readPlacement(file)).toBeUndefined()
  }
  rmSync(folder, { recursive: true })
  expect(readPlacement(file)).toBeUndefined()
  expect(() => writePlacement(file, placement)).not.toThrow()
})
