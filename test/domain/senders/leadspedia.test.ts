import { describe, expect, it } from 'vitest'
import { decodeBody } from '../../../electron/core/intake/decode.ts'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const QUERY =
  'lp_campaign_id=6a01&lp_campaign_key=the-campaigns-password&lp_s1=aff7&lp_response=JSON&first_name=Ada&last_name=Field&phone_home=6025550142' +
  '&phone_ext=12&email_address=ada%40example.com&address=12+Palm+St&city=Phoenix&state=AZ&zip_code=85001&average_utility_bill=%24151-%24200' +
  '&shade=No+Shade&vendor_lead_id=v-142&price=42.50&residence_ownership=Own'

function read(method: string, text: string) {
  const asBody = method === 'POST'
  const decoded = decodeBody({
    method,
    contentType: asBody ? 'application/x-www-form-urlencoded' : null,
    query: asBody ? '' : text,
    body: new TextEncoder().encode(asBody ? text : ''),
  })
  return readPayload(decoded.ok ? decoded.payload : null)
}

describe('LeadsPedia style posts', () => {
  it.each(['GET', 'POST'])('reads the fields by %s', (method) => {
    const draft = read(method, QUERY)
    expect(draft).toMatchObject({
      sender: 'leadspedia',
      fields: {
        first_name: 'Ada',
        phone: { e164: '+16025550142', extension: '12' },
        email: 'ada@example.com',
        address: '12 Palm St',
        zip_code: '85001',
        campaign_id: '6a01',
        shade_coverage: 'No Shade',
        monthly_electric_bill: 17_550,
      },
      externalId: 'v-142',
      priceCents: 4250,
      isTest: false,
      issues: [{ field: 'monthly_electric_bill', code: 'estimated', value: '$151-$200' }],
      extra: { average_utility_bill: '$151-$200', lp_s1: 'aff7', residence_ownership: 'Own' },
    })
    expect(JSON.stringify(draft)).not.toContain('password')
  })

  it('marks test posts and holds pings', () => {
    expect(read('POST', `${QUERY}&lp_test=1`).isTest).toBe(true)
    expect(read('POST', `${QUERY}&lp_test=0`).isTest).toBe(false)
    expect(readPayload({ lp_campaign_id: '1', lp_action: 'test', phone: '6025550142' }).isTest).toBe(true)
    expect(read('POST', 'lp_campaign_id=6a01&state=AZ&zip_code=85001').held).toMatch(/ping/)
  })
})
