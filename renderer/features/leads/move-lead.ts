// A status set by hand, from wherever it is set. Who sets Converted is offered, and no more than that, to log what was sold.
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import { runCommand } from '../../api/hooks.ts'
import { useAppState } from '../../app/state.ts'

export function moveLead(id: number, status: LeadStatus) {
  const offer = {
    label: 'Log the sale',
    run: () => useAppState.getState().logSale({ leadId: id }),
  }
  return runCommand('leads.setStatus', { id, status }, status === 'converted' ? { offer } : {})
}
