import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitName } from '../../shared/domain/person-name.ts'

describe('splitName', () => {
  it.each([
    ['Ada Field', 'Ada', 'Field'],
    ['  Ada   Field ', 'Ada', 'Field'],
    ['Cher', 'Cher', ''],
    ['', '', ''],
    [',', '', ''],
    ['Field, Ada', 'Ada', 'Field'],
    ['Field, Ada Q., MD', 'Ada Q.', 'Field MD'],
    ['Field, Jr., John', 'John', 'Field Jr.'],
    ['John Field, Jr.', 'John', 'Field Jr.'],
    ['John Field III', 'John', 'Field III'],
    ['John Jr.', 'John Jr.', ''],
    ['Mary Jane Field', 'Mary Jane', 'Field'],
    ['Anna E. Lee', 'Anna E.', 'Lee'],
    ['Dr. Ada Field', 'Ada', 'Field'],
    ['Mr. Field', 'Field', ''],
    ['Ludwig van der Berg', 'Ludwig', 'van der Berg'],
    ['van der Berg, Ludwig', 'Ludwig', 'van der Berg'],
    ['Van Field', 'Van', 'Field'],
    ['Mary Van Dyke', 'Mary', 'Van Dyke'],
    ['Juan Carlos de la Vega', 'Juan Carlos', 'de la Vega'],
    ['Kim Do', 'Kim', 'Do'],
    ['José Ñandú', 'José', 'Ñandú'],
    ['山田 太郎', '太郎', '山田'],
    ['Ada & Bob Field', 'Ada & Bob', 'Field'],
    ['=HYPERLINK("http://x","y") Smith', '=HYPERLINK("http://x","y")', 'Smith'],
    ['Ada (née Lee, Oslo) Field', 'Ada (née Lee, Oslo)', 'Field'],
    ['Field, Ada "Adi"', 'Ada "Adi"', 'Field'],
  ])('%j -> %j / %j', (full, firstName, lastName) => {
    expect(splitName(full)).toEqual({ firstName, lastName })
  })

  it('loses no word of a plain name', () => {
    const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const { firstName, lastName } = splitName(words.join(' '))
        const kept = `${firstName} ${lastName}`.trim().split(' ')
        expect(kept.length).toBeGreaterThan(0)
        // Only titles in front are let go.
        expect(words.join(' ').endsWith(kept.join(' '))).toBe(true)
      }),
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof splitName(text).firstName === 'string'),
    )
  })
})
