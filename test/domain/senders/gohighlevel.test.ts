import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

describe('GoHighLevel', () => {
  it('reads a workflow’s webhook, and never takes the agency’s office for the lead’s home', () => {
    const draft = readPayload({
      'What is your roof age?': '12',
      'Do you own your home?': 'Yes',
      contact_id: 'cNt142',
      first_name: 'Ada',
      last_name: 'Field',
      full_name: 'Ada Field',
      email: 'ada@example.com',
      phone: '+16025550142',
      tags: 'solar',
      country: 'US',
      postal_code: '85001',
      date_created: '2020-01-01T00:00:00.000Z',
      contact_source: 'Landing page',
      full_address: '12 Palm St, Phoenix AZ 85001',
      contact_type: 'lead',
      location: {
        name: 'Agency',
        address: '1 Agency Rd',
        city: 'Reno',
        state: 'NV',
        postalCode: '89501',
        id: 'loc1',
      },
      workflow: { id: 'w1', name: 'Send lead' },
      triggerData: {},
      contact: {
        attributionSource: {
          sessionSource: 'Paid Search',
          medium: 'cpc',
          utmSource: 'google',
          url: 'https://www.example.com/s',
        },
      },
      customData: { campaign: 'autumn', lead_price: '$35' },
    })
    expect(draft).toMatchObject({
      sender: 'gohighlevel',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        phone: { e164: '+16025550142' },
        zip_code: '85001',
        address: '12 Palm St, Phoenix AZ 85001',
        source: 'Landing page',
        utm_source: 'google',
        utm_medium: 'cpc',
        landing_page_url: 'https://www.example.com/s',
        campaign_id: 'autumn',
        roof_age: 12,
      },
      priceCents: 3500,
      answers: [{ question: 'Do you own your home?', answer: 'Yes' }],
      extra: { contact_id: 'cNt142', tags: 'solar', date_created: '2020-01-01T00:00:00.000Z' },
      externalId: null,
      held: null,
    })
    expect(draft.fields).not.toHaveProperty('city')
    expect(draft.fields).not.toHaveProperty('created_at')
  })

  it('reads ContactCreate and holds other events and bare ids', () => {
    const contact = {
      locationId: 'loc1',
      id: 'c1',
      firstName: 'Ada',
      lastName: 'Field',
      phone: '+16025550142',
    }
    expect(readPayload({ type: 'ContactCreate', ...contact })).toMatchObject({
      sender: 'gohighlevel',
      fields: { first_name: 'Ada', last_name: 'Field' },
      held: null,
    })
    expect(readPayload({ type: 'ContactUpdate', ...contact }).held).toMatch(/ContactUpdate/)
    expect(readPayload({ contact_id: 'c1' }).held).toMatch(/ids only/)
  })
})
