// Numbers to small numbers, a million of them in some twenty megabytes: what a file holds is remembered while it is read, and a Map of texts would cost
// ten times that.

/** 0 stands for an empty place; no phone and no hash is 0. */
const LEAST = 1 << 10

export type NumberIndex = {
  get(key: number): number | undefined
  /** The key must not be there yet. */
  add(key: number, value: number): void
}

export function openNumberIndex(): NumberIndex {
  let mask = LEAST - 1
  let keys = new Float64Array(LEAST)
  let values = new Uint32Array(LEAST)
  let size = 0
  /** Where the key stands, or the empty place where it would. */
  const placeOf = (key: number) => {
    let at = (Math.imul(key % 0x7fffffff, 0x9e3779b1) >>> 7) & mask
    while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
    return at
  }
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values]
    mask = keys.length * 2 - 1
    keys = new Float64Array(mask + 1)
    values = new Uint32Array(mask + 1)
    for (const [from, key] of oldKeys.entries()) {
      if (key === 0) continue
      const at = placeOf(key)
      keys[at] = key
      values[at] = oldValues[from] as number
    }
  }
  return {
    get: (key) => {
      const at = placeOf(key)
      return keys[at] === key ? values[at] : undefined
    },
    add: (key, value) => {
      if (size * 2 > mask) grow()
      const at = placeOf(key)
      keys[at] = key
      values[at] = value
      size++
    },
  }
}

/** 53 bits of a text, never 0: of a million texts two are alike once in twenty thousand files. */
export function numberOf(text: string): number {
  let [a, b] = [0x811c9dc5, 0x9747b28c]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x85ebca6b)
    b = Math.imul(b ^ code, 0xc2b2ae35)
    a ^= a >>> 13
    b ^= b >>> 15
  }
  return ((a >>> 0) & 0x1fffff) * 2 ** 32 + (b >>> 0) + 1
}
