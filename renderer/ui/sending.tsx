// How a sender reaches a webhook, said the same way on every screen: addresses, headers, a line to try it with, who may send.
import { API_PATHS } from '../../shared/contract/api-paths.ts'
import type { ListenerStatus } from '../../shared/contract/listener.ts'
import type { Provider } from '../../shared/contract/providers.ts'
import type { Webhook } from '../../shared/contract/webhooks.ts'
import { labelOf } from '../../shared/domain/labels.ts'
import type { LeadType, SenderRule } from '../../shared/domain/vocabulary.ts'
import { showCount } from './format.ts'

/** What is listened on when nothing else is set. */
const USUAL_ORIGIN = 'http://127.0.0.1:8787'

export type Address = {
  readonly key: 'public' | 'here' | 'lan'
  readonly title: string
  readonly url: string
}

/** Where the webhook can be reached, the widest way first. */
export function addressesOf(
  webhookId: string,
  listener: ListenerStatus | undefined,
  publicOrigin: string | null | undefined,
): Address[] {
  const at = (origin: string) => `${origin}/webhook/${webhookId}`
  return [
    ...(publicOrigin
      ? [{ key: 'public' as const, title: 'From anywhere, through the tunnel', url: at(publicOrigin) }]
      : []),
    ...(listener?.lanOrigins ?? []).map((origin) => ({
      key: 'lan' as const,
      title: 'From your local network',
      url: at(origin),
    })),
    { key: 'here', title: 'From this computer', url: at(listener?.origin ?? USUAL_ORIGIN) },
  ]
}

/** Where appointments for the webhook are sent, the widest way first. */
export function appointmentAddress(
  webhookId: string,
  listener: ListenerStatus | undefined,
  publicOrigin: string | null | undefined,
): string {
  return `${publicOrigin || (listener?.origin ?? USUAL_ORIGIN)}/appointments/receive?webhook=${webhookId}`
}

/** The address of an agent's calendar, the widest way first. */
export function calendarAddress(
  secret: string,
  listener: ListenerStatus | undefined,
  publicOrigin: string | null | undefined,
): string {
  return `${publicOrigin || (listener?.origin ?? USUAL_ORIGIN)}/calendar/${secret}.ics`
}

/** Providers that this webhook would let in. */
export function sendersOf(webhookId: string, providers: readonly Provider[]): Provider[] {
  return providers.filter(
    (provider) =>
      provider.isActive &&
      provider.deletedAt === null &&
      (provider.allowedWebhooks === null || provider.allowedWebhooks.includes(webhookId)),
  )
}

const PERSON = {
  first_name: 'Marisol',
  last_name: 'Ortega',
  phone: '(602) 555-0142',
  email: 'marisol.ortega@example.com',
  city: 'Phoenix',
  state: 'AZ',
  zip_code: '85018',
}
const ASKED: Readonly<Record<LeadType, object>> = {
  solar: { monthly_electric_bill: 245, property_type: 'Single family', roof_condition: 'good' },
  hvac: { system_type: 'heat-pump', service_type: 'repair', urgency: 'within-week' },
  insurance: { policy_type: 'auto', current_premium: 140 },
  general: { notes: 'Please call in the evening.' },
}

type Trial = {
  readonly webhook: Pick<Webhook, 'webhookId' | 'leadType' | 'hasSecret' | 'senderRule'>
  readonly listener: ListenerStatus | undefined
  readonly provider: Pick<Provider, 'providerId'> | undefined
  /** Where it is known: right after it was made. */
  readonly apiKey?: string | undefined
}

/** A command that posts a lead fitting the webhook; it can be pasted as it is, except where a secret has to be filled in. */
export function curlFor(trial: Trial): string {
  const { webhook, listener } = trial
  const url = `${listener?.origin ?? USUAL_ORIGIN}/webhook/${webhook.webhookId}`
  return curl(trial, url, { ...PERSON, ...ASKED[webhook.leadType] })
}

/** The same for an appointment, on the day that is given. */
export function appointmentCurlFor(trial: Trial, day: string, timeZone: string): string {
  return curl(trial, appointmentAddress(trial.webhook.webhookId, trial.listener, null), {
    name: `${PERSON.first_name} ${PERSON.last_name}`,
    phone: PERSON.phone,
    zip: PERSON.zip_code,
    date: day,
    time: '9:00 AM',
    time_zone: timeZone,
    duration_minutes: 60,
    appointment_type: 'consultation',
    appointment_id: 'bk-1001',
  })
}

function curl({ webhook, provider, apiKey }: Trial, url: string, values: object): string {
  const body = inOneLine(values)
  const headers = ['Content-Type: application/json', ...identityOf(webhook.senderRule, provider, apiKey)]
  if (!webhook.hasSecret) return command(url, headers, body)
  const lines = [`curl -X POST '${url}'`, ...headers.map((header) => `-H '${header}'`)]
  return [
    "SECRET='PASTE_THE_SIGNING_SECRET'",
    `BODY='${body}'`,
    [
      ...lines,
      `-H "X-Webhook-Signature: sha256=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')"`,
      '-d "$BODY"',
    ].join(' \\\n  '),
  ].join('\n')
}

function inOneLine(values: object): string {
  return JSON.stringify(values, null, 1).replace(/\n */g, ' ')
}

