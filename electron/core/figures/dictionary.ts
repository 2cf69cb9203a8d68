// Texts as small numbers, in the order in which they were first seen. 0 stands for nothing.

export type Dictionary = {
  /** The code of a value, a new one where it has none. */
  codeOf(value: string | null): number
  find(value: string | null): number | undefined
  valueOf(code: number): string | null
  /** One more than the highest code. */
  readonly size: number
}

export function createDictionary(): Dictionary {
  const codes = new Map<string, number>()
  const values: (string | null)[] = [null]
  return {
    codeOf: (value) => {
      if (value === null) return 0
      let code = codes.get(value)
      if (code === undefined) {
        code = values.length
        // Cut from a row it may be a part of a much longer text; kept, it should be its own.
        values.push(value)
        codes.set(value, code)
      }
      return code
    },
    find: (value) => (value === null ? 0 : codes.get(value)),
    valueOf: (code) => values[code] ?? null,
    get size() {
      return values.length
    },
  }
}
