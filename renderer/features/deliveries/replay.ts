// Reading stored deliveries again, and saying what came of it.
import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { runCommand } from '../../api/hooks.ts'
import { showCount } from '../../ui/format.ts'

/**
 * Whether reading the same bytes again may end otherwise: a refusal was about who sends, a defect is mended by an update, an id that came
 * before waits for somebody to say that this is another person. What could not be read will not be, until a mapping or a hand repairs it.
 */
export function replayMayHelp({ verdict, cause }: Pick<DeliveryDetail, 'verdict' | 'cause'>): boolean {
  return verdict === 'refused' || /:(?:defect|held:same-id)$/.test(cause ?? '')
}

export type Outcome = {
  readonly accepted: number
  readonly failed: number
  readonly leadIds: readonly number[]
  readonly firstProblem: string | null
}

/** "12 became leads, 2 still fail: The phone number is missing." */
export function outcomeWords({ accepted, failed, firstProblem }: Outcome): string {
  const won = accepted === 0 ? '' : `${showCount(accepted)} became ${accepted === 1 ? 'a lead' : 'leads'}`
  const lost = failed === 0 ? '' : `${showCount(failed)} still ${failed === 1 ? 'fails' : 'fail'}`
  if (won === '' && lost === '') return 'Nothing was left to replay'
  return [won, lost].filter(Boolean).join(', ') + (failed > 0 && firstProblem ? `: ${firstProblem}` : '')
}

/**
 * Replays a whole group of `count` deliveries, in rounds: the core takes some hundreds at a time and says where to go on.
 * Undefined when it was refused (and that was said).
 */
export async function replayCause(
  cause: string,
  count: number,
  onProgress: (accepted: number) => void,
): Promise<Outcome | undefined> {
  let accepted = 0
  let failed = 0
  let firstProblem: string | null = null
  const leadIds: number[] = []
  for (let afterId: number | null = 0; afterId !== null; ) {
    const round: Output<'deliveries.replay'> | undefined = await runCommand(
      'deliveries.replay',
      { cause, afterId },
      { isQuiet: true },
    )
    if (round === undefined) {
      return accepted === 0 ? undefined : { accepted, failed: count - accepted, leadIds, firstProblem }
    }
    accepted += round.accepted
    failed += round.failed
    firstProblem ??= round.firstProblem
    leadIds.push(...round.leadIds)
    onProgress(accepted)
    afterId = round.nextAfterId
  }
  return { accepted, failed, leadIds, firstProblem }
}
