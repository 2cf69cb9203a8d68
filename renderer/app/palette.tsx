// What the palette finds: people and commands. People come from the core as one types; an answer to older words is never shown for newer ones.
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  Bell,
  CalendarDays,
  CalendarPlus,
  ChartNoAxesColumn,
  CircleDollarSign,
  Database,
  Download,
  FileText,
  Keyboard,
  ListChecks,
  Monitor,
  Moon,
  Plus,
  Redo2,
  Search,
  Sun,
  Undo2,
  UserRound,
  Users,
  UsersRound,
} from 'lucide-react'

import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { Output } from '../../shared/contract/index.ts'
import type { Settings } from '../../shared/contract/settings.ts'
import { foldText } from '../../shared/domain/fold.ts'
import { LEAD_TYPE_LABELS } from '../../shared/domain/labels.ts'
import { redo, runCommand, undo, useApiQuery } from '../api/hooks.ts'
import { useExport } from '../ui/export-button.tsx'
import { showName, showPhone } from '../ui/format.ts'
import { Kbd } from '../ui/kbd.tsx'
import { useIsSlow } from '../ui/states.tsx'
import { LeadStatusDot } from '../ui/status.tsx'
import { INTAKE, SETTINGS_SCREEN, WORK } from './screens.tsx'
import { keysOf, type ShortcutId } from './shortcuts.ts'
import { useAppState } from './state.ts'
import { UNROUTED_LABEL, useSwitchWorkspace, useWorkspaceId } from './workspace.ts'

type Person = Output<'search.people'>[number]
type PaletteCommand = {
  readonly id: string
  readonly label: string
  readonly group: string
  readonly icon: ReactNode
  readonly keys?: ShortcutId
  readonly run: () => void
}

const ICON = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

type PaletteProps = {
  readonly settings: Settings
  readonly text: string
  readonly onText: (text: string) => void
}

