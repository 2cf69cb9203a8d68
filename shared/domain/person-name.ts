// One text with a whole name in it, taken apart. No rule is right for every name; these keep every word (titles aside) and err towards
// leaving the name as it was said: a single word is a first name, middle names stay with the first, particles open the last name.

import { foldText } from './fold.ts'

export type PersonName = { readonly firstName: string; readonly lastName: string }

const TITLES = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'madam', 'rev', 'hon'])
const SUFFIXES = new Set(
  'jr,sr,ii,iii,iv,v,phd,md,do,esq,esquire,dds,dmd,rn,cpa,mba,dvm,od,pe,ret,jd'.split(','),
)
const PARTICLES = new Set(
  'van,von,der,den,de,del,della,dei,di,da,das,do,dos,du,la,le,los,las,ter,ten,zu,zum,zur,af,av,bin,binti,ibn,bint,al,el,y,e,st,saint,san,santa,mac,mc'.split(
    ',',
  ),
)
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々\s]+$/u

/** "Maria de la Cruz" -> Maria / de la Cruz; "Smith, John Jr." -> John / Smith Jr.; "Cher" -> Cher / "". Both may be empty. */
export function splitName(full: string): PersonName {
  const text = full.replace(/\s+/g, ' ').trim()
  // Longer than any name: a text in the wrong field is not taken apart.
  if (text.length > 300) return { firstName: text, lastName: '' }
  const commas = atCommas(text)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (commas.length > 1) return splitAtComma(commas)
  return splitWords(wordsOf(commas[0] ?? ''))
}

/** Taken apart at its commas; one between quotation marks or in parentheses belongs to what stands there. */
function atCommas(text: string): string[] {
  const hasPairs = text.split('"').length % 2 === 1
  const parts = ['']
  let isQuoted = false
  let depth = 0
  for (const letter of text) {
    if (letter === '"' && hasPairs) isQuoted = !isQuoted
    else if (letter === '(') depth++
    else if (letter === ')') depth = Math.max(0, depth - 1)
    if (letter === ',' && !isQuoted && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts
}

function splitAtComma(parts: readonly string[]): PersonName {
  const [head = '', ...rest] = parts
  const suffixes = rest.filter((part) => wordsOf(part).every(isSuffix))
  const others = rest.filter((part) => !suffixes.includes(part))
  if (others.length === 0) {
    const name = splitWords(wordsOf(head))
    return name.lastName === '' ? name : { ...name, lastName: join([name.lastName, ...suffixes]) }
  }
  const given = withoutTitles(wordsOf(others.join(' ')))
  const kept = given.filter((word, at) => at === 0 || !isSuffix(word))
  const trailing = given.filter((word, at) => at > 0 && isSuffix(word))
  return { firstName: join(kept), lastName: join([head, ...suffixes, ...trailing]) }
}

function splitWords(all: readonly string[]): PersonName {
  const words = withoutTitles(all)
  const [first = ''] = words
  if (words.length < 2) return { firstName: first, lastName: '' }
  // Chinese, Japanese and Korean names put the family first.
  if (EAST_ASIAN.test(words.join(''))) return { firstName: join(words.slice(1)), lastName: first }
  let end = words.length
  while (end > 2 && isSuffix(words[end - 1] ?? '')) end--
  if (end === 2 && words.length === 2 && isCertainSuffix(words[1] ?? ''))
    return { firstName: join(words), lastName: '' }
  let start = end - 1
  for (let at = 1; at < end - 1; at++) {
    if (isParticle(words[at] ?? '')) {
      start = at
      break
    }
  }
  return { firstName: join(words.slice(0, start)), lastName: join(words.slice(start)) }
}

function withoutTitles(words: readonly string[]): readonly string[] {
  let at = 0
  while (at < words.length - 1 && TITLES.has(bare(words[at] ?? ''))) at++
  return at === 0 ? words : words.slice(at)
}

function isSuffix(word: string): boolean {
  return SUFFIXES.has(bare(word))
}

/** "Do" and "V" are also family names; these are not. */
function isCertainSuffix(word: string): boolean {
  return ['jr', 'sr', 'ii', 'iii', 'iv'].includes(bare(word))
}

/** A particle is written small, or is one of the few that are written large too ("De La Cruz", "Van Dyke"), never an initial ("E."). */
function isParticle(word: string): boolean {
  if (!PARTICLES.has(bare(word))) return false
  return word.length > 1 ? !/^[a-z]\.$/i.test(word) : word === word.toLowerCase()
}

function bare(word: string): string {
  return foldText(word).replaceAll('.', '')
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

function join(words: readonly string[]): string {
  return words.join(' ')
}
