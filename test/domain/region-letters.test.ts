import { describe, expect, it } from 'vitest'
import { regionLetters, stateNamedIn } from '../../shared/domain/payload/places.ts'

describe('the region in a webhook id', () => {
  it.each([
    ['Florida', 'fl'],
    ['florida ', 'fl'],
    ['FL', 'fl'],
    ['Calif', 'ca'],
    ['cal', 'cal'],
    ['New Mexico', 'nm'],
    ['USA', 'us'],
    ['us', 'us'],
    ['Ontario', 'ont'],
    ['12', ''],
    ['', ''],
  ])('%j is %j', (text, letters) => {
    expect(regionLetters(text)).toBe(letters)
  })

  it.each([
    ['Solar, California', 'ca'],
    ['West Virginia HVAC', 'wv'],
    ['Virginia HVAC', 'va'],
    ['Maine road', 'me'],
    ['Mainely solar', null],
    ['', null],
  ])('a name like %j speaks of %j', (name, state) => {
    expect(stateNamedIn(name)).toBe(state)
  })
})
