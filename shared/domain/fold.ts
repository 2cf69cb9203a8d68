// One way to compare text that people and machines spell differently: names without accents, field names without case and separators.

/** Letters that Unicode does not take apart into a base letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
  ĸ: 'k',
  ſ: 's',
}
const WHOLE_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')
const ASCII_ONLY = /^[\x20-\x7e]*$/
const MARKS = /\p{M}+/gu
const SPACES = /\s+/g
const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{N}]+/gu
const NOT_DIGIT = /[^0-9]+/g

/** Lower case, no accents, single spaces: "  José  MÜLLER " -> "jose muller", "Łódź" -> "lodz". */
export function foldText(text: string): string {
  const plain = ASCII_ONLY.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(MARKS, '')
        .toLowerCase()
        // Lower casing can leave a mark of its own ("İ" becomes "i" with a dot above).
        .replace(MARKS, '')
        .replace(WHOLE_LETTERS, (letter) => LETTERS[letter] ?? letter)
  return plain.replace(SPACES, ' ').trim()
}

/** The form of a field name that ignores case and separators: "First Name", "firstName" and "first_name" -> "firstname". */
export function foldKey(name: string): string {
  let folded = ''
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at)
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) folded += name[at]
    else if (code >= 65 && code <= 90) folded += String.fromCharCode(code + 32)
    else if (code > 126) return foldText(name).replace(NOT_LETTER_OR_DIGIT, '')
  }
  return folded
}

/** The digits of a text, in order: "(602) 555-0142" -> "6025550142". Full-width digits count as digits. */
export function digitsOf(text: string): string {
  return (ASCII_ONLY.test(text) ? text : text.normalize('NFKC')).replace(NOT_DIGIT, '')
}
