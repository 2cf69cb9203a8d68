import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** The workspace that all screens are narrowed to; undefined means all workspaces. It lives in the address and goes along everywhere. */
export function useWorkspaceId(): string | undefined {
  return useSearch({ strict: false, select: (search) => search.workspace })
}

/** Narrows to a workspace. The open record may belong to another workspace, so it is closed. */
export function useSwitchWorkspace(): (workspace: string | undefined) => void {
  const navigate = useNavigate()
  return useCallback(
    (workspace) => {
      const search = (now: Record<string, unknown>) => ({
        ...now,
        workspace,
        lead: undefined,
        contact: undefined,
      })
      void navigate({ to: '.', search: search as never })
    },
    [navigate],
  )
}
