import { describe, expect, it } from 'vitest'
import { type FieldMapping, readPayload, validateMapping } from '../../shared/domain/payload/read.ts'

const PAYLOAD = {
  data: { person: { mobile: '602-555-0142', mail: 'ada@example.com' }, 'odd.key': 'Tile' },
  answers: [{ text: 'no' }, { text: 'no' }, { text: '$180' }],
  'Wie hoch?': '12',
  phone: 'n/a',
  raw: '{"inner":{"zip":"85001"}}',
}

describe('a webhook’s mapping', () => {
  it.each<[FieldMapping, object]>([
    [{ phone: 'data.person.mobile' }, { phone: { e164: '+16025550142' } }],
    [{ email: 'data["person"].mail' }, { email: 'ada@example.com' }],
    [{ monthly_electric_bill: 'answers[2].text' }, { monthly_electric_bill: 18_000 }],
    [{ notes: 'data.odd.key' }, { notes: 'Tile' }],
    [{ zip_code: 'raw.inner.zip' }, { zip_code: '85001' }],
    [{ roof_age: 'Wie hoch?' }, { roof_age: 12 }],
    [{ roof_age: 'wie_hoch' }, { roof_age: 12 }],
  ])('%j finds its value', (mapping, fields) => {
    expect(readPayload(PAYLOAD, { mapping }).fields).toMatchObject(fields)
  })

  it('goes before the aliases, and gives way when it finds nothing', () => {
    const payload = { phone: '6025550142', other: '4805550100' }
    expect(readPayload(payload, { mapping: { phone: 'other' } })).toMatchObject({
      fields: { phone: { e164: '+14805550100' } },
      extra: { phone: '6025550142' },
    })
    expect(readPayload(payload, { mapping: { phone: 'nowhere.at[3]' } }).fields.phone?.e164).toBe(
      '+16025550142',
    )
  })

  it('names a sender’s question', () => {
    const user_column_data = [
      { column_id: 'q1', column_name: 'Which number suits you?', string_value: '6025550142' },
    ]
    const draft = readPayload({ user_column_data }, { mapping: { phone: 'Which number suits you?' } })
    expect(draft).toMatchObject({ fields: { phone: { e164: '+16025550142' } }, answers: [] })
  })

  it('is checked in sentences', () => {
    expect(
      validateMapping({
        phone: 'data.person.mobile',
        full_name: 'a[0]["b"]',
        notes: 'Is it so?',
        email: '1.3',
      }),
    ).toEqual([])
    expect(validateMapping({ fone: 'x' })).toEqual([expect.stringMatching(/“fone” is not a field/)])
    expect(validateMapping({ phone: ' ' })).toEqual([expect.stringMatching(/say under which name/)])
    expect(validateMapping({ phone: 'data..x', email: 'a[', notes: '[x]' })).toHaveLength(3)
  })
})
