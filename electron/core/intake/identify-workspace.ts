// Whose program asks? A client's own programs name their workspace and show its API key. Unknown, inactive and keyless workspaces and wrong keys get the
// same answer in the same time.
import type { Permission } from '../../../shared/domain/vocabulary.ts'
import type { Directory } from '../directory.ts'
import { hashKey, isSameSecret } from '../vault.ts'

export type ApiCaller = {
  readonly workspaceId: string
  readonly name: string
  readonly permissions: ReadonlySet<Permission>
}

/** No key has this hash. */
const NOBODY = 'none'

export function identifyWorkspace(
  directory: Directory,
  header: (name: string) => string | undefined,
): ApiCaller | null {
  const workspaceId = header('x-workspace-id')?.trim() ?? ''
  const key = header('x-api-key')?.trim() ?? ''
  const workspace = directory.workspace(workspaceId)
  const isOwn = isSameSecret(hashKey(key), workspace?.keyHash ?? NOBODY)
  if (workspace === undefined || !isOwn) return null
  return { workspaceId, name: workspace.name, permissions: workspace.permissions }
}
