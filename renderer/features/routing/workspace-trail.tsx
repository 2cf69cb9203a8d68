// Everything that was done to a contact or lead in a workspace, newest first, of one kind or of one lead where that is asked for.
import { getRouteApi, Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import type { TrackedAction } from '../../../shared/contract/workspaces.ts'
import { TRACKING_ACTION_LABELS } from '../../../shared/domain/labels.ts'
import { TRACKING_ACTIONS } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/fields.tsx'
import { showTotal } from '../../ui/format.ts'
import { actorOf } from '../../ui/lead-words.tsx'
import { type Moment, Timeline } from '../../ui/lists.tsx'
import { PanelSection } from '../../ui/side-panel.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import type { DotTone } from '../../ui/status.tsx'

const route = getRouteApi('/routing')

type Action = (typeof TRACKING_ACTIONS)[number]

const TONES: Readonly<Record<Action, DotTone>> = {
  received: 'new',
  sent: 'lost',
  updated: 'contacted',
  qualified: 'qualified',
  converted: 'converted',
  rejected: 'late',
}
const ALL = 'all'
const PAGE = 50

export function WorkspaceTrail({ workspaceId }: { readonly workspaceId: string }) {
  const { trail: action, of: leadId } = route.useSearch()
  const navigate = route.useNavigate()
  const [pages, setPages] = useState(1)
  const offsets = Array.from({ length: pages }, (_, at) => at * PAGE)
  const filter = { workspaceId, leadId, actions: action === undefined ? [] : [action] }
  const first = useApiQuery('workspaces.tracking', { ...filter, limit: PAGE })
  const narrow = (next: { readonly trail?: Action | undefined; readonly of?: number | undefined }) => {
    setPages(1)
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true })
  }
  return (
    <PanelSection
      title="Trail"
      action={
        first.data && (
          <span className="mute">
            {showTotal(first.data.total, first.data.isTotalExact, 'entry', 'entries')}
          </span>
        )
      }
    >
      <div className="workspace-stack workspace-trail">
        <div className="workspace-narrow">
          <Select
            label="Action"
            isLabelHidden
            value={action ?? ALL}
            onChange={(next) => narrow({ trail: next === ALL ? undefined : next })}
            options={[
              { value: ALL, label: 'All actions' },
              ...TRACKING_ACTIONS.map((value) => ({ value, label: TRACKING_ACTION_LABELS[value] })),
            ]}
          />
          {leadId !== undefined && (
            <Button icon={<X size={14} aria-hidden />} onClick={() => narrow({ of: undefined })}>
              Lead {leadId} only
            </Button>
          )}
        </div>
        {first.error ? (
          <ErrorState failure={first.error.failure} onRetry={() => void first.refetch()} />
        ) : !first.data ? (
          <Skeleton />
        ) : first.data.total === 0 ? (
          <p className="mute">
            {action !== undefined || leadId !== undefined
              ? 'Nothing of this kind was done here.'
              : 'Nothing was done here yet. What is routed here, changed, qualified or converted is listed, with who did it.'}
          </p>
        ) : (
          <>
            {offsets.map((offset) => (
              <TrailPage key={offset} filter={filter} offset={offset} />
            ))}
            {pages * PAGE < first.data.total && (
              <Button onClick={() => setPages(pages + 1)}>Show older</Button>
            )}
          </>
        )}
      </div>
    </PanelSection>
  )
}

type PageProps = {
  readonly filter: {
    readonly workspaceId: string
    readonly leadId: number | undefined
    readonly actions: Action[]
  }
  readonly offset: number
}

function TrailPage({ filter, offset }: PageProps) {
  const { data } = useApiQuery('workspaces.tracking', {
    ...filter,
    limit: PAGE,
    ...(offset === 0 ? {} : { offset }),
  })
  if (!data) return <Skeleton lines={3} />
  return (
    <Timeline label={offset === 0 ? 'Trail' : `Trail from ${offset + 1}`} moments={data.rows.map(momentOf)} />
  )
}

function momentOf(entry: TrackedAction): Moment {
  const { id, action, name, leadId, contactId, details, timestamp } = entry
  return {
    key: id,
    at: timestamp,
    tone: TONES[action],
    title: (
      <>
        {TRACKING_ACTION_LABELS[action]}{' '}
        {leadId === null ? (
          <Link to="/contacts" search={{ contact: contactId }}>
            {name ?? 'No name'}
          </Link>
        ) : (
          <Link to="/leads" search={{ lead: leadId }}>
            {name ?? 'No name'}
          </Link>
        )}
      </>
    ),
    detail: (
      <>
        {[details, `by ${actorOf(entry)}`].filter(Boolean).join(' · ')}
        {leadId !== null && (
          <>
            {' · '}
            <Link to="/contacts" search={{ contact: contactId }}>
              Contact<span className="unseen"> {name ?? contactId}</span>
            </Link>
          </>
        )}
      </>
    ),
  }
}
