import { useCallback } from 'react'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { DIMENSION_LABELS, type Dimension } from '../../../shared/domain/metrics.ts'
import { useReferences } from '../../ui/references.ts'

const REFERRED = {
  workspace_id: 'workspaces',
  provider_id: 'providers',
  webhook_id: 'webhooks',
  assigned_to: 'agents',
} as const

/** How a value of a dimension is called; a record that is gone keeps its id. */
export function useValueNames(): (dimension: Dimension, value: string | null) => string {
  const references = useReferences()
  return useCallback(
    (dimension, value) => {
      if (value === null) return DIMENSION_LABELS[dimension].none
      if (dimension === 'lead_type')
        return (LEAD_TYPE_LABELS as Readonly<Record<string, string>>)[value] ?? value
      const list = (REFERRED as Partial<Record<Dimension, keyof typeof references>>)[dimension]
      if (list === undefined) return value
      return references[list].find((option) => option.value === value)?.label ?? value
    },
    [references],
  )
}
