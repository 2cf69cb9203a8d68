// Rules put into another order: which priorities say so, with as few of them changed as may be.

type Placed = { readonly id: number; readonly priority: number }

/** Priorities by id, so that by priority, then id, the rules stand as they are given. */
export function prioritiesFor(order: readonly Placed[]): ReadonlyMap<number, number> {
  // One that was moved down is raised above those before it; one that was moved up is lowered to what follows it.
  let ceiling = Number.POSITIVE_INFINITY
  const ceilings = order
    .toReversed()
    .map(({ priority }) => {
      ceiling = Math.min(ceiling, priority)
      return ceiling
    })
    .reverse()
  const raised = climb(order, (rule) => rule.priority)
  const lowered = climb(order, (_, at) => ceilings[at] as number)
  return changes(order, raised) <= changes(order, lowered) ? raised : lowered

  function changes(rules: readonly Placed[], to: ReadonlyMap<number, number>): number {
    return rules.filter(({ id, priority }) => to.get(id) !== priority).length
  }
}

/** Each takes what it wants, where those before it leave that open; equal priorities stand by their ids. */
function climb(
  order: readonly Placed[],
  wanted: (rule: Placed, at: number) => number,
): ReadonlyMap<number, number> {
  const priorities = new Map<number, number>()
  let last = { id: 0, priority: 1 }
  for (const [at, rule] of order.entries()) {
    const least = rule.id > last.id ? last.priority : last.priority + 1
    last = { id: rule.id, priority: Math.max(least, wanted(rule, at)) }
    priorities.set(rule.id, last.priority)
  }
  return priorities
}
