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

export type Milestones = {
  readonly stageReached: LeadStatus
  readonly contactedAt: string | null
  readonly qualifiedAt: string | null
  readonly convertedAt: string | null
}

/** What a move to a status leaves behind: the furthest stage, and the first arrival at contacted, qualified and converted. */
export function milestonesAfter(before: Milestones, status: LeadStatus, at: string): Milestones {
  const stageReached = furthestStage(before.stageReached, status)
  const hasReached = (stage: Stage) =>
    isStage(stageReached) && STAGES.indexOf(stageReached) >= STAGES.indexOf(stage)
  return {
    stageReached,
    contactedAt: before.contactedAt ?? (hasReached('contacted') ? at : null),
    qualifiedAt: before.qualifiedAt ?? (hasReached('qualified') ? at : null),
    convertedAt: before.convertedAt ?? (hasReached('converted') ? at : null),
  }
}
