import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEAD_FIELDS } from '../../shared/domain/payload/fields.ts'
import type { JsonObject, JsonValue } from '../../shared/domain/payload/json.ts'
import { type LeadDraft, readPayload } from '../../shared/domain/payload/read.ts'

const FLAT: JsonObject = {
  first_name: 'Ada',
  last_name: 'Field',
  email: ' Ada@Example.COM ',
  phone: '(602) 555-0142 x9',
  address1: '12 Palm St',
  city: 'Phoenix',
  state: 'Arizona',
  postal_code: '85001-1234',
  campaign: 'autumn',
  created_at: '2026-11-22T08:04:05-07:00',
  monthly_electric_bill: '$1,250.00',
  roof_condition: 'GOOD',
  roof_age: '12 years',
  shadeIssues: false,
  tcpa_compliance: 'yes',
  home_size: '2,000 sq ft',
  insuranceType: 'Car',
  urgency: 'ASAP',
  submission_id: 142,
  cost: '35.5',
  workspace_id: 'client-a',
  custom: { nested: [0, false, ''] },
  zero: 0,
  no: false,
}

/** Drafts as plain data, so that objects without prototype compare. */
function plain(draft: LeadDraft): unknown {
  return JSON.parse(JSON.stringify(draft))
}

describe('a flat payload', () => {
  it('becomes typed fields; what is unknown stays as it came', () => {
    expect(plain(readPayload(FLAT))).toEqual({
      sender: 'flat',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        email: 'Ada@example.com',
        phone: { e164: '+16025550142', extension: '9' },
        address: '12 Palm St',
        city: 'Phoenix',
        state: 'AZ',
        zip_code: '85001-1234',
        campaign_id: 'autumn',
        created_at: '2026-11-22T15:04:05.000Z',
        monthly_electric_bill: 125_000,
        roof_condition: 'good',
        roof_age: 12,
        shade_coverage: 'false',
        tcpa_compliance: true,
        property_size: 2000,
        policy_type: 'auto',
        urgency: 'immediate',
      },
      issues: [],
      problems: [],
      answers: [],
      extra: { custom: { nested: [0, false, ''] }, zero: 0, no: false },
      externalId: '142',
      isTest: false,
      priceCents: 3550,
      held: null,
      workspaceId: 'client-a',
    })
  })

  it('knows every field by its name and all its aliases', () => {
    const samples: Record<string, string> = {
      phone: '6025550142',
      email: 'ada@example.com',
      money: '12',
      integer: '12',
      instant: '2026-11-22',
      boolean: 'yes',
    }
    for (const field of LEAD_FIELDS) {
      const sample = field.choices?.[0] ?? samples[field.kind] ?? 'text'
      for (const name of [field.name, ...field.aliases]) {
        const draft = readPayload({ [name]: sample })
        expect(draft.fields, name).toHaveProperty(field.name)
        expect(draft.issues, name).toEqual([])
      }
    }
  })

  it('notes what does not fit and accepts the lead', () => {
    const draft = readPayload({
      phone: '6025550142',
      email: 'nobody at example',
      roof_condition: 'leaky',
      monthly_electric_bill: '$250-300',
      roof_age: 'old',
      created_at: 'yesterday',
      tcpa_compliance: 'perhaps',
      price: 'free',
    })
    expect(draft.problems).toEqual([])
    expect(draft.fields).toEqual({
      phone: { e164: '+16025550142', extension: null },
      monthly_electric_bill: 27_500,
    })
    expect(draft.issues.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
      'created_at not_a_date',
      'email invalid',
      'monthly_electric_bill estimated',
      'price not_a_number',
      'roof_age not_a_number',
      'roof_condition unknown_choice',
      'tcpa_compliance not_yes_or_no',
    ])
    expect(draft.extra).toMatchObject({
      email: 'nobody at example',
      monthly_electric_bill: '$250-300',
      price: 'free',
    })
    for (const issue of draft.issues) expect(issue.message).toMatch(/^[A-Z].*\.$/)
  })

  it.each([
    ['$150-$250', 20_000],
    ['$150_-_$250', 20_000],
    ['$150 to $250 per month', 20_000],
    ['between $1,000 and $2,000', 150_000],
    ['$250-300k', 27_500_000],
    ['$300+', 30_000],
    ['$300_or_more', 30_000],
    ['400 and up', 40_000],
    ['Less than $100', 10_000],
    ['Under 100/month', 10_000],
    ['over $500', 50_000],
  ])('of a choice such as “%s” the middle or the bound is taken, with a note', (said, cents) => {
    const draft = readPayload({ phone: '6025550142', electric_bill: said })
    expect(draft.fields.monthly_electric_bill).toBe(cents)
    expect(draft.issues).toEqual([
      {
        field: 'monthly_electric_bill',
        code: 'estimated',
        message: expect.stringContaining('is not one number'),
        value: said,
      },
    ])
    expect(draft.extra).toEqual({ electric_bill: said })
  })

  it.each([
    ['15-20 years', 18],
    ['15–20', 18],
    ['20+ years', 20],
    ['More than 10 years', 10],
    ['about 10', 10],
  ])('years such as “%s” likewise', (said, years) => {
    expect(readPayload({ phone: '6025550142', roof_age: said }).fields.roof_age).toBe(years)
  })

  it.each(['602-555-0142', '2025-03-01', '20-10', 'a-b', '+', 'C++', '5-10-15', 'over', 'less than none'])(
    'of “%s” no number is made',
    (said) => {
      const draft = readPayload({ phone: '6025550142', roof_age: said })
      expect(draft.fields.roof_age).toBeUndefined()
      expect(draft.issues).toMatchObject([{ field: 'roof_age', code: 'not_a_number', value: said }])
    },
  )

  it('one number anywhere goes before an estimate', () => {
    const draft = readPayload({
      phone: '6025550142',
      monthly_electric_bill: '$100-$200',
      electric_bill: '$180',
    })
    expect(draft.fields.monthly_electric_bill).toBe(18_000)
    expect(draft.issues).toEqual([])
  })

  it.each<[JsonObject, string]>([
    [{ first_name: 'Ada' }, 'required'],
    [{ first_name: 'Ada', phone: '  ' }, 'required'],
    [{ first_name: 'Ada', phone: null }, 'required'],
    [{ first_name: 'Ada', phone: 'n/a' }, 'invalid'],
    [{}, 'required'],
  ])('%j has one problem: %s', (payload, code) => {
    expect(readPayload(payload)).toMatchObject({ problems: [{ field: 'phone', code }], held: null })
  })

  it('takes the next phone when the first one is unusable', () => {
    const draft = readPayload({ phone: 'n/a', mobile: '6025550142', home_phone: '4805550100' })
    expect(draft.fields.phone?.e164).toBe('+16025550142')
    expect(draft.problems).toEqual([])
    expect(draft.extra).toMatchObject({ phone: 'n/a', home_phone: '4805550100' })
  })

  it('reads numbers with the webhook’s region', () => {
    expect(readPayload({ phone: '020 7946 0018' }, { defaultRegion: 'GB' }).fields.phone?.e164).toBe(
      '+442079460018',
    )
  })

  it('splits a whole name and only fills what is missing', () => {
    expect(readPayload({ name: 'Maria de la Cruz', phone: '1' }).fields).toMatchObject({
      first_name: 'Maria',
      last_name: 'de la Cruz',
    })
    expect(readPayload({ first_name: 'Ada', full_name: 'Ada Field' })).toMatchObject({
      fields: { first_name: 'Ada', last_name: 'Field' },
      extra: {},
    })
    expect(readPayload({ first_name: 'Ada', last_name: 'Field', full_name: 'A. Other' }).extra).toEqual({
      full_name: 'A. Other',
    })
  })

  it('gives a ZIP code back the zero a number lost', () => {
    expect(readPayload({ zip: 2139 }).fields.zip_code).toBe('02139')
  })

  it('reads compounds: name, address, phone, consent, campaign tags', () => {
    const draft = readPayload({
      name: { first: 'Ada', last: 'Field' },
      address: {
        line1: '12 Palm St',
        line2: 'Apt 4',
        city: 'Phoenix',
        state: 'AZ',
        zip: '85001',
        country: 'US',
      },
      phone: { number: '602-555-0142', ext: '5' },
      consent: { text: 'I agree to be called', value: true },
      utm: { source: 'google', medium: 'cpc' },
    })
    expect(draft.fields).toEqual({
      first_name: 'Ada',
      last_name: 'Field',
      address: '12 Palm St, Apt 4',
      city: 'Phoenix',
      state: 'AZ',
      zip_code: '85001',
      phone: { e164: '+16025550142', extension: '5' },
      consent_text: 'I agree to be called',
      consent_value: 'true',
      utm_source: 'google',
      utm_medium: 'cpc',
    })
    // The country has no field, so the whole address is kept.
    expect(draft.extra).toMatchObject({ address: { country: 'US' } })
  })

  it.each(['lead', 'data', 'contact', 'Payload', 'form_data'])('reads fields wrapped in %s', (wrapper) => {
    const draft = readPayload({
      event: 'lead.created',
      id: 7,
      [wrapper]: { name: 'Ada Field', phone: '6025550142', x: 1 },
    })
    expect(draft.fields).toMatchObject({ first_name: 'Ada', phone: { e164: '+16025550142' } })
    expect(draft.extra).toEqual({ event: 'lead.created', id: 7, x: 1 })
    expect(draft.held).toBeNull()
  })

  it('reads a list of names and values, and a list of one lead', () => {
    const fields: JsonValue = [
      { name: 'phone', value: '6025550142' },
      { label: 'Do you rent?', value: 'No' },
    ]
    expect(readPayload({ fields })).toMatchObject({
      fields: { phone: { e164: '+16025550142' } },
      answers: [{ question: 'Do you rent?', answer: 'No' }],
    })
    expect(readPayload([{ phone: '6025550142' }]).fields.phone?.e164).toBe('+16025550142')
  })

  it('finds a sender’s own payload inside a wrapping', () => {
    const user_column_data = [{ column_id: 'PHONE_NUMBER', string_value: '6025550142' }]
    expect(readPayload({ body: { user_column_data, lead_id: 'g1' } })).toMatchObject({
      sender: 'google-ads',
      externalId: 'g1',
    })
  })

  it.each<[JsonValue, RegExp]>([
    [{ 'hub.challenge': '1', 'hub.mode': 'subscribe' }, /check of the address/],
    [{ event: 'lead.sold', lead_id: '1' }, /event: lead.sold/],
    [{ lead_id: '1', status: 'returned', price: 12 }, /status update/],
    [{ lead_id: '1', form_id: '2', created_time: 1_763_827_445 }, /ids only/],
    [[{ phone: '1' }, { phone: '2' }], /list of 2 records/],
    [[], /without a lead/],
  ])('%j is held', (payload, reason) => {
    const draft = readPayload(payload)
    expect(draft.held).toMatch(reason)
    expect(draft.problems).toEqual([])
  })

  it('marks tests and keeps a “test” that is no yes or no', () => {
    expect(readPayload({ phone: '6025550142', is_test: true }).isTest).toBe(true)
    expect(readPayload({ phone: '6025550142', test: 'false' })).toMatchObject({ isTest: false, extra: {} })
    expect(readPayload({ phone: '6025550142', test: 'headline B' })).toMatchObject({
      isTest: false,
      extra: { test: 'headline B' },
    })
  })
})

