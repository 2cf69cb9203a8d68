import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const ENTRY = {
  id: '1042',
  form_id: '3',
  date_created: '2026-11-22 15:04:05',
  is_starred: 0,
  source_url: 'https://www.example.com/quote?x=1',
  '1.2': '',
  '1.3': 'Ada',
  '1.4': '',
  '1.6': 'Field',
  '1.8': '',
  '2': '(602) 555-0142',
  '3': 'ada@example.com',
  '4.1': '12 Palm St',
  '4.2': '',
  '4.3': 'Phoenix',
  '4.4': 'Arizona',
  '4.5': '85001',
  '4.6': 'United States',
  '7': 'Before noon',
}

describe('Gravity Forms', () => {
  it('reads a whole entry by the numbering of its inputs', () => {
    const draft = readPayload(ENTRY)
    expect(draft).toMatchObject({
      sender: 'gravity-forms',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        phone: { e164: '+16025550142' },
        email: 'ada@example.com',
        address: '12 Palm St',
        city: 'Phoenix',
        state: 'AZ',
        zip_code: '85001',
        created_at: '2026-11-22T15:04:05.000Z',
      },
      externalId: 'www.example.com:3:1042',
      extra: { '7': 'Before noon', is_starred: 0, '4.6': 'United States' },
    })
  })

  it('takes labels where they are sent, and a mapping for numbers', () => {
    const labels = { '7': 'Best time to call', '8': 'Average electric bill' }
    const draft = readPayload({ ...ENTRY, '8': '$150', labels }, { mapping: { notes: '7' } })
    expect(draft.fields).toMatchObject({ monthly_electric_bill: 15_000, notes: 'Before noon' })
    expect(readPayload({ ...ENTRY, labels }).answers).toEqual([
      { question: 'Best time to call', answer: 'Before noon' },
    ])
  })

  it('reads names chosen in the feed', () => {
    const draft = readPayload({
      form_title: 'Quote',
      entry_id: '9',
      'First Name': 'Ada',
      Phone: '6025550142',
    })
    expect(draft).toMatchObject({ sender: 'gravity-forms', fields: { first_name: 'Ada' }, externalId: '9' })
  })
})
