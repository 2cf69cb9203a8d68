// The views of a list: ready-made ones, and what was saved. A view is what stands in the address, so opening one is
// going there.
import { ChevronDown, ListFilter, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { SavedView, ViewDefinition } from '../../shared/contract/views.ts'
import type { ListName } from '../../shared/domain/list/columns.ts'
import { runCommand, useApiQuery } from '../api/hooks.ts'
import { useWorkspaceId } from '../app/workspace.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Checkbox, TextField } from './fields.tsx'
import { Menu, type MenuEntry } from './menu.tsx'

export type ReadyView = {
  readonly name: string
  readonly detail?: string
  readonly definition: ViewDefinition
}

type ViewMenuProps = {
  readonly list: ListName
  /** The ready-made ones, the list as it comes by itself first. */
  readonly ready: readonly ReadyView[]
  readonly definition: ViewDefinition
  readonly onOpen: (definition: ViewDefinition) => void
}

/** Two definitions are the same view, whatever order their parts stand in. */
function keyOf(definition: ViewDefinition): string {
  const { q, statuses, types, test, match, where, sort, columns, layout } = definition
  return JSON.stringify([
    q ?? '',
    statuses ?? [],
    types ?? [],
    test ?? false,
    (where?.length ?? 0) > 1 ? (match ?? 'all') : 'all',
    where ?? [],
    sort ?? null,
    columns ?? null,
    layout ?? null,
  ])
}

export function ViewMenu({ list, ready, definition, onOpen }: ViewMenuProps) {
  const workspaceId = useWorkspaceId()
  const saved = useApiQuery('views.list', { list, workspaceId }).data ?? []
  const [isSaving, setSaving] = useState(false)
  const key = keyOf(definition)
  const here = saved.find((view) => keyOf(view.definition) === key)
  // A board of a ready-made view is that view all the same; it can be saved under a name of its own.
  const isReady = (view: ReadyView) => keyOf(view.definition) === keyOf({ ...definition, layout: undefined })
  const chosen: ReadyView | undefined = here ?? ready.find(isReady)
  const name = chosen?.name
  const isExact = here !== undefined || ready.some((view) => keyOf(view.definition) === key)
  const entry = (view: ReadyView): MenuEntry => ({
    label: view.name,
    detail: view.detail,
    isChosen: view === chosen,
    run: () => onOpen(view.definition),
  })
  const entries: MenuEntry[] = [
    { kind: 'group', label: 'Ready made' },
    ...ready.map(entry),
    ...(saved.length > 0 ? [{ kind: 'group', label: 'Saved views' } as const, ...saved.map(entry)] : []),
    ...(isExact && here === undefined ? [] : [{ kind: 'line' } as const]),
    ...(!isExact
      ? [{ label: 'Save this view…', icon: <Plus size={14} aria-hidden />, run: () => setSaving(true) }]
      : []),
    ...(here === undefined
      ? []
      : [
          {
            label: `Delete ${here.name}`,
            icon: <Trash2 size={14} aria-hidden />,
            tone: 'danger' as const,
            run: () => void runCommand('views.delete', { id: here.id }),
          },
        ]),
  ]
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <button type="button" className="chip view-chip">
            <span className="chip-main">
              <ListFilter size={13} aria-hidden />
              <span className="unseen">View:</span>
              <b>{name ?? 'Unsaved view'}</b>
              <ChevronDown size={12} aria-hidden />
            </span>
          </button>
        }
      />
      {name === undefined && (
        <Button tone="quiet" onClick={() => setSaving(true)}>
          Save view
        </Button>
      )}
      {isSaving && (
        <SaveDialog list={list} definition={definition} saved={saved} onClose={() => setSaving(false)} />
      )}
    </>
  )
}

function SaveDialog({
  list,
  definition,
  saved,
  onClose,
}: {
  readonly list: ListName
  readonly definition: ViewDefinition
  readonly saved: readonly SavedView[]
  readonly onClose: () => void
}) {
  const workspaceId = useWorkspaceId()
  const [name, setName] = useState('')
  const [isHereOnly, setHereOnly] = useState(false)
  const [problem, setProblem] = useState<string>()
  const same = saved.find((view) => view.name.toLowerCase() === name.trim().toLowerCase())

  const save = async () => {
    const onFailure = ({ message }: { message: string }) => {
      setProblem(message)
      return true
    }
    const answer =
      same !== undefined
        ? await runCommand('views.update', { list, id: same.id, definition }, { onFailure })
        : await runCommand(
            'views.save',
            { list, name, workspaceId: isHereOnly ? (workspaceId ?? null) : null, definition },
            { onFailure, done: `View ${name.trim()} saved` },
          )
    if (answer !== undefined) onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Save view"
      detail="Filters, order and columns, to come back to by name."
      size="small"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit">
            {same === undefined ? 'Save' : 'Replace'}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        maxLength={60}
        error={problem}
        hint={same === undefined ? undefined : `Replaces the view ${same.name}.`}
        onChange={(event) => {
          setName(event.target.value)
          setProblem(undefined)
        }}
      />
      {typeof workspaceId === 'string' && (
        <Checkbox label="Only in this workspace" isOn={isHereOnly} onChange={setHereOnly} />
      )}
    </Dialog>
  )
}
