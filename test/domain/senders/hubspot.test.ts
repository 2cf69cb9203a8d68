import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const FIELDS = {
  first_name: 'Ada',
  last_name: 'Field',
  phone: { e164: '+16025550142', extension: null },
  zip_code: '85001',
}

describe('HubSpot', () => {
  it('reads a workflow’s contact with its property objects', () => {
    const draft = readPayload({
      vid: 142,
      'canonical-vid': 142,
      'portal-id': 1000,
      'is-contact': true,
      properties: {
        firstname: { value: 'Ada', versions: [{ value: 'Ada', timestamp: 1 }] },
        lastname: { value: 'Field' },
        phone: { value: '+1 602-555-0142' },
        zip: { value: '85001' },
        createdate: { value: '1500000000000' },
        hs_lead_status: { value: 'NEW' },
        roof_material: { value: 'Tile' },
      },
      'form-submissions': [{ 'page-url': 'https://www.example.com/solar', 'conversion-id': 'c1' }],
    })
    expect(draft).toMatchObject({
      sender: 'hubspot',
      fields: { ...FIELDS, landing_page_url: 'https://www.example.com/solar' },
      extra: { roof_material: 'Tile', hs_lead_status: 'NEW', vid: 142 },
    })
    // The contact's own age is not the lead's, and its id is no id of a submission.
    expect(draft.fields).not.toHaveProperty('created_at')
    expect(draft.externalId).toBeNull()
  })

  it('reads plain properties', () => {
    const draft = readPayload({
      objectId: 142,
      properties: { firstname: 'Ada', lastname: 'Field', phone: '6025550142', zip: '85001' },
    })
    expect(draft).toMatchObject({ sender: 'hubspot', fields: FIELDS })
  })

  it('holds lists of changes', () => {
    const change = {
      eventId: 1,
      subscriptionId: 2,
      portalId: 3,
      subscriptionType: 'contact.creation',
      objectId: 142,
    }
    for (const payload of [[change, change], [change], change]) {
      const draft = readPayload(payload)
      expect(draft).toMatchObject({ sender: 'hubspot', problems: [] })
      expect(draft.held).toMatch(/ids only/)
    }
  })
})
