// The frame around every screen: navigation with its counts, the workspace, the listener's state, the top bar, and the boxes above it all.
import { Link, Outlet, useMatches, useNavigate, useRouterState } from '@tanstack/react-router'
import { ChevronsUpDown, CloudOff, Plus, Search } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef } from 'react'
import type { MenuCommand } from '../../shared/contract/bridge.ts'
import type { Settings } from '../../shared/contract/settings.ts'
import { isMac, onMenu } from '../api/client.ts'
import { redo, undo, useApiQuery, useConnection } from '../api/hooks.ts'
import { Button } from '../ui/button.tsx'
import { ExportHost } from '../ui/export-button.tsx'
import { showCount } from '../ui/format.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Menu, type MenuEntry } from '../ui/menu.tsx'
import { useIsSlow } from '../ui/states.tsx'
import { Dot, toReview } from '../ui/status.tsx'
import { useToday, When } from '../ui/time.tsx'
import { fetchFirstPage, loadWhenIdle, SCREEN_LOADS } from './ahead.ts'
import { FileDrop } from './file-drop.tsx'
import './frame.css'
import { loadPalette, PaletteBox } from './palette-box.tsx'
import { ReminderBell } from './reminders.tsx'
import { INTAKE, type Screen, SETTINGS_SCREEN, WORK } from './screens.tsx'
import { keysOf, useShortcut } from './shortcuts.ts'
import { useAppState } from './state.ts'
import { TaskStrip } from './task-strip.tsx'
import { WatchedFolderNews } from './watched-folder-news.tsx'
import { UNROUTED_LABEL, useSwitchWorkspace, useWorkspaceId } from './workspace.ts'

const loadNewLead = () => import('../features/leads/new-lead-dialog.tsx')
const loadBooking = () => import('../features/appointments/booking-dialog.tsx')
const loadLogging = () => import('../features/conversions/log-dialog.tsx')
const ShortcutsHelp = lazy(() =>
  import('./shortcuts-help.tsx').then((module) => ({ default: module.ShortcutsHelp })),
)
const NewLeadDialog = lazy(() => loadNewLead().then((module) => ({ default: module.NewLeadDialog })))
const BookingDialog = lazy(() => loadBooking().then((module) => ({ default: module.BookingDialog })))
const LogDialog = lazy(() => loadLogging().then((module) => ({ default: module.LogDialog })))

export function Frame({ settings }: { readonly settings: Settings }) {
  const { box, booking, sale, open, book, logSale, close } = useAppState()
  const main = useRef<HTMLElement>(null)
  const screen = useRef<HTMLDivElement>(null)
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title }) ?? 'Convio Leads'
  const path = useRouterState({ select: (state) => state.location.pathname })

  useEffect(() => {
    document.title = `${title} · Convio Leads`
  }, [title])

  const workspaceId = useWorkspaceId()
  useEffect(
    () =>
      loadWhenIdle([
        loadPalette,
        loadNewLead,
        loadBooking,
        loadLogging,
        ...LISTS.map((to) => () => fetchFirstPage(to, workspaceId)),
        ...SCREEN_LOADS,
      ]),
    [workspaceId],
  )

  // A new screen takes the focus, so that the keyboard goes on there and not in the navigation, and begins at its top.
  const lastPath = useRef(path)
  useEffect(() => {
    if (lastPath.current === path) return
    lastPath.current = path
    main.current?.focus({ preventScroll: true })
    screen.current?.scrollTo(0, 0)
  }, [path])

  const navigate = useNavigate()
  useEffect(() => {
    const does: Readonly<Record<MenuCommand, () => void>> = {
      'new-lead': () => open('newLead'),
      search: () => open('palette'),
      reminders: () => open('reminders'),
      settings: () => void navigate({ to: '/settings' }),
      shortcuts: () => open('help'),
    }
    return onMenu((command) => does[command]())
  }, [open, navigate])

  useShortcut('palette', () => (box === 'palette' ? close() : open('palette')))
  useShortcut('help', () => open('help'))
  useShortcut('lead.create', () => open('newLead'))
  useShortcut('appointment.create', () => book())
  useShortcut('conversion.create', () => logSale())
  useShortcut('undo', () => void undo())
  useShortcut('redo', () => void redo())

  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Sidebar settings={settings} />
      <header className="top">
        <h1 className="clip">{title}</h1>
        <button
          type="button"
          className="find"
          aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
          onClick={() => open('palette')}
        >
          <Search size={14} aria-hidden />
          <span className="clip">Search or jump to…</span>
          <Kbd keys={keysOf('palette')} isHidden />
        </button>
        <ReminderBell />
        <Button
          tone="main"
          icon={<Plus size={16} aria-hidden className="narrow-only" />}
          keys={keysOf('lead.create')}
          onClick={() => open('newLead')}
        >
          New lead
        </Button>
      </header>
      <main id="main" ref={main} className="screen-area" tabIndex={-1}>
        <ConnectionBanner />
        <TaskStrip />
        <WatchedFolderNews />
        <ExportHost />
        <div ref={screen} className="screen">
          <Outlet />
        </div>
      </main>
      {box === 'palette' && <PaletteBox settings={settings} />}
      <Suspense>
        {box === 'help' && <ShortcutsHelp hasSingleKeys={settings.hasShortcuts} onClose={close} />}
        {box === 'newLead' && <NewLeadDialog onClose={close} />}
        {box === 'booking' && <BookingDialog start={booking} onClose={close} />}
        {box === 'logSale' && <LogDialog start={sale} onClose={close} />}
      </Suspense>
      <Goings />
      <FileDrop />
    </div>
  )
}

