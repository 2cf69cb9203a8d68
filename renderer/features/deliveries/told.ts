import type { DeliveryDetail } from '../../../shared/contract/deliveries.ts'
import { showToast } from '../../ui/toasts.tsx'

export function tellMade({ kind }: Pick<DeliveryDetail, 'kind'>): void {
  showToast({ title: kind === 'lead' ? 'The delivery became a lead' : 'The appointment was booked' })
}
