// Settings: each change is saved when it is made; a text when its field is left. The one question asked is about opening to the network.
import { useMemo, useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { useApiQuery, useCommand, useTasks } from '../../api/hooks.ts'
import { showKeys } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { CodeLine } from '../../ui/copy.tsx'
import { currencyOptions } from '../../ui/currencies.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Combobox, NumberField, Select, Switch, TextField } from '../../ui/fields.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { StatusDot } from '../../ui/status.tsx'
import { zoneOptions } from '../../ui/zones.ts'
import { AgentList } from './agents.tsx'
import { CallingHoursList } from './calling-hours.tsx'
import { ReminderSettings } from './reminders.tsx'
import { WatchedFolder } from './watched-folder.tsx'
import './settings.css'

export function SettingsScreen() {
  const query = useApiQuery('settings.get', {})
  if (query.error) return <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton />
  return (
    <div className="settings">
      <Agency settings={query.data} />
      <Section title="Agents" detail="Whom leads and appointments are assigned to, and when they work.">
        <AgentList ownSlug={query.data.agent.slug} />
      </Section>
      <Section title="Reminders" detail="Before an appointment, and when a follow-up is due.">
        <ReminderSettings settings={query.data} />
      </Section>
      <Section
        title="Calling hours"
        detail="When a lead counts as callable, on their own clock. A starting point, not legal advice: consent, exemptions and holidays are not looked at, so check what holds for you."
      >
        <CallingHoursList hours={query.data.callingHours} />
      </Section>
      <Look settings={query.data} />
      <Intake settings={query.data} />
      <Section
        title="Watched folder"
        detail="A folder of this computer that lists are dropped into, by a vendor’s program or by you."
      >
        <WatchedFolder settings={query.data} />
      </Section>
      <History settings={query.data} />
      <Secrets settings={query.data} />
      <SampleData />
    </div>
  )
}

type Change = Input<'settings.update'>
type Problems = Partial<Record<keyof Change, string>>

/** Saves one change; a refusal goes to the field it belongs to. */
function useSave() {
  const update = useCommand('settings.update')
  const [problems, setProblems] = useState<Problems>({})
  const save = async (change: Change) => {
    const field = Object.keys(change)[0] as keyof Change
    setProblems((now) => ({ ...now, [field]: undefined }))
    const saved = await update(change, {
      onFailure: (failure) => {
        const message = failure.details?.[0]?.message ?? failure.message
        setProblems((now) => ({ ...now, [field]: message }))
        return true
      },
    })
    return saved !== undefined
  }
  return { save, problems }
}

function Section({
  title,
  detail,
  children,
}: {
  readonly title: string
  readonly detail?: string
  readonly children: React.ReactNode
}) {
  return (
    <section className="settings-section">
      <header>
        <h2>{title}</h2>
        {detail && <p className="mute">{detail}</p>}
      </header>
      <div className="form">{children}</div>
    </section>
  )
}

/** A text that is saved when the field is left or Enter pressed, and goes back on Esc. */
function SavedText(props: {
  readonly label: string
  readonly hint?: string
  /** May be left empty. */
  readonly isOptional?: boolean
  readonly placeholder?: string
  readonly value: string
  readonly error: string | undefined
  /** Resolves with whether it was saved. */
  readonly onSave: (value: string) => Promise<boolean>
}) {
  const { label, hint, isOptional = false, placeholder, value, error, onSave } = props
  const [draft, setDraft] = useState<string>()
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      isOptional={isOptional}
      placeholder={placeholder}
      maxLength={isOptional ? 300 : 100}
      value={draft ?? value}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={async () => {
        if (draft === undefined) return
        if (draft.trim() === value) return setDraft(undefined)
        // What was refused stays in the field, beside the reason.
        if (await onSave(draft)) setDraft(undefined)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') {
          event.stopPropagation()
          setDraft(undefined)
        }
      }}
    />
  )
}

