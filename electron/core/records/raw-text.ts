// The bytes of a delivery as text that a person can read: whatever they are, nothing of them is a control character.
import { isUtf8 } from 'node:buffer'

const SHOWN_BYTES = 64 * 1024
/** Control characters other than tab and line ends; they are shown by their code. */
const isControl = (code: number) => (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127

export function rawTextOf(
  body: Buffer,
  most = SHOWN_BYTES,
): { readonly text: string; readonly isCut: boolean } {
  const shown = body.length > most ? wholeCharacters(body.subarray(0, most)) : body
  const text = isUtf8(shown) ? shown.toString('utf8') : escapeBytes(shown)
  const escaped = Array.from(text, (one) => (isControl(one.charCodeAt(0)) ? byCode(one) : one)).join('')
  return { text: escaped, isCut: body.length > most }
}

function byCode(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** A cut in the middle of a character would make good text look broken. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let less = 0; less < 4 && less < bytes.length; less++) {
    const shorter = bytes.subarray(0, bytes.length - less)
    if (isUtf8(shorter)) return shorter
  }
  return bytes
}

/** Bytes that are no text: printable ASCII as it is, the rest by its code. */
function escapeBytes(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\u0080-\u00ff]/g, byCode)
}
