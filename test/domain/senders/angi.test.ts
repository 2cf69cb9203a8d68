import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

describe('Angi', () => {
  it('reads an Angi Leads (HomeAdvisor) post', () => {
    const draft = readPayload({
      name: 'Ada Field',
      firstName: 'Ada',
      lastName: 'Field',
      address: '12 Palm St',
      city: 'Phoenix',
      stateProvince: 'AZ',
      postalCode: '85001',
      primaryPhone: '6025550142',
      phoneExt: '77',
      secondaryPhone: '4805550100',
      email: 'ada@example.com',
      srOid: 142000001,
      leadOid: 142000002,
      fee: 47.5,
      taskName: 'Install Solar Panels',
      comments: 'Call after five',
      matchType: 'market',
      crmKey: 'the-partners-key',
      interview: [
        { question: 'What is the age of roof?', answer: '12 years' },
        { question: 'Is this location a historical structure?', answer: 'No' },
      ],
    })
    expect(draft).toMatchObject({
      sender: 'angi',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        phone: { e164: '+16025550142', extension: '77' },
        state: 'AZ',
        zip_code: '85001',
        product_type: 'Install Solar Panels',
        notes: 'Call after five',
        roof_age: 12,
      },
      externalId: '142000002',
      priceCents: 4750,
      answers: [{ question: 'Is this location a historical structure?', answer: 'No' }],
      extra: { secondaryPhone: '4805550100', srOid: 142000001, matchType: 'market' },
    })
    expect(JSON.stringify(draft)).not.toContain('the-partners-key')
  })

  it('reads an Angi Ads post', () => {
    const draft = readPayload({
      FirstName: 'Ada',
      LastName: 'Field',
      PhoneNumber: '6025550142',
      PostalAddress: {
        AddressFirstLine: '12 Palm St',
        AddressSecondLine: '',
        City: 'Phoenix',
        State: 'AZ',
        PostalCode: '85001',
      },
      Email: 'ada@example.com',
      Source: 'Angie’s List Quote Request',
      Description: 'Furnace is loud',
      Category: 'Heating & Air Conditioning/HVAC',
      Urgency: 'Within 1 week',
      CorrelationId: '8f0e4d1c-0000-4000-8000-000000000142',
      ALAccountId: '123456',
    })
    expect(draft).toMatchObject({
      sender: 'angi',
      fields: { address: '12 Palm St', city: 'Phoenix', urgency: 'within-week', notes: 'Furnace is loud' },
      externalId: '8f0e4d1c-0000-4000-8000-000000000142',
      issues: [],
    })
  })
})
