// Who works here: the people leads are assigned to. One who has left is put aside and stays in the history.
import { Fragment, useState } from 'react'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Switch, TextField } from '../../ui/fields.tsx'
import { AgentFeed } from './agent-feed.tsx'

export function AgentList({ ownSlug }: { readonly ownSlug: string }) {
  const agents = useApiQuery('agents.list', {}).data
  const save = useCommand('agents.save')
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
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
      {agents?.map((agent) => (
        <Fragment key={agent.slug}>
          <Switch
            label={agent.name}
            hint={
              agent.slug === ownSlug
                ? 'That is you.'
                : agent.isActive
                  ? undefined
                  : 'Not offered for new work.'
            }
            isOn={agent.isActive}
            disabled={agent.slug === ownSlug}
            onChange={(isActive) => void save({ slug: agent.slug, isActive })}
          />
          <AgentFeed agent={agent} />
        </Fragment>
      ))}
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
    </>
  )
}
