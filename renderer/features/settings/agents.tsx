// Who works here: the people leads are assigned to, with their hours. One who has left is put aside and stays in the history.
import { useState } from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import { showSpans } from '../../../shared/domain/schedule/span-text.ts'
import { WEEKDAYS, type Weekday, type WorkingHours } from '../../../shared/domain/schedule/working-hours.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { AgentDialog } from './agent-dialog.tsx'
import { AgentFeed } from './agent-feed.tsx'

export function AgentList({ ownSlug }: { readonly ownSlug: string }) {
  const agents = useApiQuery('agents.list', {}).data
  const save = useCommand('agents.save')
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const [editing, setEditing] = useState<string>()
  const edited = agents?.find(({ slug }) => slug === editing)
  const add = async () => {
    setProblem(undefined)
    const saved = await save(
      { name },
      {
        onFailure: ({ details, message }) => {
          setProblem(details?.[0]?.message ?? message)
          return true
        },
      },
    )
    if (saved) setName('')
  }
  return (
    <>
      <ul className="settings-rows" aria-label="Agents">
        {agents?.map((agent) => (
          <li key={agent.slug}>
            <button type="button" className="settings-row" onClick={() => setEditing(agent.slug)}>
              <span className="settings-row-name">
                <span className={`agent-dot agent-${agent.colour}`} aria-hidden />
                {agent.name}
                {agent.slug === ownSlug && <span className="mute"> · you</span>}
                {!agent.isActive && <span className="mute"> · not offered for new work</span>}
              </span>
              <span className="settings-row-words">{wordsOf(agent)}</span>
            </button>
            <AgentFeed agent={agent} />
          </li>
        ))}
      </ul>
      <form
        className="settings-agent"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <TextField
          label="New agent"
          placeholder="First and last name"
          maxLength={100}
          value={name}
          error={problem}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          Add agent
        </Button>
      </form>
      {edited && (
        <AgentDialog
          key={edited.slug}
          agent={edited}
          isOwn={edited.slug === ownSlug}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}

const DAY_SHORT: Readonly<Record<Weekday, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
}

function wordsOf({ workingHours, timeOff }: Agent): string {
  const hours = workingHours === null ? 'Any time' : showHours(workingHours)
  return timeOff.length === 0 ? hours : `${hours} · ${timeOff.length} × time off`
}

/** "Mon–Fri 9 AM – 5 PM, Sat 10 AM – 2 PM": days in a row that are alike are told together. */
function showHours(hours: WorkingHours): string {
  const groups: { first: Weekday; last: Weekday; words: string }[] = []
  for (const day of WEEKDAYS) {
    const words = showSpans(hours[day])
    const group = groups.at(-1)
    if (group !== undefined && group.words === words) group.last = day
    else groups.push({ first: day, last: day, words })
  }
  const told = groups
    .filter(({ words }) => words !== '')
    .map(({ first, last, words }) =>
      first === last ? `${DAY_SHORT[first]} ${words}` : `${DAY_SHORT[first]}–${DAY_SHORT[last]} ${words}`,
    )
  return told.join(', ') || 'Never'
}