function Agency({ settings }: { readonly settings: Settings }) {
  const { save, problems } = useSave()
  const zones = useMemo(() => zoneOptions(), [])
  return (
    <Section title="Agency" detail="Who you are, and whose clock counts.">
      <SavedText
        label="Agency name"
        value={settings.agencyName}
        error={problems.agencyName}
        onSave={(agencyName) => save({ agencyName })}
      />
      <Combobox
        label="Time zone"
        hint="Days in lists and figures are days in this zone. Another zone counts everything anew."
        options={zones}
        value={settings.timeZone}
        error={problems.timeZone}
        onChange={(timeZone) => {
          if (timeZone !== settings.timeZone) void save({ timeZone })
        }}
      />
      <Combobox
        label="Currency"
        hint="Sums are in it; what was sold in another one is shown apart. Prices of leads are taken as written in it."
        options={currencyOptions()}
        value={settings.currency}
        error={problems.currency}
        onChange={(currency) => {
          if (currency !== settings.currency) void save({ currency })
        }}
      />
      <SavedText
        label="Your name"
        hint="Changes you make are written in this name."
        value={settings.agent.name}
        error={problems.agentName}
        onSave={(agentName) => save({ agentName })}
      />
    </Section>
  )
}

function History({ settings }: { readonly settings: Settings }) {
  const { save, problems } = useSave()
  const [days, setDays] = useState<number | null>()
  const saveDays = async () => {
    if (days === undefined || days === null || days === settings.undoDays) return setDays(undefined)
    if (await save({ undoDays: days })) setDays(undefined)
  }
  return (
    <Section
      title="History"
      detail="What was changed, deleted, merged or imported can be undone, also tomorrow."
    >
      <NumberField
        label="Keep undo for"
        unit="days"
        hint="7 to 3,650. What is kept for older steps, deleted records among it, is removed for good."
        value={days === undefined ? settings.undoDays : days}
        error={problems.undoDays}
        onChange={setDays}
        onBlur={() => void saveDays()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') {
            event.stopPropagation()
            setDays(undefined)
          }
        }}
      />
    </Section>
  )
}

const THEME_OPTIONS = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

function Look({ settings }: { readonly settings: Settings }) {
  const { save, problems } = useSave()
  return (
    <Section title="Look and keys">
      <Select
        label="Theme"
        options={THEME_OPTIONS}
        value={settings.theme}
        error={problems.theme}
        onChange={(theme) => void save({ theme })}
      />
      <Switch
        label="Single-key shortcuts"
        hint={`J, K, C, / and the others. Keys with ${showKeys('mod')} work either way; ? lists them all.`}
        isOn={settings.hasShortcuts}
        onChange={(hasShortcuts) => void save({ hasShortcuts })}
      />
    </Section>
  )
}

