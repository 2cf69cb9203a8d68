// What is wrong with a set of routing rules as a whole: rules that can never win, and ties that only the rule's number decides.
import { OTHER_PRODUCT, type PreparedRule, type RoutingTable } from './routing.ts'
import { NO_ZIP } from './zip-list.ts'

export type NeverWins = {
  readonly ruleId: number
  /** The rules that take all of it before, some of them; empty: it covers nothing. */
  readonly by: readonly number[]
}
export type Tie = {
  readonly ruleId: number
  /** A rule of another workspace with the same priority. */
  readonly withId: number
  /** A record that both would take; the product '' is any. */
  readonly product: string
  readonly zip: number
}
export type RoutingAnalysis = { readonly neverWins: readonly NeverWins[]; readonly ties: readonly Tie[] }

/** So many covering rules are named. */
const MOST_NAMED = 5
const EVERYTHING = Int32Array.of(0, NO_ZIP)

export function analyseRules(table: RoutingTable): RoutingAnalysis {
  return { neverWins: neverWinning(table), ties: tiesOf(table) }
}

// ---- Never winning ---------------------------------------------------------------------------------------------------------------

function neverWinning(table: RoutingTable): NeverWins[] {
  const wins = new Set<number>()
  for (const product of [...table.products, OTHER_PRODUCT])
    for (const place of table.firstRules(product)) if (place !== 0) wins.add(place - 1)
  const runs = new Map<string, Int32Array>()
  return table.rules.flatMap((rule, place) =>
    wins.has(place) ? [] : [{ ruleId: rule.id, by: coveredBy(table, rule, runs) }],
  )
}

function coveredBy(table: RoutingTable, rule: PreparedRule, runs: Map<string, Int32Array>): number[] {
  const by = new Set<number>()
  const spans = rule.zips ?? EVERYTHING
  for (const product of rule.products ?? [...table.products, OTHER_PRODUCT]) {
    const first = table.firstRules(product)
    let ends = runs.get(product)
    if (ends === undefined) {
      ends = runEnds(first)
      runs.set(product, ends)
    }
    for (let at = 0; at < spans.length; at += 2) {
      const to = spans[at + 1] as number
      for (let zip = spans[at] as number; zip <= to; zip = ends[zip] as number) {
        const winner = table.rules[(first[zip] as number) - 1]
        if (winner !== undefined) by.add(winner.id)
        if (by.size === MOST_NAMED) return [...by]
      }
    }
  }
  return [...by]
}

/** For each ZIP number where the stretch of the same first rule ends. */
function runEnds(first: Uint16Array | Uint32Array): Int32Array {
  const ends = new Int32Array(first.length)
  let end = first.length
  for (let zip = first.length - 1; zip >= 0; zip--) {
    if (zip + 1 < first.length && first[zip] !== first[zip + 1]) end = zip + 1
    ends[zip] = end
  }
  return ends
}

// ---- Ties ------------------------------------------------------------------------------------------------------------------------

/** One tie for each rule that has any: with a rule of the same priority and another workspace that takes something in common. */
function tiesOf({ rules, products }: RoutingTable): Tie[] {
  const ties = new Map<number, Tie>()
  const groups = new Map<number, PreparedRule[]>()
  for (const rule of rules) {
    const group = groups.get(rule.priority)
    if (group === undefined) groups.set(rule.priority, [rule])
    else group.push(rule)
  }
  for (const group of groups.values()) {
    if (group.every(({ workspaceId }) => workspaceId === group[0]?.workspaceId)) continue
    const { segmentOf, starts } = segmentsOf(group)
    const reversed = [...group].reverse()
    for (const product of [...products, OTHER_PRODUCT]) {
      const takes = (rule: PreparedRule) => rule.products === null || rule.products.includes(product)
      // Who came before in one direction has it in the other.
      for (const order of [group, reversed]) seekTies(order.filter(takes), product, segmentOf, starts, ties)
    }
  }
  return rules.flatMap(({ id }) => ties.get(id) ?? [])
}

/** Of each stretch of ZIP codes the first rule, and the first of another workspace, are all that a later one need be compared with. */
function seekTies(
  rules: readonly PreparedRule[],
  product: string,
  segmentOf: Int32Array,
  starts: Int32Array,
  ties: Map<number, Tie>,
): void {
  const one = new Int32Array(starts.length)
  const other = new Int32Array(starts.length)
  for (const [index, rule] of rules.entries()) {
    const spans = rule.zips ?? EVERYTHING
    for (let at = 0; at < spans.length; at += 2) {
      const end = segmentOf[(spans[at + 1] as number) + 1] as number
      for (let segment = segmentOf[spans[at] as number] as number; segment < end; segment++) {
        const owner = rules[(one[segment] as number) - 1]
        if (owner === undefined) {
          one[segment] = index + 1
          continue
        }
        const second = rules[(other[segment] as number) - 1]
        const rival = owner.workspaceId === rule.workspaceId ? second : owner
        if (owner.workspaceId !== rule.workspaceId && second === undefined) other[segment] = index + 1
        if (rival === undefined) continue
        const zip = starts[segment] as number
        if (!ties.has(rule.id)) ties.set(rule.id, { ruleId: rule.id, withId: rival.id, product, zip })
        if (!ties.has(rival.id)) ties.set(rival.id, { ruleId: rival.id, withId: rule.id, product, zip })
      }
    }
  }
}

/** ZIP numbers fall into stretches that every rule of the group takes whole or not at all. */
function segmentsOf(rules: readonly PreparedRule[]): { segmentOf: Int32Array; starts: Int32Array } {
  const isStart = new Uint8Array(NO_ZIP + 2)
  isStart[0] = 1
  for (const { zips } of rules) {
    const spans = zips ?? EVERYTHING
    for (let at = 0; at < spans.length; at += 2) {
      isStart[spans[at] as number] = 1
      isStart[(spans[at + 1] as number) + 1] = 1
    }
  }
  const segmentOf = new Int32Array(NO_ZIP + 2)
  const starts: number[] = []
  for (let zip = 0; zip <= NO_ZIP; zip++) {
    if (isStart[zip] === 1) starts.push(zip)
    segmentOf[zip] = starts.length - 1
  }
  // One past the last.
  segmentOf[NO_ZIP + 1] = starts.length
  return { segmentOf, starts: Int32Array.from(starts) }
}
