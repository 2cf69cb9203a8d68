import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const FIELDS = {
  first_name: 'Ada',
  last_name: 'Field',
  email: 'ada@example.com',
  phone: { e164: '+16025550142' },
  address: '12 Palm St',
  city: 'Phoenix',
  state: 'AZ',
  zip_code: '85001',
}

describe('Formstack', () => {
  it('reads the JSON post', () => {
    const draft = readPayload({
      FormID: '23534',
      UniqueID: '900000142',
      HandshakeKey: 'the-webhooks-password',
      Name: { first: 'Ada', last: 'Field' },
      Email: 'ada@example.com',
      Phone: '602-555-0142',
      Address: { address: '12 Palm St', city: 'Phoenix', state: 'AZ', zip: '85001' },
      'Which services?': ['Panels', 'Battery'],
    })
    expect(draft).toMatchObject({
      sender: 'formstack',
      fields: FIELDS,
      externalId: '900000142',
      answers: [{ question: 'Which services?', answer: 'Panels, Battery' }],
      extra: { FormID: '23534' },
    })
    expect(JSON.stringify(draft)).not.toContain('password')
  })

  it('reads field types, and lines of parts in the form post', () => {
    const typed = readPayload({
      FormID: '23534',
      UniqueID: '1',
      'Who are you?': { first: 'Ada', last: 'Field', field_type: 'name' },
      Email: { value: 'ada@example.com', field_type: 'email' },
      'Where can we call?': { value: '602-555-0142', field_type: 'phone' },
      Address: { address: '12 Palm St', city: 'Phoenix', state: 'AZ', zip: '85001', field_type: 'address' },
    })
    expect(typed.fields).toMatchObject(FIELDS)
    const form = readPayload({
      FormID: '23534',
      UniqueID: '1',
      Name: 'first = Ada\nlast = Field',
      Email: 'ada@example.com',
      Phone: '602-555-0142',
      Address: 'address = 12 Palm St\ncity = Phoenix\nstate = AZ\nzip = 85001',
    })
    expect(form.fields).toMatchObject(FIELDS)
  })
})