function Intake({ settings }: { readonly settings: Settings }) {
  const { save, problems } = useSave()
  const status = useApiQuery('listener.status', {}).data
  const [port, setPort] = useState<number | null>()
  const [isAsking, setAsking] = useState(false)
  const savePort = async () => {
    if (port === undefined || port === settings.webhookPort) return setPort(undefined)
    if (port === null) return setPort(undefined)
    if (await save({ webhookPort: port })) setPort(undefined)
  }
  return (
    <Section title="Webhook intake" detail="Where lead vendors and web forms send to.">
      {status && (
        <div className="settings-listener">
          {status.problem ? (
            <Notice tone="danger">{status.problem}</Notice>
          ) : (
            <StatusDot
              tone={status.isOn ? 'good' : 'late'}
              isHollow={!status.isOn}
              label={status.isOn ? 'Receiving' : 'Not receiving'}
            />
          )}
          {status.origin && <CodeLine text={status.origin} label="Copy address" />}
          {status.lanOrigins.map((origin) => (
            <CodeLine key={origin} text={origin} label="Copy network address" />
          ))}
        </div>
      )}
      <NumberField
        label="Port"
        hint="From 1024 to 65535. Senders must use the new address after a change."
        error={problems.webhookPort}
        value={port === undefined ? settings.webhookPort : port}
        onChange={setPort}
        onBlur={() => void savePort()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') {
            event.stopPropagation()
            setPort(undefined)
          }
        }}
      />
      <Switch
        label="Answer the local network"
        hint="Off: only programs on this computer can send leads."
        isOn={settings.isLanOpen}
        onChange={(isOn) => {
          if (isOn) setAsking(true)
          else void save({ isLanOpen: false })
        }}
      />
      {problems.isLanOpen && <Notice tone="danger">{problems.isLanOpen}</Notice>}
      <SavedText
        label="Tunnel address"
        isOptional
        placeholder="https://leads.example.com"
        hint="Where a tunnel makes this intake reachable from outside. It is then shown in the addresses you copy for vendors."
        value={settings.publicOrigin ?? ''}
        error={problems.publicOrigin}
        onSave={(text) => save({ publicOrigin: text.trim() || null })}
      />
      <Notice>
        A vendor in the cloud cannot reach a laptop directly: it needs a tunnel (such as cloudflared or ngrok)
        that leads to the address above.
      </Notice>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Answer the local network?"
        confirmLabel="Open to the network"
        onConfirm={() => save({ isLanOpen: true })}
      >
        <p>
          Anyone on the networks this computer joins, a café’s Wi-Fi too, can then post to your webhooks. Keys
          and signatures still decide what becomes a lead, but every request is stored.
        </p>
        <p>A vendor in the cloud still cannot reach you this way; that takes a tunnel.</p>
      </ConfirmDialog>
    </Section>
  )
}

function Secrets({ settings }: { readonly settings: Settings }) {
  return (
    <Section title="Secrets" detail="Signing secrets of webhooks; keys of providers are kept only as a hash.">
      {settings.secretProtection === 'keychain' ? (
        <StatusDot tone="good" label="Sealed with this computer’s keychain" />
      ) : (
        <Notice tone="warn">
          This computer offers no keychain, so signing secrets are sealed with a key file in the data folder.
          Whoever can read that folder can read them: keep it, and its backups, to yourself.
        </Notice>
      )}
    </Section>
  )
}

function SampleData() {
  const status = useApiQuery('sampleData.status', {}).data
  const create = useCommand('sampleData.create')
  const remove = useCommand('sampleData.remove')
  const [isAsking, setAsking] = useState(false)
  const isRunning = useTasks().some(
    (task) => task.status === 'running' && task.name.startsWith('sampleData.'),
  )
  if (!status) return null
  const isThere = status.leads > 0 || status.contacts > 0
  return (
    <Section title="Sample data" detail="Invented people to look around with, labelled as such.">
      <p>
        {isThere
          ? `${showTotal(status.leads, true, 'sample lead')} and ${showTotal(status.contacts, true, 'sample contact')} are here.`
          : 'There is no sample data here.'}
      </p>
      <div className="settings-buttons">
        {isThere ? (
          <Button isBusy={isRunning} onClick={() => setAsking(true)}>
            Remove all sample data
          </Button>
        ) : (
          <Button isBusy={isRunning} onClick={() => void create({})}>
            Add {showCount(1000)} sample leads
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Remove all sample data?"
        confirmLabel="Remove sample data"
        tone="danger"
        onConfirm={() => {
          void remove({})
        }}
      >
        <p>
          {showTotal(status.leads, true, 'sample lead')} and{' '}
          {showTotal(status.contacts, true, 'sample contact')} go, with their deliveries, appointments and
          notes, and the sample webhooks and providers. This cannot be undone.
        </p>
        <p>
          Your own leads and contacts stay, and what they hang on: a sample webhook that has taken a lead of
          yours stays with it.
        </p>
      </ConfirmDialog>
    </Section>
  )
}
