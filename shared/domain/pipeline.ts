// The way of a lead (DOMAIN §6): stages in order, exits aside. Rules take values and return values.
import { type LeadStatus, STAGES } from './vocabulary.ts'

type Stage = (typeof STAGES)[number]

export function isStage(status: LeadStatus): status is Stage {
  return (STAGES as readonly LeadStatus[]).includes(status)
}

/** The later of two stages; an exit leaves the furthest stage where it was. */
export function furthestStage(reached: LeadStatus, status: LeadStatus): LeadStatus {
  if (!isStage(status)) return reached
  if (!isStage(reached)) return status
  return STAGES.indexOf(status) > STAGES.indexOf(reached) ? status : reached
}

/** Where the first arrival at each stage is kept; a lead is new when it is created. */
export const ARRIVALS = {
  contacted: 'contacted_at',
  qualified: 'qualified_at',
  proposal_sent: 'proposal_sent_at',
  negotiating: 'negotiating_at',
  scheduled: 'scheduled_at',
  converted: 'converted_at',
} as const satisfies Record<Exclude<Stage, 'new'>, string>
export type ArrivalColumn = (typeof ARRIVALS)[keyof typeof ARRIVALS]
export const ARRIVAL_COLUMNS = Object.values(ARRIVALS)

export type Milestones = {
  readonly stageReached: LeadStatus
  readonly contactedAt: string | null
  readonly qualifiedAt: string | null
  readonly proposalSentAt: string | null
  readonly negotiatingAt: string | null
  readonly scheduledAt: string | null
  readonly convertedAt: string | null
}

/** What a move to a status leaves behind: the furthest stage, and the first arrival at each stage, or, where it was passed over, beyond it. */
export function milestonesAfter(before: Milestones, status: LeadStatus, at: string): Milestones {
  const stageReached = furthestStage(before.stageReached, status)
  const hasReached = (stage: Stage) =>
    isStage(stageReached) && STAGES.indexOf(stageReached) >= STAGES.indexOf(stage)
  return {
    stageReached,
    contactedAt: before.contactedAt ?? (hasReached('contacted') ? at : null),
    qualifiedAt: before.qualifiedAt ?? (hasReached('qualified') ? at : null),
    proposalSentAt: before.proposalSentAt ?? (hasReached('proposal_sent') ? at : null),
    negotiatingAt: before.negotiatingAt ?? (hasReached('negotiating') ? at : null),
    scheduledAt: before.scheduledAt ?? (hasReached('scheduled') ? at : null),
    convertedAt: before.convertedAt ?? (hasReached('converted') ? at : null),
  }
}
