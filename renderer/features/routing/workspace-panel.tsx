// One workspace: whether it is active, what it has sold, who takes what comes, how the client's own programs get at it, and everything that was done in it.
import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { type ReactNode, type Ref, useState } from 'react'
import type { WorkspaceDetail } from '../../../shared/contract/workspaces.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/fields.tsx'
import { showMoney, showTotal } from '../../ui/format.ts'
import { DefinitionList } from '../../ui/lists.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Badge } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { WorkspaceApi } from './workspace-api.tsx'
import { assignmentWords, WorkspaceDialog } from './workspace-dialog.tsx'
import { WorkspaceTrail } from './workspace-trail.tsx'

type WorkspacePanelProps = {
  readonly id: string
  readonly onClose: () => void
  readonly ref?: Ref<PanelHandle>
}

export function WorkspacePanel({ id, onClose, ref }: WorkspacePanelProps) {
  const query = useApiQuery('workspaces.get', { id }, { isExact: true })
  const [isEditing, setEditing] = useState(false)
  const workspace = query.data
  const frame = { ref, label: 'Workspace', record: id, onClose, over: <span className="mono">{id}</span> }
  if (!workspace) {
    return (
      <AwaitedPanel
        {...frame}
        problem={
          query.error && <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
        }
      />
    )
  }
  return (
    <>
      <SidePanel
        {...frame}
        title={
          <>
            <span>{workspace.name}</span>
            {workspace.isSample && <Badge>Sample</Badge>}
            {!workspace.isActive && <Badge tone="warn">Inactive</Badge>}
          </>
        }
        under={
          <div className="mute">
            {showTotal(workspace.leadCount, true, 'lead')} ·{' '}
            {workspace.lastActivityAt ? (
              <>
                last activity <When at={workspace.lastActivityAt} as="ago" />
              </>
            ) : (
              'no activity yet'
            )}
          </div>
        }
        actions={
          <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setEditing(true)}>
            Edit
          </Button>
        }
      >
        <Details workspace={workspace} />
        <PanelSection title="Sold">
          <Summary summary={workspace.summary} />
        </PanelSection>
        <WorkspaceApi key={`api ${id}`} workspace={workspace} />
        <WorkspaceTrail key={`trail ${id}`} workspaceId={id} />
      </SidePanel>
      {isEditing && <WorkspaceDialog workspace={workspace} onClose={() => setEditing(false)} />}
    </>
  )
}

function Details({ workspace }: { readonly workspace: WorkspaceDetail }) {
  const { id, isActive, assignment } = workspace
  const update = useCommand('workspaces.update')
  const agents = useApiQuery('agents.list', {}).data
  return (
    <PanelSection>
      <div className="workspace-stack">
        <Switch
          label="Active"
          hint={
            isActive
              ? undefined
              : 'It keeps what it has and gets nothing more: its rules are passed over, and its key opens nothing.'
          }
          isOn={isActive}
          onChange={(next) => void update({ id, isActive: next })}
        />
        <DefinitionList
          label="Details"
          entries={[
            {
              term: 'Leads',
              value: (
                <Link to="/leads" search={{ workspace: id } as never}>
                  Open its {showTotal(workspace.leadCount, true, 'lead')}
                </Link>
              ),
            },
            {
              term: 'Goes to',
              value:
                assignment.mode === 'none'
                  ? 'Nobody by itself: its leads wait to be assigned'
                  : assignmentWords(
                      assignment,
                      (slug) => agents?.find((agent) => agent.slug === slug)?.name ?? slug,
                    ),
            },
            { term: 'Created', value: <When at={workspace.createdAt} as="full" /> },
          ]}
        />
      </div>
    </PanelSection>
  )
}

/** Sales and contracts, a line for each currency: they are never mixed. */
function Summary({ summary }: { readonly summary: WorkspaceDetail['summary'] }): ReactNode {
  if (summary.length === 0)
    return <p className="mute">No sale and no contract yet. Milestones do not count as sold.</p>
  return (
    <DefinitionList
      label="Sold"
      entries={summary.map((line) => ({
        term: line.currency,
        value: (
          <>
            <strong>{showMoney(line.totalRevenueCents, line.currency)}</strong>
            <div className="mute">
              {showTotal(line.totalConversions, true, 'sale')} to{' '}
              {showTotal(line.uniqueContactsConverted, true, 'person', 'people')}
            </div>
            {line.avgConversionValueCents !== null && (
              <div className="mute">
                {showMoney(Math.round(line.avgConversionValueCents), line.currency)} on average
              </div>
            )}
            {line.lastConversionAt && (
              <div className="mute">
                the last one <When at={line.lastConversionAt} />
              </div>
            )}
          </>
        ),
      }))}
    />
  )
}
