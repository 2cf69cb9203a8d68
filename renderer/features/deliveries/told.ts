import { useNavigate } from '@tanstack/react-router'
import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import { showToast } from '../../ui/toasts.tsx'

/** Tells what a delivery has become, and opens it on asking. */
export function useTellMade() {
  const navigate = useNavigate()
  return ({ kind, isTest }: Pick<DeliveryDetail, 'kind' | 'isTest'>, [lead]: readonly number[]): void => {
    const open = () =>
      void navigate({ to: '/leads', search: { lead: lead as number, ...(isTest ? { test: true } : {}) } })
    showToast({
      title: kind === 'lead' ? 'The delivery became a lead' : 'The appointment was booked',
      ...(lead === undefined ? {} : { action: { label: 'Open', run: open } }),
    })
  }
}
