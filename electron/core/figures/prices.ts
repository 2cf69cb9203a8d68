// What a lead cost where it did not say so itself: the price of its provider on its day, of its webhook before the one for all webhooks.
import type { ReadDb } from '../db/connection.ts'
import { dayNumber } from './rows.ts'

type Price = { readonly day: number; readonly cents: number }
type Prices = ReadonlyMap<string, readonly Price[]>

const key = (providerId: string, webhookId: string) => `${providerId}\n${webhookId}`

/** Everything that prices depend on, in one text: when it is the same, so are they. */
export function priceList(db: ReadDb): string {
  return (
    db
      .sql(
        `select json_group_array(json_array(provider_id, webhook_id, from_day, price_cents)) from
           (select * from provider_prices order by provider_id, webhook_id, from_day)`,
      )
      .value<string>() ?? '[]'
  )
}

/** `day` as in rows.ts. */
export type PriceOf = (providerId: string | null, webhookId: string | null, day: number) => number | null

export function readPrices(list: string): PriceOf {
  const prices = new Map<string, Price[]>()
  for (const [providerId, webhookId, from, cents] of JSON.parse(list) as [string, string, string, number][]) {
    const price = { day: dayNumber(from), cents }
    const known = prices.get(key(providerId, webhookId))
    if (known === undefined) prices.set(key(providerId, webhookId), [price])
    else known.push(price)
  }
  if (prices.size === 0) return () => null
  return (providerId, webhookId, day) =>
    providerId === null
      ? null
      : (inForce(prices, key(providerId, webhookId ?? ''), day) ?? inForce(prices, key(providerId, ''), day))
}

/** The latest that begins on the day or before it. */
function inForce(prices: Prices, of: string, day: number): number | null {
  return prices.get(of)?.findLast((price) => price.day <= day)?.cents ?? null
}
