import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../shared/domain/payload/json.ts'
import { readPayload } from '../../../shared/domain/payload/read.ts'

const TEXT = `{
  "lead_id": "TeSter-123-AbCdEf-0142",
  "api_version": "1.0",
  "form_id": 40000000001,
  "campaign_id": 12345678901234567890,
  "google_key": "the-webhooks-password",
  "is_test": true,
  "gcl_id": "Cj0KCQ-example",
  "adgroup_id": 20000000000,
  "creative_id": 30000000000,
  "user_column_data": [
    { "column_name": "Full Name", "string_value": "Ada Field", "column_id": "FULL_NAME" },
    { "column_name": "User Email", "string_value": "ada@example.com", "column_id": "EMAIL" },
    { "column_name": "User Phone", "string_value": "+16025550142", "column_id": "PHONE_NUMBER" },
    { "string_value": "85001", "column_id": "POSTAL_CODE" },
    { "column_name": "Region", "string_value": "Arizona", "column_id": "REGION" },
    { "column_name": "What is your average monthly electric bill?", "string_value": "$180", "column_id": "bill" },
    { "column_name": "Do you own your home?", "string_value": "Yes", "column_id": "own" },
    { "column_name": "Company name", "string_value": "Example Roofing", "column_id": "COMPANY_NAME" }
  ]
}`

describe('Google Ads lead forms', () => {
  it('reads columns, custom questions and ids without losing a digit', () => {
    const reading = parseJson(TEXT)
    const draft = readPayload(reading.ok ? reading.value : null)
    expect(draft).toMatchObject({
      sender: 'google-ads',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        email: 'ada@example.com',
        phone: { e164: '+16025550142', extension: null },
        zip_code: '85001',
        state: 'AZ',
        campaign_id: '12345678901234567890',
        monthly_electric_bill: 18_000,
      },
      externalId: 'TeSter-123-AbCdEf-0142',
      isTest: true,
      issues: [],
      problems: [],
      held: null,
    })
    expect(draft.answers).toEqual([
      { question: 'Do you own your home?', answer: 'Yes' },
      { question: 'Company name', answer: 'Example Roofing' },
    ])
    expect(draft.extra).toMatchObject({ gcl_id: 'Cj0KCQ-example', form_id: 40_000_000_001 })
    expect(JSON.stringify(draft)).not.toContain('the-webhooks-password')
  })

  it('misses the phone when the form did not ask for it', () => {
    const draft = readPayload({
      lead_id: 'x',
      user_column_data: [{ column_id: 'EMAIL', string_value: 'ada@example.com' }],
    })
    expect(draft.problems).toMatchObject([{ field: 'phone', code: 'required' }])
    expect(draft.held).toBeNull()
  })
})
