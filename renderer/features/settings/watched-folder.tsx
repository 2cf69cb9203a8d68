// The folder that is looked into: where it is, where its leads go, and how it does.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { KNOWN_PEOPLE } from '../../../shared/contract/imports.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox, Select, TextField } from '../../ui/fields.tsx'
import { showTotal } from '../../ui/format.ts'
import { Notice } from '../../ui/states.tsx'
import { StatusDot } from '../../ui/status.tsx'

type Watched = NonNullable<Settings['watchedFolder']>

const KNOWN_WORDS: Readonly<Record<(typeof KNOWN_PEOPLE)[number], string>> = {
  update: 'Bring them up to date, no second lead',
  skip: 'Leave them as they are',
  create: 'Add another lead',
}

export function WatchedFolder({ settings: { watchedFolder } }: { readonly settings: Settings }) {
  const update = useCommand('settings.update')
  const status = useApiQuery('watchedFolder.status', {}).data
  const webhooks = useApiQuery('webhooks.list', {}).data ?? []
  const [path, setPath] = useState(watchedFolder?.path ?? '')
  const [webhookId, setWebhookId] = useState(watchedFolder?.webhookId ?? null)
  const [knownPeople, setKnownPeople] = useState<Watched['knownPeople']>(
    watchedFolder?.knownPeople ?? 'update',
  )
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const isAsSaved =
    watchedFolder !== null &&
    path.trim() === watchedFolder.path &&
    webhookId === watchedFolder.webhookId &&
    knownPeople === watchedFolder.knownPeople
  const save = async (next: Watched | null) => {
    setProblem(undefined)
    setBusy(true)
    await update(
      { watchedFolder: next },
      {
        onFailure: ({ details, message }) => {
          setProblem(details?.[0]?.message ?? message)
          return true
        },
      },
    )
    setBusy(false)
  }
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (webhookId === null) setProblem('Choose the webhook that the leads go to.')
        else void save({ path: path.trim(), webhookId, knownPeople })
      }}
    >
      {status?.isOn && (
        <div className="settings-listener">
          {status.problem ? (
            <Notice tone="warn">{status.problem}</Notice>
          ) : (
            <StatusDot tone="good" label="Watching" />
          )}
          {status.waiting.length > 0 && (
            <Link to="/import">
              {showTotal(status.waiting.length, true, 'file')}{' '}
              {status.waiting.length === 1 ? 'waits' : 'wait'} for you to say what{' '}
              {status.waiting.length === 1 ? 'its' : 'their'} columns are
            </Link>
          )}
        </div>
      )}
      <TextField
        label="Folder"
        hint="Its whole path. CSV files that appear there are imported once their headings are known, then moved to “imported” or “refused” beside them. Nothing is deleted."
        placeholder="/home/ana/leads"
        maxLength={1_000}
        spellCheck={false}
        value={path}
        error={problem}
        onChange={(event) => {
          setPath(event.target.value)
          setProblem(undefined)
        }}
      />
      <Combobox
        label="Leads go to"
        hint="Lists whose headings you have imported before go where the last of them went, and as it did; the others go here."
        placeholder="Choose a webhook…"
        value={webhookId}
        options={webhooks.map((webhook) => ({ value: webhook.webhookId, label: webhook.name }))}
        onChange={(next) => {
          setWebhookId(next)
          setProblem(undefined)
        }}
      />
      <Select
        label="People who are there already (the same phone)"
        value={knownPeople}
        options={KNOWN_PEOPLE.map((value) => ({ value, label: KNOWN_WORDS[value] }))}
        onChange={setKnownPeople}
      />
      <div className="settings-buttons">
        <Button type="submit" isBusy={isBusy} disabled={isAsSaved || path.trim() === ''}>
          {watchedFolder === null ? 'Watch this folder' : 'Save'}
        </Button>
        {watchedFolder !== null && <Button onClick={() => void save(null)}>Stop watching</Button>}
      </div>
    </form>
  )
}