/** The G-then keys. */
function Goings() {
  return [...WORK, ...INTAKE, SETTINGS_SCREEN].map((screen) => <Going key={screen.go} screen={screen} />)
}

function Going({ screen }: { readonly screen: Screen }) {
  const navigate = useNavigate()
  useShortcut(screen.go, () => void navigate({ to: screen.to }))
  return null
}

function Sidebar({ settings }: { readonly settings: Settings }) {
  const workspaceId = useWorkspaceId()
  const counts = useApiQuery('leads.counts', { workspaceId })
  const verdicts = useApiQuery('deliveries.counts', {})
  const refused = useApiQuery('deliveries.refused', {}).data?.length ?? 0
  const waiting = (verdicts.data ? toReview(verdicts.data) : 0) + refused
  const unrouted = useApiQuery('routing.unroutedCounts', {}).data
  const homeless = unrouted ? unrouted.leads + unrouted.appointments : 0
  const files = useApiQuery('watchedFolder.status', {}).data?.waiting.length ?? 0
  return (
    <nav className="side" aria-label="Main">
      <WorkspaceSwitch agencyName={settings.agencyName} workspaceId={workspaceId} />
      {WORK.map((screen) => (
        <NavLink
          key={screen.go}
          screen={screen}
          {...(screen.to === '/leads' && counts.data ? { count: showCount(counts.data.total) } : {})}
          {...(screen.to === '/appointments' ? { count: <TodayCount workspaceId={workspaceId} /> } : {})}
        />
      ))}
      <div className="group">Intake</div>
      {INTAKE.map((screen) => (
        <div key={screen.go} className="nav-row">
          <NavLink screen={screen} />
          {screen.to === '/deliveries' && waiting > 0 && (
            <Link
              to="/deliveries"
              search={{ view: 'review' }}
              activeProps={NO_MARK}
              className="nav-review"
              title={`${showCount(waiting)} to review`}
            >
              {showCount(waiting)} <span className="unseen">to review</span>
            </Link>
          )}
          {screen.to === '/routing' && homeless > 0 && (
            <Link to="/routing" search={{ view: 'unrouted' }} activeProps={NO_MARK} className="nav-review">
              {showCount(homeless)} <span className="nav-review-words">unrouted</span>
            </Link>
          )}
          {screen.to === '/import' && files > 0 && (
            <Link
              to="/import"
              activeProps={NO_MARK}
              className="nav-review"
              title={`${showCount(files)} ${files === 1 ? 'file waits' : 'files wait'}`}
            >
              {showCount(files)} <span className="unseen">{files === 1 ? 'file waits' : 'files wait'}</span>
            </Link>
          )}
        </div>
      ))}
      <div className="group-gap" />
      <NavLink screen={SETTINGS_SCREEN} />
      <ListenerLine />
    </nav>
  )
}

/** The screen's own link beside it is the one that is marked as the present page. */
const NO_MARK = { 'aria-current': undefined }

