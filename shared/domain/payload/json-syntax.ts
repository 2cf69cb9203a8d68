// Where a JSON text goes wrong, in words a person can act on. Engines tell it in their own ways, some without a place, so the text is
// walked once more here; this runs only for texts that JSON.parse refused.

type Fault = { readonly at: number; readonly expected: string }

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const WORD = /true|false|null/y
const BLANK = /[ \t\n\r]*/y

/** One sentence with line and column (from 1) of the first mistake. */
export function findSyntaxError(text: string): string {
  if (text.trim() === '') return 'The body is empty; send the lead as a JSON object.'
  const fault = findFault(text)
  if (fault === null) return 'The body is not valid JSON.'
  const before = text.slice(0, fault.at)
  const line = before.split('\n').length
  const column = fault.at - before.lastIndexOf('\n')
  if (fault.at >= text.length) {
    return `The JSON breaks off at line ${line}, column ${column}, where ${fault.expected} should follow.`
  }
  const near = JSON.stringify(text.slice(fault.at, fault.at + 12)).slice(1, -1)
  return `The JSON is not valid at line ${line}, column ${column}, near “${near}”: expected ${fault.expected}.`
}

function findFault(text: string): Fault | null {
  let at = 0

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) return false
    at += found[0].length
    return true
  }
  const blank = () => skip(BLANK)
  const take = (mark: string): boolean => {
    if (text[at] !== mark) return false
    at++
    return true
  }

  // Walked by hand: a pattern for a whole string takes exponential time when its end is missing.
  const string = (): Fault | null => {
    for (at++; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 34) {
        at++
        return null
      }
      if (code < 32) return { at, expected: 'a closed string' }
      if (code === 92) {
        if (!skip(ESCAPE)) return { at, expected: 'an escape that JSON knows' }
        at--
      }
    }
    return { at: text.length, expected: 'a closed string' }
  }
  const value = (): Fault | null => {
    blank()
    const first = text[at]
    if (first === '{') return list('}', member)
    if (first === '[') return list(']', value)
    if (first === '"') return string()
    return skip(WORD) || skip(NUMBER) ? null : { at, expected: 'a value' }
  }
  const member = (): Fault | null => {
    if (text[at] !== '"') return { at, expected: 'a key in double quotes' }
    const fault = string()
    if (fault !== null) return fault
    blank()
    return take(':') ? value() : { at, expected: '“:”' }
  }
  const list = (close: string, item: () => Fault | null): Fault | null => {
    at++
    blank()
    if (take(close)) return null
    for (;;) {
      blank()
      const fault = item()
      if (fault !== null) return fault
      blank()
      if (take(close)) return null
      if (!take(',')) return { at, expected: `“,” or “${close}”` }
    }
  }

  const fault = value()
  if (fault !== null) return fault
  blank()
  return at < text.length ? { at, expected: 'the end' } : null
}
