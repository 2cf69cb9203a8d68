// A draft of the rules: changed without routing anything, replayed over what has come, then switched on or discarded.
import { CircleAlert, GitBranch, History, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { showTotal } from '../../ui/format.ts'
import { ListScreen } from '../../ui/side-panel.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { Replay } from './replay.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleList } from './rule-list.tsx'

type Draft = NonNullable<Output<'routing.draft'>>

export function DraftView({ views }: { readonly views: ReactNode }) {
  const query = useApiQuery('routing.draft', {})
  const draft = query.data
  if (draft) return <DraftInView views={views} draft={draft} />
  return (
    <ListScreen toolbar={views}>
      {query.error ? (
        <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
      ) : draft === undefined ? (
        <Skeleton />
      ) : (
        <EmptyState
          icon={<GitBranch size={20} aria-hidden />}
          title="No draft"
          action={
            <Button tone="main" onClick={() => void runCommand('routing.startDraft', {}, { isQuiet: true })}>
              Begin a draft
            </Button>
          }
        >
          <p>
            Try other rules before they count. A draft is a copy of the rules that routes nothing: replay it
            over the leads of the last 30 or 90 days, see what would have gone elsewhere and what that is
            worth, then switch it on or throw it away.
          </p>
        </EmptyState>
      )}
    </ListScreen>
  )
}

type Period = 30 | 90

function DraftInView({ views, draft }: { readonly views: ReactNode; readonly draft: Draft }) {
  const [isCreating, setCreating] = useState(false)
  const [isAsking, setAsking] = useState(false)
  /** What was replayed: of this version of the draft, over so many days. */
  const [asked, setAsked] = useState<{
    readonly days: Period
    readonly version: string
    readonly turn: number
  }>()
  const changes = draft.rules.filter(({ change }) => change !== 'same').length + draft.removed.length
  const replay = (days: Period) =>
    setAsked((now) => ({ days, version: draft.version, turn: (now?.turn ?? 0) + 1 }))
  const switchOn = () => runCommand('routing.switchOn', { version: draft.version })
  return (
    <ListScreen
      toolbar={
        <>
          {views}
          <span className="count">
            {changes === 0 ? 'No change yet' : showTotal(changes, true, 'change')}, begun{' '}
            <When at={draft.startedAt} as="ago" />
          </span>
          <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
            New rule
          </Button>
        </>
      }
    >
      <div className="draft-bar">
        <Button icon={<History size={14} aria-hidden />} onClick={() => replay(30)}>
          Replay 30 days
        </Button>
        <Button icon={<History size={14} aria-hidden />} onClick={() => replay(90)}>
          Replay 90 days
        </Button>
        <span className="grow" />
        <Button tone="quiet" onClick={() => void runCommand('routing.discardDraft', {})}>
          Discard
        </Button>
        <Button
          tone="main"
          disabled={changes === 0}
          onClick={() => (draft.changedSince > 0 ? setAsking(true) : void switchOn())}
        >
          Switch on
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      {/* biome-ignore lint/a11y/useSemanticElements: no group of form fields */}
      <div className="routing-scroll" role="group" aria-label="Draft" tabIndex={0}>
        {asked && (
          <Replay
            key={`${asked.turn}`}
            days={asked.days}
            version={asked.version}
            isOld={asked.version !== draft.version}
            onAgain={() => replay(asked.days)}
          />
        )}
        {draft.changedSince > 0 && (
          <div className="routing-notice">
            <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
              {showTotal(draft.changedSince, true, 'rule')} {draft.changedSince === 1 ? 'was' : 'were'}{' '}
              changed since this draft was begun. Switching it on puts the draft in their place.
            </Notice>
          </div>
        )}
        {draft.rules.length === 0 ? (
          <p className="routing-lead mute">The draft has no rules: switched on, nothing would be routed.</p>
        ) : (
          <RuleList set="draft" rules={draft.rules} />
        )}
        {draft.removed.length > 0 && (
          <p className="routing-lead mute">
            Left out:{' '}
            {draft.removed.map(({ id, workspaceName }) => `rule ${id} of ${workspaceName}`).join(', ')}.
          </p>
        )}
      </div>
      {isCreating && <RuleDialog set="draft" onClose={() => setCreating(false)} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Switch the draft on?"
        confirmLabel="Switch on"
        startsAtConfirm
        onConfirm={switchOn}
      >
        <p>
          {showTotal(draft.changedSince, true, 'rule')} {draft.changedSince === 1 ? 'was' : 'were'} changed
          since the draft was begun; the draft takes their place. It can be undone.
        </p>
      </ConfirmDialog>
    </ListScreen>
  )
}
