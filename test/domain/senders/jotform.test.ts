import { describe, expect, it } from 'vitest'
import { decodeBody } from '../../../electron/core/intake/decode.ts'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const RAW_REQUEST = {
  slug: 'submit/230000000000001',
  jsExecutionTracker: 'build-date-1',
  submitDate: '1763827445000',
  q3_name: { first: 'Ada', last: 'Field' },
  q4_phoneNumber4: { full: '(602) 555-0142' },
  q5_email: 'ada@example.com',
  q6_address: {
    addr_line1: '12 Palm St',
    addr_line2: 'Apt 4',
    city: 'Phoenix',
    state: 'Arizona',
    postal: '85001',
  },
  q7_averageBill: '220',
  q8_bestTime: ['Morning', 'Evening'],
  event_id: '1763827445_230000000000001_abc',
}

describe('Jotform', () => {
  it('reads rawRequest out of the multipart post', () => {
    const parts = {
      action: '',
      formID: '230000000000001',
      submissionID: '5500000000000000142',
      formTitle: 'Solar check',
      pretty: 'Name:Ada Field, Phone Number:(602) 555-0142',
      ip: '203.0.113.7',
      rawRequest: JSON.stringify(RAW_REQUEST),
    }
    const body = `${Object.entries(parts)
      .map(([name, value]) => `--b142\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join('')}--b142--\r\n`
    const decoded = decodeBody({
      method: 'POST',
      contentType: 'multipart/form-data; boundary=b142',
      query: '',
      body: new TextEncoder().encode(body),
    })
    const draft = readPayload(decoded.ok ? decoded.payload : null)
    expect(draft).toMatchObject({
      sender: 'jotform',
      externalId: '5500000000000000142',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        phone: { e164: '+16025550142' },
        email: 'ada@example.com',
        address: '12 Palm St, Apt 4',
        city: 'Phoenix',
        state: 'AZ',
        zip_code: '85001',
        monthly_electric_bill: 22_000,
        created_at: '2025-11-22T16:04:05.000Z',
      },
      answers: [{ question: 'best Time', answer: 'Morning, Evening' }],
      extra: { formTitle: 'Solar check', formID: '230000000000001' },
      issues: [],
    })
    expect(draft.extra).not.toHaveProperty('slug')
  })

  it('reads a phone in two parts', () => {
    const rawRequest = JSON.stringify({ q4_phone: { area: '602', phone: '555-0142' } })
    const draft = readPayload({ formID: '1', submissionID: '2', rawRequest })
    expect(draft.fields.phone).toEqual({ e164: '+16025550142', extension: null })
  })
})
