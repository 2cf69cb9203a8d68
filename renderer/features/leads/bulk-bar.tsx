// What can be done with the marked leads, all at once and under one undo.
import { Briefcase, CircleDot, Download, UserRound } from 'lucide-react'
import { type ComponentProps, useRef, useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import type { LeadFilter } from '../../../shared/contract/leads.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { LEAD_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { runMany } from '../../api/hooks.ts'
import { type ShortcutId, useShortcut } from '../../app/shortcuts.ts'
import { BulkBar } from '../../ui/bulk-bar.tsx'
import { Button } from '../../ui/button.tsx'
import { useExport } from '../../ui/export-button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
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
  /** A change was chosen: the keys go on in the list. */
  readonly onDone: () => void
}

export function LeadBulkBar({ target, filter, sort, onDone, ...bar }: LeadBulkBarProps) {
  const { agents, workspaces } = useReferences()
  const exportThem = useExport(({ ask }) => ask)
  // They stay selected: a second step on the same ones is common.
  const change = (what: Input<'leads.changeMany'>['change']) =>
    void runMany('leads.changeMany', { target: wantedOf(target, filter), change: what }, bar.count)
  return (
    <BulkBar label="Selected leads" {...bar}>
      <BulkMenu
        shortcut="lead.status"
        onDone={onDone}
        trigger={<Button icon={<CircleDot size={14} aria-hidden />}>Status</Button>}
        entries={LEAD_STATUSES.map((status, at) => ({
          label: STATUS_LABELS[status],
          icon: <StatusMark status={status} />,
          keys: String(at + 1),
          run: () => change({ status }),
        }))}
      />
      <BulkMenu
        shortcut="lead.assign"
        onDone={onDone}
        trigger={<Button icon={<UserRound size={14} aria-hidden />}>Assign</Button>}
        entries={[
          ...agents.map(({ value, label }) => ({
            label,
            run: () => change({ values: { assigned_to: value } }),
          })),
          { kind: 'line' as const },
          { label: 'Nobody', run: () => change({ values: { assigned_to: null } }) },
        ]}
      />
      <BulkMenu
        onDone={onDone}
        trigger={<Button icon={<Briefcase size={14} aria-hidden />}>Workspace</Button>}
        entries={workspaces.map(({ value, label }) => ({
          label,
          run: () => change({ values: { workspace_id: value } }),
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

type BulkMenuProps = Pick<ComponentProps<typeof Menu>, 'trigger'> & {
  readonly entries: readonly MenuEntry[]
  /** The key that opens it too. */
  readonly shortcut?: ShortcutId
  readonly onDone: () => void
}

function BulkMenu({ trigger, entries, shortcut, onDone }: BulkMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const isFromList = useRef(false)
  const hasChosen = useRef(false)
  useShortcut(
    // A menu without a key has none that could be pressed.
    shortcut ?? 'lead.status',
    shortcut === undefined
      ? undefined
      : () => {
          isFromList.current = true
          hasChosen.current = false
          setOpen(true)
        },
  )
  return (
    <Menu
      align="end"
      trigger={trigger}
      isOpen={isOpen}
      onOpenChange={(next) => {
        if (next) {
          isFromList.current = false
          hasChosen.current = false
        }
        setOpen(next)
      }}
      finalFocus={() => {
        if (!hasChosen.current && !isFromList.current) return true
        onDone()
        return false
      }}
      entries={entries.map((entry) =>
        'run' in entry
          ? {
              ...entry,
              run: () => {
                hasChosen.current = true
                entry.run()
              },
            }
          : entry,
      )}
    />
  )
}