/** A command for this computer's own terminal; with a body it posts. */
function command(url: string, headers: readonly string[], body?: string): string {
  if (isWindows) {
    // The Command Prompt knows no single quotes and no line end but ^.
    const quoted = headers.map((header) => `-H "${header}"`)
    const data = body === undefined ? [] : [`-d "${body.replaceAll('"', '\\"')}"`]
    return [body === undefined ? 'curl.exe' : 'curl.exe -X POST', ...quoted, ...data, `"${url}"`].join(' ')
  }
  return [
    `curl ${body === undefined ? '' : '-X POST '}'${url}'`,
    ...headers.map((header) => `-H '${header}'`),
    ...(body === undefined ? [] : [`-d '${body}'`]),
  ].join(' \\\n  ')
}

type Reached = {
  readonly workspaceId: string
  readonly listener: ListenerStatus | undefined
  readonly publicOrigin: string | null | undefined
  /** Where it is known: right after it was made. */
  readonly apiKey?: string
}

/** Commands for each thing a client's own programs can do, the widest way first; pasted as they are, but for the key. */
export function conversionCurls({ workspaceId, listener, publicOrigin, apiKey }: Reached) {
  const origin = publicOrigin || (listener?.origin ?? USUAL_ORIGIN)
  const headers = [`X-Workspace-ID: ${workspaceId}`, `X-API-Key: ${apiKey ?? 'PASTE_THE_API_KEY'}`]
  const logged = {
    lead_id: 4182736450,
    conversion_type: 'sale',
    conversion_value: '18500.00',
    external_id: 'crm-7741',
    custom_data: { contract: 'C-2041' },
  }
  return [
    {
      title: 'The conversions, newest first',
      command: command(`${origin}${API_PATHS.list}?limit=20`, headers),
    },
    {
      title: 'Log a sale of a lead, by its number',
      command: command(
        origin + API_PATHS.log,
        ['Content-Type: application/json', ...headers],
        inOneLine(logged),
      ),
    },
    {
      title: 'How far the leads of the last 30 days have come',
      command: command(origin + API_PATHS.funnel, headers),
    },
    {
      title: 'Their figures, by source',
      command: command(`${origin}${API_PATHS.analytics}?by=source`, headers),
    },
  ]
}

/** Where programs find the API described. */
export function openApiAddress(
  listener: ListenerStatus | undefined,
  publicOrigin: string | null | undefined,
): string {
  return `${publicOrigin || (listener?.origin ?? USUAL_ORIGIN)}/openapi.json`
}

const isWindows = /^Win/.test(navigator.platform)

function identityOf(
  rule: SenderRule,
  provider: Pick<Provider, 'providerId'> | undefined,
  apiKey: string | undefined,
): string[] {
  if (apiKey) return [`Authorization: Bearer ${apiKey}`]
  if (rule === 'key') return ['Authorization: Bearer PASTE_THE_API_KEY']
  if (provider) return [`lead_source_provider_id: ${provider.providerId}`]
  return rule === 'open' ? [] : ['lead_source_provider_id: PASTE_A_PROVIDER_ID']
}

export const SENDER_RULE_HINTS: Readonly<Record<SenderRule, string>> = {
  provider: 'The sender names itself by its key or just by its id, as most lead vendors do.',
  key: 'The sender must show its secret key. The safest choice once a tunnel makes the address public.',
  open: 'Also senders that can set no header, such as a web form. They are booked on the default provider.',
}

const SENDERS: Readonly<Record<string, string>> = {
  flat: 'Plain fields',
  calendly: 'Calendly',
  'google-ads': 'Google Ads',
  meta: 'Meta lead ads',
  gohighlevel: 'GoHighLevel',
  hubspot: 'HubSpot',
  leadspedia: 'LeadsPedia',
  by_hand: 'Typed by hand',
}

/** The shape in which a payload was read, for people. */
export function senderWord(sender: string | null): string | null {
  return sender === null ? null : (SENDERS[sender] ?? labelOf(sender))
}

/** "100 per 60 seconds", "20 per minute" for whole minutes and hours. */
export function showRate(limit: number, seconds: number): string {
  const window =
    seconds === 1
      ? 'second'
      : seconds === 60
        ? 'minute'
        : seconds === 3600
          ? 'hour'
          : seconds === 86_400
            ? 'day'
            : `${showCount(seconds)} seconds`
  return `${showCount(limit)} per ${window}`
}

/** Countries by name, the likeliest first; a phone without a country code is read as one of them. */
export function regionOptions(current: string): { value: string; label: string; detail: string }[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const nameOf = (code: string) => names.of(code) ?? code
  const rest = [...new Set([...REGIONS.split(' '), current])]
    .map((code) => ({ value: code, label: nameOf(code), detail: code }))
    .sort((a, b) => a.label.localeCompare(b.label))
  const likely = LIKELY_REGIONS.map((code) => ({ value: code, label: nameOf(code), detail: code }))
  return [...likely, ...rest.filter(({ value }) => !LIKELY_REGIONS.includes(value))]
}

const LIKELY_REGIONS: readonly string[] = ['US', 'CA', 'MX', 'PR']
const REGIONS =
  'AR AT AU BE BR CH CL CN CO CR CZ DE DK DO EC ES FI FR GB GR GT HK HN HU IE IL IN IS IT JM JP KE KR LU MY NG NI NL NO NZ PA PE PH PK PL PT RO SA SE SG SK SV TH TR TW UA UY VE VN ZA'
