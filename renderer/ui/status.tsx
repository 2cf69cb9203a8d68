// Status and verdict as a labelled dot: the colour helps, the word says it.
import { LEAD_TYPE_LABELS, STATUS_LABELS, VERDICT_LABELS } from '../../shared/domain/labels.ts'
import {
  type DeliveryVerdict,
  type LeadStatus,
  type LeadType,
  REVIEW_VERDICTS,
} from '../../shared/domain/vocabulary.ts'

export type DotTone =
  | 'new'
  | 'contacted'
  | 'qualified'
  | 'proposal'
  | 'negotiating'
  | 'scheduled'
  | 'converted'
  | 'lost'
  | 'good'
  | 'warm'
  | 'late'
  | 'accent'

const STATUS_TONES: Readonly<Record<LeadStatus, DotTone>> = {
  new: 'new',
  contacted: 'contacted',
  qualified: 'qualified',
  proposal_sent: 'proposal',
  negotiating: 'negotiating',
  scheduled: 'scheduled',
  converted: 'converted',
  rejected: 'lost',
  lost: 'lost',
}

const VERDICT_TONES: Readonly<Record<DeliveryVerdict, DotTone>> = {
  received: 'new',
  accepted: 'good',
  held: 'warm',
  quarantined: 'late',
  refused: 'late',
  dismissed: 'lost',
}

/** How many wait for a person: the one count behind every "to review". */
export function toReview(counts: Readonly<Record<(typeof REVIEW_VERDICTS)[number], number>>): number {
  return REVIEW_VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0)
}

/** The colour of a status that comes as plain data. */
export function toneOfStatus(status: unknown): DotTone {
  return STATUS_TONES[status as LeadStatus] ?? 'lost'
}

export function Dot({ tone, isHollow }: { readonly tone: DotTone; readonly isHollow?: boolean }) {
  return <span className={`dot tone-${tone}${isHollow ? ' hollow' : ''}`} aria-hidden />
}

/** Any labelled dot. */
export function StatusDot({
  tone,
  label,
  isHollow,
}: {
  readonly tone: DotTone
  readonly label: string
  readonly isHollow?: boolean
}) {
  return (
    <span className="status">
      <Dot tone={tone} isHollow={isHollow ?? false} />
      <span className="clip">{label}</span>
    </span>
  )
}

/** Exits are hollow, so that they differ from stages without colour too. */
export function LeadStatusDot({ status }: { readonly status: LeadStatus }) {
  return (
    <StatusDot
      tone={STATUS_TONES[status]}
      label={STATUS_LABELS[status]}
      isHollow={status === 'lost' || status === 'rejected'}
    />
  )
}

export function StatusMark({ status }: { readonly status: LeadStatus }) {
  return <Dot tone={STATUS_TONES[status]} isHollow={status === 'lost' || status === 'rejected'} />
}

export function VerdictDot({ verdict }: { readonly verdict: DeliveryVerdict }) {
  return (
    <StatusDot
      tone={VERDICT_TONES[verdict]}
      label={VERDICT_LABELS[verdict]}
      isHollow={verdict === 'dismissed'}
    />
  )
}

export function leadTypeLabel(type: LeadType): string {
  return LEAD_TYPE_LABELS[type]
}

/** A small word beside a name: Test, Sample, Off. */
export function Badge({
  children,
  tone = 'plain',
}: {
  readonly children: string
  readonly tone?: 'plain' | 'warn' | 'danger'
}) {
  return <span className={`badge ${tone}`}>{children}</span>
}
