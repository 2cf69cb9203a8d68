import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Stands in the address for leads without a workspace; no workspace's id has such a character. */
const UNROUTED = '-'
export const UNROUTED_LABEL = 'Unrouted'

/**
 * The workspace that all screens are narrowed to; undefined means all workspaces, null leads without one. It lives in the address and
 * goes along everywhere.
 */
export function useWorkspaceId(): string | null | undefined {
  const workspace = useSearch({ strict: false, select: (search) => search.workspace })
  return workspace === UNROUTED ? null : workspace
}

/** Narrows to a workspace. The open record may belong to another workspace, so it is closed. */
export function useSwitchWorkspace(): (workspaceId: string | null | undefined) => void {
  const navigate = useNavigate()
  return useCallback(
    (workspaceId) => {
      const search = (now: Record<string, unknown>) => ({
        ...now,
        workspace: workspaceId === null ? UNROUTED : workspaceId,
        lead: undefined,
        contact: undefined,
        appointment: undefined,
      })
      void navigate({ to: '.', search: search as never })
    },
    [navigate],
  )
}
