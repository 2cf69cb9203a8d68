// Google Ads lead forms. Shape: https://developers.google.com/google-ads/webhook/docs/implementation

import { isObject } from '../json.ts'
import { bookkeepingOf, type Pair, type Sender, textAt } from '../sender.ts'
import { targetOf } from '../targets.ts'

/** `google_key` is the webhook's password, so it is not kept beside the lead. */
const READ_HERE = new Set([
  'user_column_data',
  'google_key',
  'lead_id',
  'is_test',
  'campaign_id',
  'lead_submit_time',
])

export const googleAds: Sender = {
  id: 'google-ads',
  name: 'Google Ads',
  recognises: (payload) => Array.isArray(payload.user_column_data),
  read(payload) {
    const pairs: Pair[] = []
    for (const column of payload.user_column_data as unknown[]) {
      if (!isObject(column as never)) continue
      const { string_value: value } = column as { string_value?: string }
      const id = textAt(column as never, 'column_id')
      const label = textAt(column as never, 'column_name')
      const name = targetOf(id) !== null || label === '' ? id : label
      if (value !== undefined) pairs.push({ name, question: label || id, value })
    }
    for (const name of ['campaign_id', 'lead_submit_time']) {
      const value = payload[name]
      if (value !== undefined) pairs.push({ name, value })
    }
    return {
      pairs: [...pairs, ...bookkeepingOf(payload, READ_HERE)],
      externalId: payload.lead_id,
      isTest: payload.is_test === true || payload.is_test === 'true',
    }
  },
}
