import type { DeliveryRow } from '../../../shared/contract/deliveries.ts'

/** What stands where nobody could be named: a refused delivery was not looked into, an unreadable one could not be. */
export function namelessWord({ verdict, sender }: Pick<DeliveryRow, 'verdict' | 'sender'>): string {
  if (verdict === 'held') return 'No person in it'
  if (sender !== null) return 'No name or phone'
  return verdict === 'refused' ? 'Not looked into' : 'Not readable'
}
