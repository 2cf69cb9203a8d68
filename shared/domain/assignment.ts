// How what is routed to a workspace finds its agent (workspaces.assignment, JSON).

export const ASSIGNMENT_MODES = ['none', 'agent', 'turns', 'load'] as const
export type AssignmentMode = (typeof ASSIGNMENT_MODES)[number]
export const ASSIGNMENT_LABELS: Readonly<Record<AssignmentMode, string>> = {
  none: 'Nobody',
  agent: 'One agent',
  turns: 'By turns',
  load: 'By load',
}

/** `agents`: slugs in the order of the turns; one for `agent`, none for `none`. */
export type Assignment = { readonly mode: AssignmentMode; readonly agents: readonly string[] }
export const NO_ASSIGNMENT: Assignment = { mode: 'none', agents: [] }

/** What an agent has to do: the smaller, the sooner the next lead. */
export type Load = { readonly openLeads: number; readonly appointments: number }

export type Candidate = { readonly slug: string; readonly name: string }
export type Choice = { readonly slug: string; readonly reason: string }

/** As it is stored; what cannot be read assigns nobody. */
export function readAssignment(stored: string | null): Assignment {
  if (stored === null) return NO_ASSIGNMENT
  try {
    const { mode, agents } = JSON.parse(stored) as Partial<Assignment>
    const isKnown = (ASSIGNMENT_MODES as readonly unknown[]).includes(mode) && Array.isArray(agents)
    return isKnown ? ({ mode, agents } as Assignment) : NO_ASSIGNMENT
  } catch {
    return NO_ASSIGNMENT
  }
}

/** `turn` counts from 1; whoever is not active is not among them. */
export function chooseByTurn(candidates: readonly Candidate[], turn: number): Choice | undefined {
  const chosen = candidates[(turn - 1) % Math.max(1, candidates.length)]
  return chosen && { slug: chosen.slug, reason: `By turns among ${peopleOf(candidates.length)}` }
}

/** Fewest open leads, then fewest appointments in the next seven days, then the order of the list. */
export function chooseByLoad(
  candidates: readonly Candidate[],
  loadOf: (slug: string) => Load,
): Choice | undefined {
  let best: { readonly candidate: Candidate; readonly load: Load } | undefined
  for (const candidate of candidates) {
    const load = loadOf(candidate.slug)
    const isLess =
      best === undefined ||
      load.openLeads < best.load.openLeads ||
      (load.openLeads === best.load.openLeads && load.appointments < best.load.appointments)
    if (isLess) best = { candidate, load }
  }
  if (best === undefined) return undefined
  const { openLeads, appointments } = best.load
  const leads = `${openLeads} open ${openLeads === 1 ? 'lead' : 'leads'}`
  const visits = `${appointments} ${appointments === 1 ? 'appointment' : 'appointments'} in 7 days`
  return {
    slug: best.candidate.slug,
    reason: `Least to do of ${peopleOf(candidates.length)}: ${leads}, ${visits}`,
  }
}

export function chooseFixed(candidates: readonly Candidate[], workspaceName: string): Choice | undefined {
  const [agent] = candidates
  return agent && { slug: agent.slug, reason: `Takes what comes to ${workspaceName}` }
}

function peopleOf(count: number): string {
  return `${count} ${count === 1 ? 'agent' : 'agents'}`
}
