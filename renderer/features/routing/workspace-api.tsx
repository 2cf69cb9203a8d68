// How a client's own programs get at their workspace: the key, what it opens, and commands to try it with.
import { useState } from 'react'
import type { WorkspaceDetail } from '../../../shared/contract/workspaces.ts'
import { PERMISSIONS, type Permission } from '../../../shared/domain/vocabulary.ts'
import { isDesktop } from '../../api/client.ts'
import { runCommand, useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock, CodeLine } from '../../ui/copy.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Checkbox } from '../../ui/fields.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { conversionCurls, openApiAddress } from '../../ui/sending.tsx'
import { PanelSection } from '../../ui/side-panel.tsx'

const LABELS: Readonly<Record<Permission, string>> = {
  read: 'Read conversions and figures',
  write: 'Write records',
  convert: 'Log conversions',
}
const HINTS: Readonly<Record<Permission, string>> = {
  read: 'Only those of this workspace; never what the agency pays for leads.',
  write: 'No address asks for it so far.',
  convert: 'For its own leads and contacts.',
}

export function WorkspaceApi({ workspace }: { readonly workspace: WorkspaceDetail }) {
  const { id, name, keyHint, permissions } = workspace
  const [box, setBox] = useState<'rotate' | 'remove'>()
  const [apiKey, setApiKey] = useState<string>()
  const rotate = useCommand('workspaces.rotateKey')
  const remove = useCommand('workspaces.removeKey')
  const close = () => setBox(undefined)
  const make = async () => {
    const made = await rotate({ id }, { isQuiet: true })
    if (made) setApiKey(made.apiKey)
  }
  const allow = (permission: Permission, isAllowed: boolean) =>
    void runCommand('workspaces.update', {
      id,
      permissions: PERMISSIONS.filter((one) => (one === permission ? isAllowed : permissions.includes(one))),
    })
  return (
    <PanelSection title="API">
      <div className="workspace-stack">
        <div className="workspace-key">
          {keyHint === null ? (
            <span className="mute">No key: it answers nobody.</span>
          ) : (
            <span className="mono">{keyHint}</span>
          )}
          <span className="workspace-buttons">
            <Button onClick={() => (keyHint === null ? void make() : setBox('rotate'))}>
              {keyHint === null ? 'Make a key' : 'Make a new key'}
            </Button>
            {keyHint !== null && <Button onClick={() => setBox('remove')}>End the key</Button>}
          </span>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own look; the group is labelled */}
        <div role="group" aria-label="The key may" className="workspace-permissions">
          {PERMISSIONS.map((permission) => (
            <Checkbox
              key={permission}
              label={LABELS[permission]}
              hint={HINTS[permission]}
              isOn={permissions.includes(permission)}
              onChange={(isOn) => allow(permission, isOn)}
            />
          ))}
        </div>
        <Examples workspaceId={id} />
      </div>
      <ConfirmDialog
        isOpen={box === 'rotate'}
        onClose={close}
        title="Make a new key?"
        confirmLabel="Make a new key"
        tone="danger"
        onConfirm={make}
      >
        <p>The old key stops working at once: programs of {name} that use it are refused (401).</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={box === 'remove'}
        onClose={close}
        title="End the key?"
        confirmLabel="End the key"
        tone="danger"
        onConfirm={() => remove({ id })}
      >
        <p>
          Nobody gets in with it any more, from now on. This cannot be undone, but a new key can be made at
          any time.
        </p>
      </ConfirmDialog>
      {apiKey && <NewKey workspace={workspace} apiKey={apiKey} onClose={() => setApiKey(undefined)} />}
    </PanelSection>
  )
}

function NewKey({
  workspace: { id, name },
  apiKey,
  onClose,
}: {
  readonly workspace: WorkspaceDetail
  readonly apiKey: string
  readonly onClose: () => void
}) {
  const listener = useApiQuery('listener.status', {}).data
  const [list] = conversionCurls({ workspaceId: id, listener, publicOrigin: null, apiKey })
  return (
    <SecretDialog title={`The API key of ${name}`} what="API key" secret={apiKey} onClose={onClose}>
      {list && (
        <div>
          <div className="field-label">A line to try it with, on this computer</div>
          <CodeBlock isWrapped text={list.command} label="command" />
        </div>
      )}
    </SecretDialog>
  )
}

function Examples({ workspaceId }: { readonly workspaceId: string }) {
  const [isOpen, setOpen] = useState(false)
  const listener = useApiQuery('listener.status', {}).data
  const settings = useApiQuery('settings.get', {}).data
  if (!listener || !settings) return null
  const at = { workspaceId, listener, publicOrigin: settings.publicOrigin }
  const document = openApiAddress(listener, settings.publicOrigin)
  return (
    <details className="workspace-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>How to use it</summary>
      {isOpen && (
        <div className="workspace-stack">
          {conversionCurls(at).map(({ title, command }) => (
            <div key={title}>
              <div className="field-hint">{title}</div>
              <CodeBlock isWrapped text={command} label={`command: ${title}`} />
            </div>
          ))}
          <p className="field-hint">
            A conversion takes <span className="mono">lead_id</span> or{' '}
            <span className="mono">contact_id</span>, its type, and what else is known of it. Your own{' '}
            <span className="mono">external_id</span> once more makes nothing. It is on the disk before it is
            answered.
          </p>
          <div>
            <div className="field-hint">
              All of it for programs, as <OpenApiLink address={document} />
            </div>
            <CodeLine isWrapped text={document} label="Copy the address of the OpenAPI document" />
          </div>
        </div>
      )}
    </details>
  )
}

function OpenApiLink({ address }: { readonly address: string }) {
  if (isDesktop) return 'OpenAPI document'
  return (
    <a href={address} target="_blank" rel="noreferrer noopener">
      OpenAPI document
    </a>
  )
}