describe('for any payload', () => {
  it('hostile sizes are read (what costs more than its length meets the time limit of tests)', () => {
    const spaces = `${' '.repeat(300_000)}!`
    const digits = '1'.repeat(300_000)
    const payloads: JsonValue[] = [
      { FormID: '1', UniqueID: '2', Name: spaces, Phone: spaces },
      { submissionID: '1', formID: '2', rawRequest: JSON.stringify({ [`q1_${digits}a`]: 'x' }) },
      { form_id: '1', '2': `a@${'.'.repeat(300_000)} `, '3': digits },
      { name: 'jr sr,'.repeat(50_000), email: `${digits}@${digits}`, price: digits, created_at: digits },
      { phone: Array.from({ length: 50_000 }, () => '60255501421') },
      { fields: Array.from({ length: 20_000 }, () => ({ name: 'phone', value: '60255501421' })) },
      Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key ${at}`, at])),
      { phone: digits, [digits]: spaces, [`${spaces}?`]: 'x' },
    ]
    for (const payload of payloads) {
      expect(readPayload(payload).sender).toMatch(/\w/)
    }
  })

  it('the order of keys does not matter', () => {
    const clash: JsonObject = {
      ...FLAT,
      mobile: '4805550100',
      Phone: 'n/a',
      zip: '85002',
      ZIP: '85003',
      data: { phone: '6025550199' },
    }
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.keys(clash), { minLength: Object.keys(clash).length }),
        (keys) => {
          const shuffled = Object.fromEntries(keys.map((key) => [key, clash[key] as JsonValue]))
          const sorted = (payload: JsonObject) => {
            const draft = readPayload(payload)
            return { ...draft, extra: Object.entries(draft.extra).sort() }
          }
          expect(sorted(shuffled)).toEqual(sorted(clash))
        },
      ),
    )
  })

  it('separators and case of keys do not matter', () => {
    const spell = (name: string, how: number) => {
      const words = name.split('_')
      if (how === 0) return name.toUpperCase()
      if (how === 1) return words.join('-')
      if (how === 2) return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(' ')
      return words.map((word, at) => (at === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('')
    }
    const names = LEAD_FIELDS.map((field) => field.name).filter((name) => name in FLAT)
    const known = Object.fromEntries(names.map((name) => [name, FLAT[name] as JsonValue]))
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: names.length, maxLength: names.length }), (hows) => {
        const spelled = Object.fromEntries(
          names.map((name, at) => [spell(name, hows[at] ?? 0), FLAT[name] as JsonValue]),
        )
        expect(readPayload(spelled)).toEqual(readPayload(known))
      }),
    )
  })

  it('unknown keys are kept as they came', () => {
    const unknown = fc.dictionary(
      fc.string({ minLength: 1 }).map((key) => `zz ${key}`),
      fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
    )
    fc.assert(
      fc.property(unknown, (keys) => {
        const draft = readPayload({ phone: '6025550142', ...keys })
        expect({ ...draft.extra }).toEqual({ ...keys })
      }),
    )
  })

  it('nothing throws and nothing is polluted', () => {
    const key = fc.constantFrom(
      '__proto__',
      'constructor',
      'phone',
      'name',
      'data',
      'fields',
      'field_data',
      'form_response',
      'properties',
      'vid',
      'rawRequest',
      'submissionID',
      'customData',
      'contact_id',
      'location',
      'entry',
      'object',
      'address',
      '1.3',
      'form_id',
      'user_column_data',
      'FormID',
      'UniqueID',
      'leadOid',
      'interview',
      'negotiationID',
      'customer',
      'request',
      'lp_campaign_id',
      'data.json',
      'toString',
    )
    const tree = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('6025550142')),
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 5 })
          .map(
            (entries) =>
              JSON.parse(
                `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
              ) as JsonValue,
          ),
      ),
    })).value
    fc.assert(
      fc.property(fc.oneof(tree, fc.jsonValue() as fc.Arbitrary<JsonValue>), (payload) => {
        const before = JSON.stringify(payload)
        const draft = readPayload(payload)
        expect(JSON.stringify(payload)).toBe(before)
        expect(() => JSON.stringify(draft)).not.toThrow()
        if (draft.held === null && draft.fields.phone === undefined) expect(draft.problems).toHaveLength(1)
      }),
      { numRuns: 2_000 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
    const hostile = readPayload(
      JSON.parse('{"phone":"6025550142","__proto__":{"x":1},"constructor":1}') as JsonValue,
    )
    expect(Object.keys(hostile.extra).sort()).toEqual(['__proto__', 'constructor'])
  })
})
