// The leads that are sent: one shape, 20,000 people and more. Numbers of 555-01XX under made-up area codes, addresses of example.com.

const FIRST =
  'Ana Ben Carla Dmitri Elena Frank Grace Hugo Ines Jamal Keiko Liam Maria Noah Olga Pedro Quinn Rosa Sam Tara Umar Vera Walt Ximena Yara Zoe'.split(
    ' ',
  )
const LAST =
  'Alvarez Baker Chen Diaz Evans Foster Garcia Hughes Ivanov Jackson Kim Lopez Miller Nguyen Ortiz Patel Quintero Ruiz Smith Thompson Underwood Vargas Walker Xu Young Zimmerman'.split(
    ' ',
  )
const CITIES = 'Phoenix Mesa Tucson Scottsdale Glendale Tempe Chandler Gilbert Peoria Surprise'.split(' ')
const STREETS = 'Main Oak Maple Cedar Pine Elm Lake Hill Park Mesquite Saguaro'.split(' ')

/** Area codes 200 to 999, each with 100 numbers. */
const NUMBERS = 80_000

/** The n-th lead; its neighbours are strangers to it. After 80,000 the same people come again. */
export function leadBody(n: number): string {
  const at = (n * 30_011) % NUMBERS
  const area = 200 + Math.floor(at / 100)
  const line = String(at % 100).padStart(2, '0')
  const first = pick(FIRST, at)
  const last = pick(LAST, Math.floor(at / FIRST.length))
  return JSON.stringify({
    first_name: first,
    last_name: last,
    email: `${first}.${last}.${at}@example.com`.toLowerCase(),
    phone: `(${area}) 555-01${line}`,
    address: `${100 + (at % 9_000)} ${pick(STREETS, at)} Street`,
    city: pick(CITIES, at),
    state: 'AZ',
    zip_code: `85${String(at % 1_000).padStart(3, '0')}`,
    source: 'facebook',
    campaign_id: `spring-${n}`,
    utm_source: 'facebook',
    utm_medium: 'cpc',
    utm_campaign: 'spring-solar',
    monthly_electric_bill: '$180.00',
    property_type: 'single family',
    roof_condition: 'good',
    roof_age: 12,
    shade_coverage: 'none',
    landing_page_url: 'https://www.example.com/solar',
    consent_text: 'By pressing the button I agree to be called about solar energy.',
    tcpa_compliance: true,
    preferred_time: 'evening',
  })
}

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] as string
}
