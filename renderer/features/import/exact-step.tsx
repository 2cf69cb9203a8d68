// An exact export of our own goes back as it was: there are no columns to place and nobody to compare, only this one choice.
import type { ImportInspection } from '../../../shared/contract/imports.ts'
import { runCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { useImport } from './import-state.ts'

type Exact = NonNullable<ImportInspection['exact']>

const AS_THEY_WERE: Readonly<Record<Exact, string>> = {
  leads:
    'With their ids, times, statuses and prices; nothing is routed or matched anew. A lead that is here already stays as it is. Webhooks, providers, workspaces and agents that are missing are made: the check lists them first.',
  contacts:
    'With their ids and times, and the contacts merged into them. Of people who are here already, each field stays as it was said last. Import the file of their leads after this one.',
}

export function ExactChoice({ exact }: { readonly exact: Exact }) {
  const { isAsItWas, change } = useImport()
  return (
    <div className="import-choice">
      <RadioGroup
        label={`Where the ${exact} go`}
        value={isAsItWas ? 'back' : 'chosen'}
        onChange={(next) => change({ isAsItWas: next === 'back' })}
        options={[
          { value: 'back', label: 'Into the webhooks of the file, as they were', hint: AS_THEY_WERE[exact] },
          {
            value: 'chosen',
            label: 'Into a webhook I choose, like any other list',
            hint: 'Its type and routing hold, ids are new, and each column may go elsewhere.',
          },
        ]}
      />
    </div>
  )
}

export function ExactStep({ file, exact }: { readonly file: ImportInspection; readonly exact: Exact }) {
  const state = useImport()
  const check = async () => {
    if (!state.file) return
    const started = await runCommand(
      'imports.run',
      {
        handle: state.file.handle,
        name: state.file.name,
        reading: file.reading,
        mapping: file.mapping,
        webhookId: null,
        makes: exact,
        knownPeople: 'update',
        isDryRun: true,
      },
      { isQuiet: true },
    )
    if (started) state.change({ step: 'check', checkId: started.taskId, mapping: file.mapping, exact })
  }
  return (
    <>
      <ExactChoice exact={exact} />
      <div className="import-actions">
        <Button onClick={() => state.change({ step: 'reading' })}>Back</Button>
        <Button tone="main" onClick={() => void check()}>
          Check the file
        </Button>
      </div>
    </>
  )
}
