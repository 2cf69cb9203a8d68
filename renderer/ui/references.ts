// The names of the records that columns refer to: webhooks, providers, workspaces, agents.
import { useMemo } from 'react'
import type { ReferredTo } from '../../shared/domain/list/columns.ts'
import { useApiQuery } from '../api/hooks.ts'
import type { Option } from './fields.tsx'

export type References = Readonly<Record<ReferredTo, readonly Option[]>>

export function useReferences(): References {
  const webhooks = useApiQuery('webhooks.list', {}).data
  const providers = useApiQuery('providers.list', {}).data
  const workspaces = useApiQuery('workspaces.list', {}).data
  const agents = useApiQuery('agents.list', {}).data
  return useMemo(
    () => ({
      webhooks: webhooks?.map(({ webhookId, name }) => ({ value: webhookId, label: name })) ?? [],
      providers:
        providers?.map(({ providerId, providerName }) => ({ value: providerId, label: providerName })) ?? [],
      workspaces: workspaces?.map(({ id, name }) => ({ value: id, label: name })) ?? [],
      agents: agents?.map(({ slug, name }) => ({ value: slug, label: name })) ?? [],
    }),
    [webhooks, providers, workspaces, agents],
  )
}
