import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const ANSWERS = {
  first_name: ['Ada'],
  last_name: ['Field'],
  email: ['ada@example.com'],
  phone_number: ['602-555-0142'],
  zip_code: ['85001'],
  do_you_own_your_home: ['Yes'],
  rooms: ['Kitchen', 'Bath'],
  utm_source: ['google'],
  ip_address: ['203.0.113.7'],
  page_uuid: ['a2838d98-0000-4000-8000-000000000142'],
  page_name: ['Solar'],
  variant: ['b'],
  date_submitted: ['2026-11-22'],
  time_submitted: ['04:59 PM UTC'],
}
const EXPECTED = {
  sender: 'unbounce',
  fields: {
    first_name: 'Ada',
    last_name: 'Field',
    email: 'ada@example.com',
    phone: { e164: '+16025550142' },
    zip_code: '85001',
    utm_source: 'google',
    created_at: '2026-11-22T16:59:00.000Z',
  },
  answers: [
    { question: 'do you own your home', answer: 'Yes' },
    { question: 'rooms', answer: 'Kitchen, Bath' },
  ],
  extra: { variant: 'b', page_name: 'Solar' },
}

describe('Unbounce', () => {
  it('reads data.json of the form post', () => {
    const draft = readPayload({
      page_id: 'a2838d98-0000-4000-8000-000000000142',
      page_url: 'https://pages.example.com/solar',
      variant: 'b',
      'data.json': JSON.stringify(ANSWERS),
      'data.xml': '<form_data></form_data>',
    })
    expect(draft).toMatchObject(EXPECTED)
    expect(draft.fields.landing_page_url).toBe('https://pages.example.com/solar')
    expect(draft.extra).not.toHaveProperty('data.xml')
  })

  it('reads the JSON post', () => {
    expect(readPayload(ANSWERS)).toMatchObject(EXPECTED)
  })
})
