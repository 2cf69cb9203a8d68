// What can be done with the marked leads, all at once and under one undo.
import { Briefcase, CircleDot, Download, UserRound } from 'lucide-react'
import type { Input } from '../../../shared/contract/index.ts'
import type { LeadFilter } from '../../../shared/contract/leads.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { LEAD_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { runMany } from '../../api/hooks.ts'
import { BulkBar } from '../../ui/bulk-bar.tsx'
import { Button } from '../../ui/button.tsx'
import { useExport } from '../../ui/export-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useReferences } from '../../ui/references.ts'
import { copyOf, type Target, wantedOf } from '../../ui/selection.ts'
import { StatusMark } from '../../ui/status.tsx'

type LeadBulkBarProps = {
  readonly count: number
  readonly total: number
  readonly target: Target
  readonly filter: LeadFilter
  readonly sort: Sort
  readonly onAll: () => void
  readonly onDelete: () => void
  readonly onClear: () => void
}

export function LeadBulkBar({ target, filter, sort, ...bar }: LeadBulkBarProps) {
  const { agents, workspaces } = useReferences()
  const exportThem = useExport(({ ask }) => ask)
  const change = async (what: Input<'leads.changeMany'>['change']) => {
    const wanted = { target: wantedOf(target, filter), change: what }
    // What was marked may no longer be listed.
    if (await runMany('leads.changeMany', wanted, bar.count)) bar.onClear()
  }
  return (
    <BulkBar label="Marked leads" {...bar}>
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
      <Button
        icon={<Download size={14} aria-hidden />}
        onClick={() => exportThem({ list: 'leads', filter, sort, marked: copyOf(target), total: bar.count })}
      >
        Export
      </Button>
    </BulkBar>
  )
}
