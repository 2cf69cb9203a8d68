// DOMAIN §7: which workspace a record belongs to, and why, in words.

export type RoutingRule = {
  readonly id: number
  readonly workspaceId: string
  readonly workspaceName: string
  /** Lower case; empty or `*` means all. */
  readonly productTypes: readonly string[]
  readonly zipCodes: readonly string[]
  readonly priority: number
}

export type Routed = {
  readonly workspaceId: string | null
  readonly method: 'explicit' | 'rule' | 'unrouted'
  readonly ruleId: number | null
  readonly reason: string
}

export type RoutingTable = {
  /** Names of the active workspaces by id. */
  readonly workspaces: ReadonlyMap<string, string>
  readonly rules: readonly PreparedRule[]
}

type PreparedRule = {
  readonly rule: RoutingRule
  readonly products: ReadonlySet<string> | null
  readonly zips: ReadonlySet<string> | null
}

/** Active rules in the order that decides: priority (1 first), then rule id. */
export function routingTable(
  workspaces: ReadonlyMap<string, string>,
  rules: readonly RoutingRule[],
): RoutingTable {
  const asSet = (list: readonly string[], fold: (text: string) => string) =>
    list.length === 0 || list.includes('*') ? null : new Set(list.map(fold))
  return {
    workspaces,
    rules: rules
      .filter((rule) => workspaces.has(rule.workspaceId))
      .sort((a, b) => a.priority - b.priority || a.id - b.id)
      .map((rule) => ({
        rule,
        products: asSet(rule.productTypes, (text) => text.trim().toLowerCase()),
        zips: asSet(rule.zipCodes, (text) => text.trim().slice(0, 5)),
      })),
  }
}

export function routeRecord(
  table: RoutingTable,
  record: {
    readonly explicitWorkspaceId: string | null
    readonly products: readonly string[]
    readonly zipCode: string | null
  },
): Routed {
  const explicit = record.explicitWorkspaceId
  if (explicit !== null) {
    const name = table.workspaces.get(explicit)
    if (name !== undefined)
      return { workspaceId: explicit, method: 'explicit', ruleId: null, reason: `Sent for ${name} by name.` }
  }
  const zip = record.zipCode?.trim().slice(0, 5) ?? ''
  const products = record.products.map((product) => product.trim().toLowerCase())
  for (const { rule, products: wanted, zips } of table.rules) {
    const product = wanted === null ? 'any product' : products.find((one) => wanted.has(one))
    if (product === undefined) continue
    if (zips !== null && !zips.has(zip)) continue
    return {
      workspaceId: rule.workspaceId,
      method: 'rule',
      ruleId: rule.id,
      reason: `Rule ${rule.id} of ${rule.workspaceName}: ${product} in ${zips === null ? 'any ZIP code' : zip}, priority ${rule.priority}.`,
    }
  }
  const unknown = explicit === null ? '' : `The workspace "${explicit}" is unknown or inactive, and `
  const no = `${unknown}no active rule covers ${products[0] ?? 'this product'} in ${zip === '' ? 'a record without a ZIP code' : zip}.`
  return {
    workspaceId: null,
    method: 'unrouted',
    ruleId: null,
    reason: no.charAt(0).toUpperCase() + no.slice(1),
  }
}
