// Deliveries that wait for repair: few, so they are read anew whenever something was written.
import { offsetFinder } from '../../../shared/domain/days.ts'
import type { ReadDb } from '../db/connection.ts'
import { dayNumber, onTheWall } from './rows.ts'
import { isOfDeliveries, type Scope } from './select.ts'

export type Waiting = {
  readonly webhook_id: string
  readonly provider_id: string | null
  readonly day: number
}

export function readWaiting(db: ReadDb, timeZone: string): readonly Waiting[] {
  const offsetOf = offsetFinder(timeZone)
  return db
    .sql(
      `select webhook_id, provider_id, received_at from deliveries where verdict = 'quarantined' and is_test = 0`,
    )
    .arrays<[string, string | null, string]>()
    .map(([webhook_id, provider_id, receivedAt]) => {
      const receivedMs = Date.parse(receivedAt)
      return { webhook_id, provider_id, day: onTheWall(receivedMs, offsetOf(receivedMs)).day }
    })
}

/** Those of a scope; null where it cannot be told of them. */
export function waitingIn(waiting: readonly Waiting[], scope: Scope): readonly Waiting[] | null {
  if (!isOfDeliveries(scope)) return null
  const from = dayNumber(scope.from)
  const to = dayNumber(scope.to)
  return waiting.filter(
    (delivery) =>
      delivery.day >= from &&
      delivery.day <= to &&
      scope.where.every(({ dimension, values }) =>
        values.includes(delivery[dimension as 'webhook_id' | 'provider_id']),
      ),
  )
}
