import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const PERSON = {
  first_name: 'Ada',
  last_name: 'Field',
  phone: { e164: '+16025550142', extension: null },
  email: 'ada@example.com',
}

describe('Meta lead ads', () => {
  it('reads the lead object of the Graph API', () => {
    const draft = readPayload({
      id: '1234567890123456',
      created_time: '2026-11-22T15:04:05+0000',
      ad_id: '120200000000000001',
      form_id: '9000000000000001',
      campaign_id: '120200000000000009',
      is_organic: false,
      platform: 'fb',
      field_data: [
        { name: 'full_name', values: ['Ada Field'] },
        { name: 'phone_number', values: ['+16025550142'] },
        { name: 'email', values: ['ada@example.com'] },
        { name: 'what_is_your_roof_age?', values: ['12 years'] },
        { name: 'which_days_suit_you?', values: ['Monday', 'Friday'] },
      ],
    })
    expect(draft).toMatchObject({
      sender: 'meta',
      fields: {
        ...PERSON,
        created_at: '2026-11-22T15:04:05.000Z',
        campaign_id: '120200000000000009',
        roof_age: 12,
      },
      externalId: '1234567890123456',
      answers: [{ question: 'which days suit you?', answer: 'Monday, Friday' }],
      extra: { ad_id: '120200000000000001', is_organic: false, platform: 'fb' },
    })
  })

  it('reads what Zapier makes of it, without the raw twins', () => {
    const draft = readPayload({
      id: '1234567890123456',
      created_time: '1763827445',
      ad_name: 'Solar autumn',
      form_id: '9000000000000001',
      adset_id: '77',
      page_name: 'Example Solar',
      full_name: 'Ada Field',
      phone_number: '+16025550142',
      email: 'ada@example.com',
      raw__full_name: 'Ada Field',
      raw__phone_number: '+16025550142',
      raw__zip_code: '85001',
      raw__do_you_own_your_home: 'yes',
    })
    expect(draft.sender).toBe('meta')
    expect(draft.fields).toMatchObject({
      ...PERSON,
      zip_code: '85001',
      created_at: '2025-11-22T16:04:05.000Z',
    })
    expect(draft.answers).toEqual([{ question: 'do you own your home', answer: 'yes' }])
    expect(Object.keys(draft.extra).sort()).toEqual(['ad_name', 'adset_id', 'form_id', 'page_name'])
  })

  it('reads what Make makes of it', () => {
    const draft = readPayload({
      leadgen_id: '1234567890123456',
      form_id: '9000000000000001',
      data: {
        full_name: 'Ada Field',
        phone_number: '+16025550142',
        email: 'ada@example.com',
        when_to_call: 'Evening',
      },
    })
    expect(draft).toMatchObject({
      sender: 'meta',
      fields: PERSON,
      externalId: '1234567890123456',
      answers: [{ question: 'when to call', answer: 'Evening' }],
    })
  })

  it('holds Meta’s own webhook, which carries ids only', () => {
    const draft = readPayload({
      object: 'page',
      entry: [
        {
          id: '153125381133',
          time: 1_763_827_445,
          changes: [
            {
              field: 'leadgen',
              value: { leadgen_id: '1234567890123456', form_id: '9', page_id: '153', created_time: 1 },
            },
          ],
        },
      ],
    })
    expect(draft.held).toContain('1234567890123456')
    expect(draft).toMatchObject({ sender: 'meta', problems: [], externalId: '1234567890123456' })
  })

  it('holds the test lead with its dummy answers', () => {
    const draft = readPayload({
      id: '1',
      field_data: [
        { name: 'full_name', values: ['<test lead: dummy data for full_name>'] },
        { name: 'phone_number', values: ['<test lead: dummy data for phone_number>'] },
      ],
    })
    expect(draft).toMatchObject({ isTest: true, problems: [] })
    expect(draft.held).toMatch(/test lead/)
  })
})