/** Appointments of today that are to be kept; nothing where there are none. */
function TodayCount({ workspaceId }: { readonly workspaceId: string | null | undefined }) {
  const today = useToday()
  const count = useApiQuery('appointments.countOn', { day: today, workspaceId }).data
  if (!count) return null
  return (
    <b title={count === 1 ? '1 appointment today' : `${showCount(count)} appointments today`}>
      {showCount(count)}
      <span className="unseen"> today</span>
    </b>
  )
}

/** Where most clicks of a day go to. */
const LISTS = ['/leads', '/contacts'] as const

function NavLink({ screen, count }: { readonly screen: Screen; readonly count?: ReactNode }) {
  const workspaceId = useWorkspaceId()
  const fetchAhead = () => void fetchFirstPage(screen.to, workspaceId)
  return (
    <Link
      to={screen.to}
      className="nav"
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      activeProps={{ className: 'nav on', 'aria-current': 'page' }}
      activeOptions={{ includeSearch: false }}
      title={`${screen.label} (${keysOf(screen.go)})`}
    >
      {screen.icon}
      <span className="nav-label">{screen.label}</span>
      {typeof count === 'string' ? <b>{count}</b> : count}
    </Link>
  )
}

function WorkspaceSwitch({
  agencyName,
  workspaceId,
}: {
  readonly agencyName: string
  readonly workspaceId: string | null | undefined
}) {
  const workspaces = useApiQuery('workspaces.list', {})
  const list = workspaces.data ?? []
  const current = list.find(({ id }) => id === workspaceId)
  const choose = useSwitchWorkspace()
  const entries: MenuEntry[] = [
    { label: 'All workspaces', isChosen: workspaceId === undefined, run: () => choose(undefined) },
    { label: UNROUTED_LABEL, isChosen: workspaceId === null, run: () => choose(null) },
    ...(list.length > 0 ? [{ kind: 'line' as const }] : []),
    ...list
      .filter((workspace) => workspace.isActive || workspace.id === workspaceId)
      .map((workspace) => ({
        label: workspace.name,
        detail: showCount(workspace.leadCount),
        isChosen: workspace.id === workspaceId,
        run: () => choose(workspace.id),
      })),
  ]
  return (
    <Menu
      entries={entries}
      trigger={
        <button type="button" className="ws" title={agencyName}>
          <span className="ws-mark" aria-hidden>
            {[...agencyName.trim()][0]?.toUpperCase() ?? 'C'}
          </span>
          <span className="ws-words">
            <span className="ws-name clip">{agencyName}</span>
            <span className="ws-client clip">
              {workspaceId === null ? UNROUTED_LABEL : (current?.name ?? 'All workspaces')}
            </span>
          </span>
          <span className="unseen">Switch workspace</span>
          <ChevronsUpDown size={14} aria-hidden className="ws-arrows" />
        </button>
      }
    />
  )
}

function ListenerLine() {
  const status = useApiQuery('listener.status', {})
  const webhooks = useApiQuery('webhooks.list', {})
  const lastAt = useMemo(() => {
    const times = (webhooks.data ?? []).map((webhook) => webhook.lastDeliveryAt).filter((at) => at !== null)
    return times.sort().at(-1)
  }, [webhooks.data])
  const listener = status.data
  if (!listener) return <div className="listen" />
  const words = listener.isOn ? `On, port ${listener.port}` : 'Intake is off'
  return (
    <Link
      to="/settings"
      className={`listen${listener.problem ? ' problem' : ''}`}
      title={listener.problem ?? `Webhook intake at ${listener.origin}`}
    >
      <Dot tone={listener.isOn && !listener.problem ? 'good' : 'late'} isHollow={!listener.isOn} />
      <span className="listen-words">
        {listener.problem ?? words}
        {listener.lanOrigins.length > 0 && !listener.problem && <span className="mute"> · network</span>}
        {!listener.problem && lastAt && (
          <span className="listen-last mute">
            last delivery <When at={lastAt} as="ago" />
          </span>
        )}
      </span>
    </Link>
  )
}

function ConnectionBanner() {
  const connection = useConnection()
  // A stream that is taken up again at once is no news.
  const isGone = useIsSlow(connection !== 'on', 1_200)
  if (!isGone) return null
  return (
    <div className="banner" role="alert">
      <CloudOff size={16} aria-hidden />
      {connection === 'off'
        ? 'Convio Leads does not answer. What you see may be old. It reconnects by itself once the program runs again.'
        : 'This browser is no longer signed in. Press Enter in the window where Convio Leads was started, and open the address it prints.'}
    </div>
  )
}
