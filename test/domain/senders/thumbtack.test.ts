import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const REQUEST = {
  requestID: '500000000000000142',
  category: { categoryID: '24', name: 'Solar Panel Installation' },
  description: 'South roof, no shade',
  schedule: 'Within two weeks',
  location: { address1: '12 Palm St', address2: 'Unit 4', city: 'Phoenix', state: 'AZ', zipCode: '85001' },
  details: [
    { question: 'Roof age', answer: '12 years' },
    { question: 'Number of floors', answer: 'Two' },
  ],
  travelPreferences: ['ProviderTravelToCustomer'],
}
const FIELDS = {
  first_name: 'Ada',
  last_name: 'Field',
  phone: { e164: '+16025550142' },
  address: '12 Palm St, Unit 4',
  city: 'Phoenix',
  zip_code: '85001',
  product_type: 'Solar Panel Installation',
  notes: 'South roof, no shade',
  roof_age: 12,
}

describe('Thumbtack', () => {
  it('reads the event of a new negotiation', () => {
    const draft = readPayload({
      event: { eventType: 'NegotiationCreatedV4', triggeredAt: '2026-11-22T15:04:06Z', webhookID: '1' },
      data: {
        negotiationID: '590000000000000142',
        status: 'Open',
        chargeState: 'Created',
        createdAt: '2026-11-22T15:04:05Z',
        leadPrice: '$25.00',
        business: { businessID: '1', name: 'Example Solar' },
        customer: { customerID: '2', firstName: 'Ada', lastName: 'Field', phone: '6025550142' },
        request: REQUEST,
      },
    })
    expect(draft).toMatchObject({
      sender: 'thumbtack',
      fields: { ...FIELDS, created_at: '2026-11-22T15:04:05.000Z' },
      externalId: '590000000000000142',
      priceCents: 2500,
      answers: [
        { question: 'Number of floors', answer: 'Two' },
        { question: 'Schedule', answer: 'Within two weeks' },
      ],
      extra: { business: { name: 'Example Solar' }, travelPreferences: ['ProviderTravelToCustomer'] },
      held: null,
    })
  })

  it('reads the older flat lead', () => {
    const draft = readPayload({
      leadID: '300000000000000142',
      createTimestamp: '1763827445',
      leadPrice: '18.00',
      leadType: 'availability',
      customer: { customerID: '2', name: 'Ada Field', phone: '6025550142' },
      request: { ...REQUEST, category: 'Solar Panel Installation' },
      business: { businessID: '1', name: 'Example Solar' },
    })
    expect(draft).toMatchObject({
      sender: 'thumbtack',
      fields: { ...FIELDS, created_at: '2025-11-22T16:04:05.000Z' },
      externalId: '300000000000000142',
      priceCents: 1800,
    })
  })

  it('holds messages, reviews and updates', () => {
    for (const eventType of ['MessageCreatedV4', 'ReviewCreatedV4']) {
      const data = {
        negotiationID: '59',
        customer: { displayName: 'Ada F.', phone: '6025550142' },
        text: 'Hello',
      }
      expect(readPayload({ event: { eventType }, data }).held).toContain(eventType)
    }
    expect(readPayload({ leadID: '30', status: 'Hired' }).held).toMatch(/update/)
  })
})
