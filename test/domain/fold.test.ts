import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOf, foldKey, foldText } from '../../shared/domain/fold.ts'

describe('foldText', () => {
  it.each([
    ['  José   MÜLLER ', 'jose muller'],
    ['Łódź', 'lodz'],
    ['Straße', 'strasse'],
    ['Ærøskøbing', 'aeroskobing'],
    ['Đorđe', 'dorde'],
    ['İstanbul', 'istanbul'],
    ['O’Brien', 'o’brien'],
    ['', ''],
  ])('%j -> %j', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => foldText(foldText(text)) === foldText(text)),
    )
  })
})

describe('foldKey', () => {
  it.each(['firstName', 'first_name', 'First Name', 'FIRST-NAME', 'first.name', ' firstname '])(
    '%j is firstname',
    (name) => {
      expect(foldKey(name)).toBe('firstname')
    },
  )

  it('keeps letters of other scripts apart from nothing', () => {
    expect(foldKey('Téléphone')).toBe('telephone')
    expect(foldKey('電話 番号')).toBe('電話番号')
    expect(foldKey('---')).toBe('')
  })
})

describe('digitsOf', () => {
  it('takes digits only', () => {
    expect(digitsOf('(602) 555-0142 x7')).toBe('60255501427')
    expect(digitsOf('６０２')).toBe('602')
    expect(digitsOf('none')).toBe('')
  })
})