export function Palette({ settings, text, onText }: PaletteProps) {
  const { close, open, book, logSale } = useAppState()
  const { offer, ask: askExport } = useExport()
  const navigate = useNavigate()
  const workspaceId = useWorkspaceId()
  const choose = useSwitchWorkspace()
  const workspaces = useApiQuery('workspaces.list', {})
  const [chosen, setChosen] = useState('')
  const hasMoved = useRef(false)
  const words = useDeferredValue(text.trim())
  const people = useApiQuery('search.people', { text: words }, { enabled: words.length > 0, isExact: true })
  const found: readonly Person[] = words === text.trim() && words.length > 0 ? (people.data ?? []) : []
  const isSlow = useIsSlow(people.isFetching && words.length > 0)

  const commands = useMemo(() => {
    const list: PaletteCommand[] = [...WORK, ...INTAKE, SETTINGS_SCREEN].map((screen) => ({
      id: `go ${screen.label}`,
      label: screen.label,
      group: 'Go to',
      icon: screen.icon,
      keys: screen.go,
      run: () => void navigate({ to: screen.to }),
    }))
    list.push(
      {
        id: 'new',
        label: 'New lead',
        group: 'Do',
        icon: <Plus {...ICON} />,
        keys: 'lead.create',
        run: () => open('newLead'),
      },
      {
        id: 'book',
        label: 'New appointment',
        group: 'Do',
        icon: <CalendarPlus {...ICON} />,
        keys: 'appointment.create',
        run: () => book(),
      },
      {
        id: 'sale',
        label: 'Log a sale',
        group: 'Do',
        icon: <CircleDollarSign {...ICON} />,
        keys: 'conversion.create',
        run: () => logSale(),
      },
      {
        id: 'today',
        label: 'Go to today’s appointments',
        group: 'Do',
        icon: <CalendarDays {...ICON} />,
        run: () => void navigate({ to: '/appointments', search: { view: 'day' } }),
      },
      {
        id: 'undo',
        label: 'Undo last change',
        group: 'Do',
        icon: <Undo2 {...ICON} />,
        keys: 'undo',
        run: () => void undo(),
      },
      {
        id: 'redo',
        label: 'Redo',
        group: 'Do',
        icon: <Redo2 {...ICON} />,
        keys: 'redo',
        run: () => void redo(),
      },
      {
        id: 'reminders',
        label: 'Show reminders',
        group: 'Do',
        icon: <Bell {...ICON} />,
        run: () => open('reminders'),
      },
      {
        id: 'duplicates',
        label: 'Find duplicate contacts',
        group: 'Do',
        icon: <Users {...ICON} />,
        run: () => void navigate({ to: '/duplicates' }),
      },
      {
        id: 'vendors',
        label: 'Vendors of last quarter',
        group: 'Do',
        icon: <ChartNoAxesColumn {...ICON} />,
        run: () => void navigate({ to: '/analytics', search: { period: 'last_quarter' } }),
      },
      {
        id: 'report',
        label: 'Report for a client',
        group: 'Do',
        icon: <FileText {...ICON} />,
        run: () => void navigate({ to: '/analytics/report' }),
      },
      {
        id: 'verify',
        label: 'Verify figures',
        group: 'Do',
        icon: <ListChecks {...ICON} />,
        run: () => void navigate({ to: '/analytics', search: { verify: true } }),
      },
      {
        id: 'sample',
        label: 'Add sample data',
        group: 'Do',
        icon: <Database {...ICON} />,
        run: () => void runCommand('sampleData.create', {}),
      },
      {
        id: 'help',
        label: 'Keyboard shortcuts',
        group: 'Do',
        icon: <Keyboard {...ICON} />,
        keys: 'help',
        run: () => open('help'),
      },
    )
    if (offer !== undefined) {
      list.push({
        id: 'export',
        label: 'Export this list to CSV',
        group: 'Do',
        icon: <Download {...ICON} />,
        run: () => askExport(offer),
      })
    }
    for (const name of ['appointments', 'conversions', 'events'] as const) {
      list.push({
        id: `export ${name}`,
        label: `Export ${name} to CSV`,
        group: 'Do',
        icon: <Download {...ICON} />,
        run: () =>
          askExport(
            name === 'conversions'
              ? { list: name, filter: { workspaceId, voided: 'with' } }
              : { list: name, filter: { workspaceId } },
          ),
      })
    }
    const themes = [
      ['system', 'Theme: as the system', <Monitor key="s" {...ICON} />],
      ['light', 'Theme: light', <Sun key="l" {...ICON} />],
      ['dark', 'Theme: dark', <Moon key="d" {...ICON} />],
    ] as const
    for (const [theme, label, icon] of themes) {
      if (theme === settings.theme) continue
      list.push({
        id: `theme ${theme}`,
        label,
        group: 'Do',
        icon,
        run: () => void runCommand('settings.update', { theme }),
      })
    }
    if (workspaceId !== undefined) {
      list.push({
        id: 'ws all',
        label: 'All workspaces',
        group: 'Workspaces',
        icon: <UsersRound {...ICON} />,
        run: () => choose(undefined),
      })
    }
    if (workspaceId !== null) {
      list.push({
        id: 'ws none',
        label: UNROUTED_LABEL,
        group: 'Workspaces',
        icon: <UsersRound {...ICON} />,
        run: () => choose(null),
      })
    }
    for (const workspace of workspaces.data ?? []) {
      if (workspace.id === workspaceId || !workspace.isActive) continue
      list.push({
        id: `ws ${workspace.id}`,
        label: workspace.name,
        group: 'Workspaces',
        icon: <UsersRound {...ICON} />,
        run: () => choose(workspace.id),
      })
    }
    return list
  }, [navigate, choose, open, book, logSale, offer, askExport, settings.theme, workspaceId, workspaces.data])

  const wanted = foldText(text.trim()).split(' ').filter(Boolean)
  const matching = commands.filter((command) => {
    const label = ` ${foldText(command.label)}`
    return wanted.every((word) => label.includes(` ${word}`) || (word.length > 2 && label.includes(word)))
  })
  const groups = [...new Set(matching.map((command) => command.group))]

  // The first entry is the chosen one until the arrows were used: Enter means what stands on top now, not what stood there before.
  const first = found[0] ? personKey(found[0]) : (matching[0]?.id ?? '')
  useEffect(() => {
    if (!hasMoved.current) setChosen(first)
  }, [first])

  const run = (deed: () => void) => {
    close()
    deed()
  }

  const openPerson = (person: Person) =>
    run(() => {
      if (person.lead) void navigate({ to: '/leads', search: { lead: person.lead.id } })
      else void navigate({ to: '/contacts', search: { contact: person.contactId } })
    })

  return (
    <Command
      label="Search or jump to"
      shouldFilter={false}
      value={chosen}
      onValueChange={setChosen}
      loop
      onKeyDown={(event) => {
        if (['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) hasMoved.current = true
      }}
    >
      <div className="palette-input">
        <Search size={16} aria-hidden />
        <Command.Input
          autoFocus
          value={text}
          placeholder="Name, phone, email, or a command"
          onValueChange={(next) => {
            hasMoved.current = false
            onText(next)
          }}
        />
        <Kbd keys="Esc" isHidden />
      </div>
      <Command.List label="Results">
        {found.length > 0 && (
          <Command.Group heading="People">
            {found.map((person) => (
              <Command.Item
                key={personKey(person)}
                value={personKey(person)}
                className="item"
                onSelect={() => openPerson(person)}
              >
                <span className="item-icon">
                  <UserRound {...ICON} />
                </span>
                <span className="item-text">
                  <span className="clip">{showName(person)}</span>
                  <span className="mute clip">
                    {[
                      showPhone(person.phone),
                      person.lead && LEAD_TYPE_LABELS[person.lead.leadType],
                      person.city,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                {person.lead && <LeadStatusDot status={person.lead.status} />}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {matching
              .filter((command) => command.group === group)
              .map((command) => (
                <Command.Item
                  key={command.id}
                  value={command.id}
                  className="item"
                  onSelect={() => run(command.run)}
                >
                  <span className="item-icon">{command.icon}</span>
                  <span className="item-text">{command.label}</span>
                  {command.keys && <Kbd keys={keysOf(command.keys)} isHidden />}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        {found.length === 0 && matching.length === 0 && (
          <div className="palette-empty">
            {people.isFetching || words !== text.trim()
              ? isSlow
                ? 'Searching…'
                : '\u00a0'
              : people.error
                ? people.error.failure.message
                : 'Nobody and nothing by these words. Try half a name or the last four digits of the phone.'}
          </div>
        )}
      </Command.List>
    </Command>
  )
}

function personKey(person: Person): string {
  return `person ${person.contactId}`
}
