// What a delivery offered for the fields of the repair, read as intake reads it; also what could not be used, so that it is corrected
// and not typed anew.
import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { readAppointment } from '../../../shared/domain/appointment-payload/read.ts'
import { type JsonValue, parseJson } from '../../../shared/domain/payload/json.ts'
import { readPayload } from '../../../shared/domain/payload/read.ts'
import { showPhone } from '../../ui/format.ts'

type Sent = Pick<DeliveryDetail, 'kind' | 'rawText' | 'isRawTextCut' | 'payloadFields'>
type Reader = Pick<Webhook, 'mapping' | 'defaultRegion'> | undefined

/** Field name -> text; a field that was not sent is left out. */
export function offeredBy(delivery: Sent, webhook: Reader): Readonly<Record<string, string>> {
  const payload = payloadOf(delivery)
  const { fields, problems } =
    delivery.kind === 'lead'
      ? readPayload(payload, webhook)
      : readAppointment(payload, { ...webhook, agencyZone: 'UTC' }).lead
  const { phone, ...rest } = fields
  const unusable = problems.find(({ field }) => field === 'phone')?.value
  const offered: Record<string, string> = {}
  if (phone) offered.phone = showPhone(phone.e164, phone.extension ?? null)
  else if (typeof unusable === 'string' || typeof unusable === 'number') offered.phone = String(unusable)
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'string') offered[name] = value
  }
  return offered
}

/** Forms, and what is too long to be here whole, by the names and values that the core took it apart into. */
function payloadOf({ rawText, isRawTextCut, payloadFields }: Sent): JsonValue {
  const json = isRawTextCut ? undefined : parseJson(rawText)
  if (json?.ok) return json.value
  return Object.fromEntries(payloadFields.map(({ path, sample }) => [path, sample]))
}
