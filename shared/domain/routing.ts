// DOMAIN §7: which workspace a record belongs to, and why, in words.
//
// The rules are compiled once and asked for every record: for each product that a rule names there is one table with the first rule of every ZIP code,
// made when the product is first asked for. A look-up costs the same with five rules as with five thousand.
import { NO_ZIP, showZip, spansHold, type ZipSpans, zipNumber, zipSpans } from './zip-list.ts'

export type RoutingRule = {
  readonly id: number
  readonly workspaceId: string
  /** Any case; empty or `*` means all. */
  readonly productTypes: readonly string[]
  /** As in zip-list.ts; empty or `*` means all. */
  readonly zipCodes: readonly string[]
  readonly priority: number
}

/** A rule as it is compared: products in lower case, ZIP codes as numbers; null is all. */
export type PreparedRule = {
  readonly id: number
  readonly workspaceId: string
  readonly priority: number
  readonly products: readonly string[] | null
  readonly zips: ZipSpans
}

export type RoutedRecord = {
  readonly explicitWorkspaceId: string | null
  /** Its product type, then its lead type. */
  readonly products: readonly string[]
  readonly zipCode: string | null
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
  /** Those of active workspaces, in the order that decides: priority (1 first), then rule id. */
  readonly rules: readonly PreparedRule[]
  /** Products that a rule names. */
  readonly products: readonly string[]
  /** For each ZIP number (NO_ZIP too) one more than the place in `rules` of the first that takes the product there; 0 is none. */
  firstRules(product: string): Uint16Array | Uint32Array
}

export function prepareRule(rule: RoutingRule): PreparedRule {
  return prepareStored({ ...rule, zips: zipSpans(rule.zipCodes) })
}

/** The same of one whose ZIP codes are numbers already. */
export function prepareStored({
  id,
  workspaceId,
  productTypes,
  priority,
  zips,
}: Omit<RoutingRule, 'zipCodes'> & Pick<PreparedRule, 'zips'>): PreparedRule {
  const products = productTypes.map(foldProduct)
  return {
    id,
    workspaceId,
    priority,
    products: products.length === 0 || products.includes('*') ? null : [...new Set(products)],
    zips,
  }
}

export function foldProduct(product: string): string {
  return product.trim().toLowerCase()
}

export function routingTable(
  workspaces: ReadonlyMap<string, string>,
  rules: readonly RoutingRule[],
): RoutingTable {
  return compileRules(workspaces, rules.map(prepareRule))
}

/** No rule names it, so the rules for all products alone may take it. */
export const OTHER_PRODUCT = ''
/** Tables that are kept; each is 200 kB. */
const MOST_TABLES = 256

export function compileRules(
  workspaces: ReadonlyMap<string, string>,
  prepared: readonly PreparedRule[],
): RoutingTable {
  const rules = prepared
    .filter((rule) => workspaces.has(rule.workspaceId))
    .sort((a, b) => a.priority - b.priority || a.id - b.id)
  const forAll: number[] = []
  const byProduct = new Map<string, number[]>()
  for (const [place, { products }] of rules.entries()) {
    if (products === null) forAll.push(place)
    else
      for (const product of products) {
        const places = byProduct.get(product)
        if (places === undefined) byProduct.set(product, [place])
        else places.push(place)
      }
  }
  const tables = new Map<string, Uint16Array | Uint32Array>()
  return {
    workspaces,
    rules,
    products: [...byProduct.keys()],
    firstRules: (product) => {
      const known = tables.get(product)
      if (known !== undefined) return known
      const named = byProduct.get(product)
      if (named === undefined && product !== OTHER_PRODUCT) {
        const others = tables.get(OTHER_PRODUCT)
        if (others !== undefined) return others
      }
      const table = fillTable(rules, named === undefined ? forAll : merged(named, forAll))
      if (tables.size >= MOST_TABLES) tables.delete(tables.keys().next().value as string)
      tables.set(named === undefined ? OTHER_PRODUCT : product, table)
      return table
    },
  }
}

function merged(a: readonly number[], b: readonly number[]): number[] {
  return [...a, ...b].sort((x, y) => x - y)
}

