// What a form asks besides the person: the fields of each trade, the campaign it came from, and what a sale is worth.
import type { Random } from './random.ts'

/** Columns of `leads` by trade, in the order `inventDetails` fills them. */
export const DETAIL_COLUMNS = {
  solar: ['monthly_electric_bill', 'property_type', 'roof_condition', 'roof_age', 'shade_coverage'],
  hvac: ['system_type', 'system_age', 'service_type', 'urgency', 'property_size'],
  insurance: ['policy_type', 'coverage_amount', 'current_premium', 'property_value', 'claims_history'],
} as const
export type Trade = keyof typeof DETAIL_COLUMNS

const PROPERTY = ['single-family', 'single-family', 'single-family', 'townhouse', 'condo', 'mobile home']
const ROOFS = ['excellent', 'good', 'good', 'fair', 'fair', 'poor']
const SHADE = ['none', 'none', 'partial', 'partial', 'heavy']
const SYSTEMS = [
  'central-air',
  'central-air',
  'central-air',
  'heat-pump',
  'heat-pump',
  'ductless',
  'window-unit',
  'other',
]
const SERVICES = ['installation', 'repair', 'repair', 'maintenance', 'consultation']
const URGENCY = ['immediate', 'immediate', 'within-week', 'within-month', 'planning']
const POLICIES = ['auto', 'auto', 'home', 'home', 'home', 'life', 'health', 'business']
const CLAIMS = ['none', 'none', 'none', '1 in the last 3 years', '2 in the last 5 years']

type Value = string | number | null

/** Dollars in the money columns, as the seed has them. Some answers are missing, as on real forms. */
export function inventDetails(random: Random, trade: Trade): Value[] {
  const some = (value: Value) => (random.chance(0.06) ? null : value)
  if (trade === 'solar') {
    return [
      some(Math.round(random.waiting(190, 0.45))),
      some(random.pick(PROPERTY)),
      some(random.pick(ROOFS)),
      some(random.between(1, 28)),
      some(random.pick(SHADE)),
    ]
  }
  if (trade === 'hvac') {
    return [
      some(random.pick(SYSTEMS)),
      some(random.between(1, 25)),
      some(random.pick(SERVICES)),
      some(random.pick(URGENCY)),
      some(random.between(16, 72) * 50),
    ]
  }
  return [
    some(random.pick(POLICIES)),
    some(random.between(2, 40) * 25_000),
    some(random.between(180, 5_600) / 2),
    some(random.between(24, 180) * 5_000),
    some(random.pick(CLAIMS)),
  ]
}

export function saleCents(random: Random, trade: Trade, details: readonly Value[]): number {
  if (trade === 'solar') return Math.max(900_000, Math.round(random.waiting(2_350_000, 0.3) / 1_000) * 1_000)
  if (trade === 'insurance') return Math.max(36_000, Math.round(random.waiting(165_000, 0.5) / 100) * 100)
  const service = details[2]
  if (service === 'repair' || service === 'maintenance')
    return Math.round(random.waiting(52_000, 0.5) / 50) * 50
  return Math.max(240_000, Math.round(random.waiting(840_000, 0.35) / 500) * 500)
}

export type Campaign = {
  readonly id: string | null
  readonly source: string | null
  readonly medium: string | null
  readonly name: string | null
}

const ADS = [
  ['google', 'cpc'],
  ['google', 'cpc'],
  ['facebook', 'paid-social'],
  ['facebook', 'paid-social'],
  ['bing', 'cpc'],
  ['instagram', 'paid-social'],
  ['newsletter', 'email'],
] as const
const QUARTER_NAMES = ['winter', 'spring', 'summer', 'fall'] as const

/** A campaign runs for a quarter; `day` is `YYYY-MM-DD`. */
export function inventCampaign(random: Random, trade: Trade, day: string): Campaign {
  if (random.chance(0.18)) return { id: null, source: null, medium: null, name: null }
  const [source, medium] = random.pick(ADS)
  const season = QUARTER_NAMES[Math.floor((Number(day.slice(5, 7)) - 1) / 3)] as string
  const name = `${trade}-${season}-${day.slice(0, 4)}`
  return { id: `${name}-${source.charAt(0)}${random.between(1, 3)}`, source, medium, name }
}

const REMARKS: Readonly<Record<Trade, readonly string[]>> = {
  solar: [
    'Please call after 5 pm.',
    'We are replacing the roof in the fall, can it wait?',
    'Interested in a battery too.',
    'Second quote, we already talked to one company.',
    'Electric bill doubled since the pool was built.',
  ],
  hvac: [
    'AC blows warm air upstairs.',
    'Loud noise from the outdoor unit.',
    'Gate code is 4471, dog in the yard.',
    'Two systems, both about the same age.',
    'Would like a maintenance plan.',
  ],
  insurance: [
    'Policy renews next month.',
    'Teen driver to be added.',
    'New roof last year, looking for a discount.',
    'Current carrier is leaving the state.',
    'Please send the quote by e-mail first.',
  ],
}
const ANSWERS: Readonly<Record<Trade, readonly (readonly [string, readonly string[]])[]>> = {
  solar: [
    ['Do you own your home?', ['Yes', 'Yes', 'Buying soon']],
    ['When would you like to start?', ['As soon as possible', 'Within 3 months', 'Just looking']],
  ],
  hvac: [
    ['How many floors?', ['1', '2', '3']],
    ['Is the system working now?', ['No', 'Partly', 'Yes']],
  ],
  insurance: [
    ['Who insures you now?', ['Nobody', 'A local agent', 'A national carrier']],
    ['How many drivers?', ['1', '2', '3 or more']],
  ],
}

export function inventRemark(random: Random, trade: Trade): string | null {
  return random.chance(0.14) ? random.pick(REMARKS[trade]) : null
}

/** The JSON of `leads.answers`, or null when the form had no questions of its own. */
export function inventAnswers(random: Random, trade: Trade): string | null {
  if (!random.chance(0.12)) return null
  return JSON.stringify(
    ANSWERS[trade].map(([question, answers]) => ({ question, answer: random.pick(answers) })),
  )
}

const NOTES = [
  'Left a voicemail, will try again tomorrow.',
  'Spoke for ten minutes; wants prices in writing.',
  'Prefers text messages.',
  'Asked to be called back on Saturday morning.',
  'Spouse decides too, call when both are home.',
  'Has two other quotes.',
  'Sent the brochure and the financing sheet.',
  'Speaks Spanish, passed on to a colleague.',
  'Very interested; wants to start before summer.',
  'Needs permission from the homeowners’ association.',
  'Confirmed the address and the bill.',
  'Price is the question. Offered the smaller package.',
]
export const inventNote = (random: Random): string => random.pick(NOTES)

export const NEXT_STEPS = [
  'Call back',
  'Send the proposal',
  'Ask for a photo of the bill',
  'Confirm the appointment',
  'Check financing',
]

export const SALE_KIND: Readonly<Record<Trade, 'sale' | 'contract'>> = {
  solar: 'contract',
  hvac: 'sale',
  insurance: 'contract',
}
