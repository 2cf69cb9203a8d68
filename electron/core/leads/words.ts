// Who a lead is, in the words of the history.

export function nameOf(lead: {
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
}): string {
  const name = [lead.first_name, lead.last_name].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? (lead.phone ?? 'this lead') : name
}