/** Rules in their order each take what is still free; what is taken is jumped over, so that many wide rules cost no more than many narrow ones. */
function fillTable(rules: readonly PreparedRule[], places: readonly number[]): Uint16Array | Uint32Array {
  const size = NO_ZIP + 1
  const table = rules.length < 65_535 ? new Uint16Array(size) : new Uint32Array(size)
  const next = new Int32Array(size + 1)
  for (let zip = 0; zip <= size; zip++) next[zip] = zip
  const free = (from: number) => {
    let zip = from
    while (next[zip] !== zip) {
      next[zip] = next[next[zip] as number] as number
      zip = next[zip] as number
    }
    return zip
  }
  let left = size
  for (const place of places) {
    const { zips } = rules[place] as PreparedRule
    const spans = zips ?? EVERYTHING
    for (let at = 0; at < spans.length; at += 2) {
      const to = spans[at + 1] as number
      for (let zip = free(spans[at] as number); zip <= to; zip = free(zip)) {
        table[zip] = place + 1
        next[zip] = zip + 1
        left--
      }
    }
    if (left === 0) break
  }
  return table
}

const EVERYTHING = Int32Array.of(0, NO_ZIP)

/** The first rule that takes one of the products at the ZIP number; undefined where none does. */
export function firstRule(
  table: RoutingTable,
  products: readonly string[],
  zip: number,
): PreparedRule | undefined {
  let best = 0
  for (const product of products) {
    const place = table.firstRules(product)[zip] as number
    if (place !== 0 && (best === 0 || place < best)) best = place
  }
  if (products.length === 0) best = table.firstRules(OTHER_PRODUCT)[zip] as number
  return table.rules[best - 1]
}

export function routeRecord(table: RoutingTable, record: RoutedRecord): Routed {
  const explicit = record.explicitWorkspaceId
  if (explicit !== null) {
    const name = table.workspaces.get(explicit)
    if (name !== undefined)
      return { workspaceId: explicit, method: 'explicit', ruleId: null, reason: `Sent for ${name} by name.` }
  }
  const zip = zipNumber(record.zipCode)
  const products = record.products.map(foldProduct)
  const rule = firstRule(table, products, zip)
  if (rule !== undefined)
    return {
      workspaceId: rule.workspaceId,
      method: 'rule',
      ruleId: rule.id,
      reason: `Rule ${rule.id} of ${table.workspaces.get(rule.workspaceId)}: ${wantedOf(rule, products) ?? 'any product'} in ${rule.zips === null ? 'any ZIP code' : showZip(zip)}, priority ${rule.priority}.`,
    }
  const unknown = explicit === null ? '' : `The workspace "${explicit}" is unknown or inactive, and `
  const no = `${unknown}no active rule covers ${products[0] ?? 'this product'} in ${zip === NO_ZIP ? 'a record without a ZIP code' : showZip(zip)}.`
  return {
    workspaceId: null,
    method: 'unrouted',
    ruleId: null,
    reason: no.charAt(0).toUpperCase() + no.slice(1),
  }
}

/** Which of the record's products the rule names. */
function wantedOf({ products: wanted }: PreparedRule, products: readonly string[]): string | undefined {
  return wanted === null ? undefined : products.find((product) => wanted.includes(product))
}

// ---- Why -------------------------------------------------------------------------------------------------------------------------

export type Verdict = 'wins' | 'later' | 'product' | 'zip' | 'both' | 'inactive' | 'workspace'

export type RuleVerdict = {
  readonly ruleId: number
  readonly verdict: Verdict
  /** Why it does, or does not, take the record. */
  readonly words: string
}

/** Every rule in its order with what it says of a record; `isActive` is the rule's own switch. */
export function explainRules(
  workspaces: ReadonlyMap<string, string>,
  rules: readonly (PreparedRule & { readonly isActive: boolean })[],
  record: Pick<RoutedRecord, 'products' | 'zipCode'>,
): RuleVerdict[] {
  const zip = zipNumber(record.zipCode)
  const products = record.products.map(foldProduct)
  const where = zip === NO_ZIP ? 'the record has no ZIP code' : `it does not list ${showZip(zip)}`
  let winner: number | undefined
  return [...rules]
    .sort((a, b) => a.priority - b.priority || a.id - b.id)
    .map((rule) => {
      const tell = (verdict: Verdict, words: string) => ({ ruleId: rule.id, verdict, words })
      if (!rule.isActive) return tell('inactive', 'The rule is switched off.')
      if (!workspaces.has(rule.workspaceId)) return tell('workspace', 'Its workspace is not active.')
      const takesProduct = rule.products === null || wantedOf(rule, products) !== undefined
      const takesZip = spansHold(rule.zips, zip)
      const wants = `it wants ${(rule.products ?? []).join(', ')}`
      if (!takesProduct && !takesZip) return tell('both', `${capital(wants)}, and ${where}.`)
      if (!takesProduct) return tell('product', `${capital(wants)}.`)
      if (!takesZip) return tell('zip', `${capital(where)}.`)
      if (winner !== undefined) return tell('later', `It fits, but rule ${winner} comes first.`)
      winner = rule.id
      return tell('wins', 'It fits, and comes first.')
    })
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
