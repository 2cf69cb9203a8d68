// The form of a workspace: its name, for a new one its id, and who takes what comes to it.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Workspace } from '../../../shared/contract/workspaces.ts'
import { ASSIGNMENT_LABELS, ASSIGNMENT_MODES, type Assignment } from '../../../shared/domain/assignment.ts'
import { slug } from '../../../shared/domain/ids.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { Notice } from '../../ui/states.tsx'
import { Nothing } from '../../ui/words.tsx'

/** Who takes what comes, in a few words. */
export function assignmentWords({ mode, agents }: Assignment, nameOf: (slug: string) => string): ReactNode {
  if (mode === 'none' || agents.length === 0) return <Nothing />
  const names = agents.map(nameOf)
  const shown = names.length > 2 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ')
  return (
    <span title={names.join(', ')}>
      {mode === 'agent' ? '' : `${ASSIGNMENT_LABELS[mode]}: `}
      {shown}
    </span>
  )
}

const HINTS: Readonly<Record<Assignment['mode'], string>> = {
  none: 'Leads wait to be assigned.',
  agent: 'Whoever it is gets every lead.',
  turns: 'One after the other.',
  load: 'Fewest open leads first, then fewest appointments in 7 days.',
}

export function WorkspaceDialog({
  workspace,
  onClose,
}: {
  readonly workspace?: Workspace
  readonly onClose: () => void
}) {
  const agents = useApiQuery('agents.list', {}).data ?? []
  const [name, setName] = useState(workspace?.name ?? '')
  const [id, setId] = useState<string>()
  const [assignment, setAssignment] = useState<Assignment>(
    workspace?.assignment ?? { mode: 'none', agents: [] },
  )
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const wantedId = id ?? slug(name, '-').slice(0, 60)
  const options = {
    onFailure: ({
      message,
      details = [],
    }: {
      message: string
      details?: readonly { field: string; message: string }[]
    }) => {
      setProblems(Object.fromEntries(details.map(({ field, message: words }) => [field, words])))
      if (details.length === 0) setProblem(message)
      return true
    },
  }
  const save = async () => {
    setBusy(true)
    setProblems({})
    setProblem(undefined)
    const saved =
      workspace === undefined
        ? await runCommand('workspaces.create', { name, id: wantedId }, options)
        : await runCommand(
            'workspaces.update',
            { id: workspace.id, ...changed(workspace, name, assignment) },
            options,
          )
    setBusy(false)
    if (saved) onClose()
  }
  return (
    <Dialog
      isOpen
      isKept
      title={workspace === undefined ? 'New workspace' : `Edit ${workspace.name}`}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            {workspace === undefined ? 'Create workspace' : 'Save'}
          </Button>
        </>
      }
    >
      <div className="form">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <TextField
          label="Name"
          autoFocus
          maxLength={100}
          placeholder="Solar West"
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.target.value)}
        />
        {workspace === undefined ? (
          <TextField
            label="Id"
            className="mono"
            maxLength={60}
            hint="It stays, whatever the name becomes: rules, exports and addresses use it."
            value={wantedId}
            error={problems.id}
            onChange={(event) => setId(event.target.value)}
          />
        ) : (
          <>
            <RadioGroup
              label="What is routed here goes to"
              value={assignment.mode}
              onChange={(mode) =>
                setAssignment({ mode, agents: mode === 'none' ? [] : keptFor(mode, assignment.agents) })
              }
              error={problems.assignment}
              options={ASSIGNMENT_MODES.map((mode) => ({
                value: mode,
                label: ASSIGNMENT_LABELS[mode],
                hint: HINTS[mode],
              }))}
            />
            {assignment.mode !== 'none' && (
              <AgentChoice
                isOne={assignment.mode === 'agent'}
                agents={agents.filter((agent) => agent.isActive || assignment.agents.includes(agent.slug))}
                chosen={assignment.agents}
                onChange={(chosen) => setAssignment({ ...assignment, agents: chosen })}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}

/** What has not changed is left out: then there is nothing to undo. */
function changed(workspace: Workspace, name: string, assignment: Assignment) {
  const isSame = JSON.stringify(assignment) === JSON.stringify(workspace.assignment)
  return {
    ...(name.trim() === workspace.name ? {} : { name }),
    ...(isSame ? {} : { assignment: { mode: assignment.mode, agents: [...assignment.agents] } }),
  }
}

function keptFor(mode: Assignment['mode'], agents: readonly string[]): readonly string[] {
  return mode === 'agent' ? agents.slice(0, 1) : agents
}

type AgentChoiceProps = {
  readonly isOne: boolean
  readonly agents: readonly { readonly slug: string; readonly name: string; readonly isActive: boolean }[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Chosen ones stand first, in their order, which is that of the turns. */
function AgentChoice({ isOne, agents, chosen, onChange }: AgentChoiceProps) {
  const ordered = [...agents].sort((a, b) => placeOf(chosen, a.slug) - placeOf(chosen, b.slug))
  const move = (at: number, by: -1 | 1) => {
    const moving = [...chosen]
    const [moved = ''] = moving.splice(at, 1)
    moving.splice(at + by, 0, moved)
    onChange(moving)
  }
  if (agents.length === 0) return <p className="mute">There is no active agent. Add one in Settings.</p>
  return (
    <ul className="agent-choice" aria-label="Agents">
      {ordered.map((agent) => {
        const at = chosen.indexOf(agent.slug)
        return (
          <li key={agent.slug}>
            <Checkbox
              label={
                <>
                  {agent.name}
                  {!agent.isActive && <span className="mute"> (not active, passed over)</span>}
                </>
              }
              isOn={at >= 0}
              onChange={(isOn) =>
                onChange(
                  isOn
                    ? isOne
                      ? [agent.slug]
                      : [...chosen, agent.slug]
                    : chosen.filter((one) => one !== agent.slug),
                )
              }
            />
            {!isOne && at >= 0 && chosen.length > 1 && (
              <span className="rule-actions">
                <IconButton
                  label={`Move ${agent.name} up`}
                  icon={<ArrowUp size={14} aria-hidden />}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                />
                <IconButton
                  label={`Move ${agent.name} down`}
                  icon={<ArrowDown size={14} aria-hidden />}
                  disabled={at === chosen.length - 1}
                  onClick={() => move(at, 1)}
                />
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function placeOf(chosen: readonly string[], slug: string): number {
  const at = chosen.indexOf(slug)
  return at < 0 ? chosen.length : at
}
