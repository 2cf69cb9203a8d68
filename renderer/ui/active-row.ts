import type { TableHandle } from './data-table.tsx'

/** The record that a key means which works on one: the active row's; outside of the list that of the open panel. */
export function recordInHand<Id extends number | string>(
  table: TableHandle | null,
  rows: { row(index: number): { readonly id: Id } | undefined },
  openId: Id | undefined,
): Id | undefined {
  const hand = table?.hand()
  if (hand === 'nothing') return undefined
  return hand === undefined ? openId : rows.row(hand)?.id
}
