// What can be done with the marked leads, all at once and under one undo.
import { Briefcase, CircleDot, Trash2, UserRound, X } from 'lucide-react'
import type { LeadFilter } from '../../../shared/contract/leads.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { runCommand } from '../../api/hooks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useReferences } from '../../ui/references.ts'
import type { Target } from '../../ui/selection.ts'
import { StatusMark } from '../../ui/status.tsx'

type BulkBarProps = {
  readonly count: number
  readonly total: number
  readonly target: Target
  readonly filter: LeadFilter
  readonly onAll: () => void
  readonly onDelete: () => void
  readonly onClear: () => void
}

export function BulkBar({ count, total, target, filter, onAll, onDelete, onClear }: BulkBarProps) {
  const { agents, workspaces } = useReferences()
  const wanted = wantedLeads(target, filter)
  const change = async (what: Parameters<typeof runCommand<'leads.changeMany'>>[1]['change']) => {
    const answer = await runCommand('leads.changeMany', { target: wanted, change: what })
    // What was marked may no longer be listed.
    if (answer !== undefined) onClear()
  }
  return (
    <section className="bulk-bar" aria-label="Marked leads">
      <strong>{count.toLocaleString('en-US')} marked</strong>
      {count < total && (
        <Button tone="quiet" onClick={onAll}>
          Mark all {total.toLocaleString('en-US')}
        </Button>
      )}
      <span className="grow" />
      <Menu
        align="end"
        trigger={<Button icon={<CircleDot size={14} aria-hidden />}>Status</Button>}
        entries={LEAD_STATUSES.map((status, at) => ({
          label: STATUS_LABELS[status],
          icon: <StatusMark status={status} />,
          keys: String(at + 1),
          run: () => void change({ status }),
        }))}
      />
      <Menu
        align="end"
        trigger={<Button icon={<UserRound size={14} aria-hidden />}>Assign</Button>}
        entries={[
          ...agents.map(({ value, label }) => ({
            label,
            run: () => void change({ values: { assigned_to: value } }),
          })),
          { kind: 'line' as const },
          { label: 'Nobody', run: () => void change({ values: { assigned_to: null } }) },
        ]}
      />
      <Menu
        align="end"
        trigger={<Button icon={<Briefcase size={14} aria-hidden />}>Workspace</Button>}
        entries={workspaces.map(({ value, label }) => ({
          label,
          run: () => void change({ values: { workspace_id: value } }),
        }))}
      />
      <Button icon={<Trash2 size={14} aria-hidden />} onClick={onDelete}>
        Delete
      </Button>
      <IconButton label="Unmark all" keys="Esc" icon={<X size={16} aria-hidden />} onClick={onClear} />
    </section>
  )
}

/** The marked leads, as the contract names them. */
export function wantedLeads(target: Target, filter: LeadFilter) {
  return 'ids' in target ? { ids: [...target.ids] } : { filter, allBut: [...target.allBut] }
}
