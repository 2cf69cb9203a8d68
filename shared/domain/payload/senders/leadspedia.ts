// LeadsPedia, LeadProsper and the like ("LeadPortal style"): flat posts by form body or query string, their own words begin with lp_.
// Shape: the posting instructions such networks publish, e.g. https://ll.media/solar_posting/

import { type Pair, pairsOf, type Sender, textAt } from '../sender.ts'
import { slotOf, targetOf } from '../targets.ts'
import { isAbsent } from '../values.ts'

/** The campaign's passwords, so they are not kept beside the lead. */
const SECRETS = new Set(['lp_campaign_key', 'lp_key', 'lp_test', 'lp_action'])
/** What tells a person from a ping, which only asks for a price. */
const PERSON = new Set(
  (['phone', 'email', 'first_name', 'last_name', 'full_name'] as const).map((name) => slotOf(name)),
)

export const leadsPedia: Sender = {
  id: 'leadspedia',
  name: 'LeadsPedia',
  recognises: (payload) =>
    payload.lp_campaign_id !== undefined ||
    payload.lp_campaign_key !== undefined ||
    payload.lp_request_id !== undefined ||
    payload.lp_lead_id !== undefined ||
    payload.lp_supplier_id !== undefined,
  read(payload) {
    const pairs = pairsOf(payload, SECRETS).map(readOne)
    const hasPerson = pairs.some(
      ({ name, value }) => PERSON.has(targetOf(name)?.slot ?? -1) && !isAbsent(value),
    )
    const test = textAt(payload, 'lp_test').toLowerCase()
    return {
      pairs,
      ...(textAt(payload, 'lp_lead_id') === '' ? {} : { externalId: payload.lp_lead_id }),
      isTest:
        ['1', 'true', 'yes', 'y'].includes(test) ||
        payload.lp_test === true ||
        textAt(payload, 'lp_action') === 'test',
      ...(hasPerson
        ? {}
        : {
            held: 'This is a ping: it describes a lead without the person. The lead itself comes with the post.',
          }),
    }
  },
}

function readOne(pair: Pair): Pair {
  if (pair.name === 'lp_campaign_id') return { ...pair, name: 'campaign_id', penalty: 500 }
  return pair.name.startsWith('lp_') ? { ...pair, isBookkeeping: true } : pair
}
