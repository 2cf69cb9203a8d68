import { describe, expect, it } from 'vitest'
import { readPayload } from '../../../shared/domain/payload/read.ts'

describe('Typeform', () => {
  it('reads answers by reference, title and type, and hidden fields', () => {
    const draft = readPayload({
      event_id: '01EXAMPLE',
      event_type: 'form_response',
      form_response: {
        form_id: 'frm1',
        token: 'tok_a1b2c3',
        landed_at: '2026-11-22T15:00:00Z',
        submitted_at: '2026-11-22T15:04:05Z',
        hidden: { utm_source: 'newsletter', utm_campaign: 'autumn', ref: '' },
        calculated: { score: 0 },
        definition: {
          id: 'frm1',
          title: 'Solar check',
          fields: [
            { id: 'f1', title: "What's your first name?", type: 'short_text', ref: 'a-1' },
            { id: 'f2', title: 'And your last name?', type: 'short_text', ref: 'a-2' },
            { id: 'f3', title: 'Where can we reach you?', type: 'phone_number', ref: 'a-3' },
            { id: 'f4', title: 'Best mail', type: 'email', ref: 'a-4' },
            { id: 'f5', title: 'Shape of the roof', type: 'multiple_choice', ref: 'a-5' },
            { id: 'f6', title: 'Condition?', type: 'multiple_choice', ref: 'roof_condition' },
            { id: 'f7', title: 'Do you own the home?', type: 'yes_no', ref: 'a-7' },
            { id: 'f8', title: 'What interests you?', type: 'multiple_choice', ref: 'a-8' },
          ],
        },
        answers: [
          { type: 'text', text: 'Ada', field: { id: 'f1', type: 'short_text', ref: 'a-1' } },
          { type: 'text', text: 'Field', field: { id: 'f2', type: 'short_text', ref: 'a-2' } },
          {
            type: 'phone_number',
            phone_number: '+16025550142',
            field: { id: 'f3', type: 'phone_number', ref: 'a-3' },
          },
          { type: 'email', email: 'ada@example.com', field: { id: 'f4', type: 'email', ref: 'a-4' } },
          {
            type: 'choice',
            choice: { id: 'c', label: 'Gable' },
            field: { id: 'f5', type: 'multiple_choice', ref: 'a-5' },
          },
          {
            type: 'choice',
            choice: { label: 'Good' },
            field: { id: 'f6', type: 'multiple_choice', ref: 'roof_condition' },
          },
          { type: 'boolean', boolean: false, field: { id: 'f7', type: 'yes_no', ref: 'a-7' } },
          {
            type: 'choices',
            choices: { labels: ['Panels'], other: 'A battery' },
            field: { id: 'f8', ref: 'a-8' },
          },
        ],
      },
    })
    expect(draft).toMatchObject({
      sender: 'typeform',
      externalId: 'tok_a1b2c3',
      fields: {
        first_name: 'Ada',
        last_name: 'Field',
        phone: { e164: '+16025550142' },
        email: 'ada@example.com',
        roof_condition: 'good',
        utm_source: 'newsletter',
        utm_campaign: 'autumn',
        created_at: '2026-11-22T15:04:05.000Z',
      },
      extra: { form_title: 'Solar check', calculated: { score: 0 } },
    })
    expect(draft.answers).toEqual([
      { question: 'Shape of the roof', answer: 'Gable' },
      { question: 'Do you own the home?', answer: 'No' },
      { question: 'What interests you?', answer: 'Panels, A battery' },
    ])
  })
})
