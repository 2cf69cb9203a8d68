// What becomes of a lead after it came in: who called, how far it got, when, and why it ended. Only what lies before the anchor has
// happened, so that young leads are new and old ones are mostly decided.
import { type Milestones, milestonesAfter } from '../../../shared/domain/pipeline.ts'
import type { LeadStatus, LeadType } from '../../../shared/domain/vocabulary.ts'
import { type Calendar, HOUR, iso } from './calendar.ts'
import { drawer, type Random } from './random.ts'

export type Step = {
  readonly at: number
  readonly from: LeadStatus
  readonly to: LeadStatus
  readonly reason: string | null
}
export type Journey = {
  readonly steps: readonly Step[]
  readonly status: LeadStatus
  readonly milestones: Milestones
  /** Whether a next step will come that has not come yet. */
  readonly isOpen: boolean
}

type Fate = { readonly weight: number; readonly path: readonly LeadStatus[] }
const FATES: readonly Fate[] = [
  { weight: 12, path: ['lost'] },
  { weight: 9, path: ['rejected'] },
  { weight: 7, path: ['contacted', 'rejected'] },
  { weight: 14, path: ['contacted', 'lost'] },
  { weight: 5, path: ['contacted'] },
  { weight: 11, path: ['contacted', 'qualified', 'lost'] },
  { weight: 4, path: ['contacted', 'qualified'] },
  { weight: 8, path: ['contacted', 'qualified', 'proposal_sent', 'lost'] },
  { weight: 3, path: ['contacted', 'qualified', 'proposal_sent'] },
  { weight: 4, path: ['contacted', 'qualified', 'proposal_sent', 'negotiating', 'lost'] },
  { weight: 2, path: ['contacted', 'qualified', 'proposal_sent', 'negotiating'] },
  { weight: 5, path: ['contacted', 'qualified', 'scheduled', 'lost'] },
  { weight: 1, path: ['contacted', 'lost', 'contacted', 'qualified', 'lost'] },
  { weight: 5, path: ['contacted', 'qualified', 'scheduled', 'converted'] },
  { weight: 4, path: ['contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted'] },
  { weight: 3, path: ['contacted', 'qualified', 'proposal_sent', 'converted'] },
  { weight: 2, path: ['contacted', 'scheduled', 'converted'] },
  { weight: 1, path: [] },
]
const drawFate = drawer(FATES.map(({ weight }) => weight))
const SOON: readonly LeadStatus[] = ['contacted', 'qualified', 'scheduled']
const NOT_WON: readonly LeadStatus[] = ['contacted', 'lost']

/** Median hours until a step is reached, counted from the one before. */
const WAITS: Readonly<Record<LeadStatus, number>> = {
  new: 0,
  contacted: 3,
  qualified: 40,
  proposal_sent: 80,
  negotiating: 100,
  scheduled: 48,
  converted: 40,
  rejected: 20,
  lost: 240,
}

/** Leads whose call is the next thing an agent does, if the office is open. */
const CALLED_AT_ONCE = 0.4

const NO_ANSWER = [
  'No answer after six calls.',
  'Voicemail full, no reply to texts.',
  'Never picked up, e-mail bounced.',
]
const LOST = [
  'Chose another company.',
  'Not interested any more.',
  'Too expensive.',
  'Waiting until next year.',
  'Could not get financing.',
  'Moved away.',
  'Partner was against it.',
]
const REJECTED: Readonly<Record<LeadType, readonly string[]>> = {
  solar: [
    'Renter, not the owner.',
    'Roof too shaded.',
    'Bill below 80 dollars.',
    'Wrong number.',
    'Outside our service area.',
  ],
  hvac: [
    'Renter, landlord decides.',
    'Wrong number.',
    'Outside our service area.',
    'Looking for a job, not a repair.',
  ],
  insurance: [
    'Already insured with us.',
    'Wrong number.',
    'No license in this state.',
    'Did not ask for a quote.',
  ],
  general: ['Wrong number.'],
}

export function planJourney(
  random: Random,
  calendar: Calendar,
  lead: { readonly leadType: LeadType; readonly createdMs: number; readonly quality: number },
  anchorMs: number,
  /** Finds a time for a meeting after it was booked, and returns its end; null when nobody has time. */
  book: (bookedMs: number) => number | null,
  /** Whether this one is on its way to a meeting that is still to come. */
  isMeetingSoon: boolean,
): Journey {
  let path = isMeetingSoon ? SOON : (FATES[drawFate(random)] as Fate).path
  if (path.includes('converted') && !random.chance(0.72 * lead.quality)) path = NOT_WON
  const steps: Step[] = []
  let milestones: Milestones = {
    stageReached: 'new',
    contactedAt: null,
    qualifiedAt: null,
    proposalSentAt: null,
    negotiatingAt: null,
    scheduledAt: null,
    convertedAt: null,
  }
  let status: LeadStatus = 'new'
  let at = lead.createdMs
  for (const to of path) {
    const wait = Math.round(random.waiting(WAITS[to] * (isMeetingSoon ? 0.3 : 1), 0.9) * HOUR)
    const isCalledAtOnce = to === 'contacted' && at === lead.createdMs && random.chance(CALLED_AT_ONCE)
    at = calendar.inOfficeHours(
      at + (isCalledAtOnce ? random.between(40, 280) * 1_000 : wait + random.between(2, 50) * 60_000),
      random,
    )
    if (at >= anchorMs) return { steps, status, milestones, isOpen: true }
    if (to === 'scheduled' && status !== 'scheduled') {
      const meeting = book(at)
      // Nobody has time: it stays where it is until somebody has.
      if (meeting === null) return { steps, status, milestones, isOpen: true }
      steps.push({ at, from: status, to, reason: null })
      milestones = milestonesAfter(milestones, to, iso(at))
      status = to
      at = meeting
      continue
    }
    steps.push({ at, from: status, to, reason: reasonFor(random, status, to, lead.leadType) })
    milestones = milestonesAfter(milestones, to, iso(at))
    status = to
  }
  return { steps, status, milestones, isOpen: false }
}

function reasonFor(random: Random, from: LeadStatus, to: LeadStatus, leadType: LeadType): string | null {
  if (to === 'rejected') return random.pick(REJECTED[leadType])
  if (to !== 'lost') return null
  return random.pick(from === 'new' ? NO_ANSWER : LOST)
}
