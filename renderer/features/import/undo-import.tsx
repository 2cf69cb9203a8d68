// Undoing an import. What somebody has worked on since is shown before it goes.
import { type ReactNode, useState } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { labelOf } from '../../../shared/domain/labels.ts'
import { api } from '../../api/client.ts'
import { isUndoingImport, runCommand } from '../../api/hooks.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { showTotal } from '../../ui/format.ts'
import { showToast } from '../../ui/toasts.tsx'

type WorkedOn = Output<'imports.workedOn'>

export function useUndoImport(): {
  readonly undo: (importId: string, name: string) => Promise<void>
  readonly box: ReactNode
} {
  const [asked, setAsked] = useState<{
    readonly importId: string
    readonly name: string
    readonly found: WorkedOn
  }>()
  const undo = async (importId: string, name: string) => {
    if (await isUndoingImport()) return
    const reply = await api.call('imports.workedOn', { importId })
    if (!reply.ok) showToast({ title: reply.error.message, tone: 'danger' })
    else if (reply.value.leads > 0) setAsked({ importId, name, found: reply.value })
    else await runCommand('imports.undo', { importId })
  }
  const box = asked && (
    <ConfirmDialog
      isOpen
      onClose={() => setAsked(undefined)}
      title={`Undo the import of ${asked.name}?`}
      confirmLabel="Undo anyway"
      tone="danger"
      onConfirm={async () => {
        await runCommand('imports.undo', { importId: asked.importId, isForced: true })
        setAsked(undefined)
      }}
    >
      <p>
        {showTotal(asked.found.leads, true, 'lead')} of this import {asked.found.leads === 1 ? 'was' : 'were'}{' '}
        worked on since. Undoing takes {asked.found.leads === 1 ? 'it' : 'them'} away, with notes, calls and
        history:
      </p>
      <ul className="import-worked">
        {asked.found.first.map((lead) => (
          <li key={lead.leadId}>
            <span className="clip">{lead.name || lead.leadId}</span>{' '}
            <span className="mute">{labelOf(lead.status)}</span>
          </li>
        ))}
        {asked.found.leads > asked.found.first.length && (
          <li className="mute">
            and {showTotal(asked.found.leads - asked.found.first.length, true, 'more lead')}
          </li>
        )}
      </ul>
    </ConfirmDialog>
  )
  return { undo, box: box ?? null }
}
