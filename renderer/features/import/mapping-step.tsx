// Where each column goes, with what stands in it; into which webhook; and what becomes of people who are there already.
import { useMemo } from 'react'
import type { ImportInspection } from '../../../shared/contract/imports.ts'
import { KEEP, LEAVE, MANY_COLUMNS, STATUS } from '../../../shared/domain/import/columns.ts'
import { keptColumnOf } from '../../../shared/domain/import/exact.ts'
import { readStatus } from '../../../shared/domain/import/statuses.ts'
import { LEAD_TYPE_LABELS, labelOf, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_FIELDS, PAYLOAD_FIELDS } from '../../../shared/domain/payload/fields.ts'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox, type Option } from '../../ui/fields.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { Notice } from '../../ui/states.tsx'
import { ExactChoice } from './exact-step.tsx'
import { goalOf, useImport } from './import-state.ts'

const FIELDS: readonly Option[] = [
  ...LEAD_FIELDS.map(({ name, label, aliases }) => ({
    value: name as string,
    label,
    detail: name,
    words: aliases.join(' '),
  })),
  ...PAYLOAD_FIELDS.map(({ name, label, aliases }) => ({
    value: name as string,
    label,
    detail: name,
    words: aliases.join(' '),
  })),
  { value: STATUS, label: 'Status', detail: STATUS, words: 'stage disposition' },
]
const EXTRA: readonly Option[] = [
  { value: KEEP, label: 'Keep under its own name' },
  { value: LEAVE, label: 'Leave out' },
]

/** No provider has an empty id. */
const NOBODY = ''

export function MappingStep({ file }: { readonly file: ImportInspection }) {
  const state = useImport()
  const { change, makes, knownPeople } = state
  const { providerId } = goalOf(state)
  const sellers = (useApiQuery('providers.list', {}).data ?? []).filter(({ deletedAt }) => deletedAt === null)
  const webhooks = useApiQuery('webhooks.list', {})
  const open = (webhooks.data ?? []).filter((webhook) => webhook.isActive)
  const webhookId = open.some((one) => one.webhookId === state.webhookId)
    ? state.webhookId
    : open[0]?.webhookId
  const mapping = state.mapping?.length === file.mapping.length ? state.mapping : file.mapping
  const options = useMemo(
    () => [
      ...EXTRA,
      ...FIELDS,
      ...file.mapping
        .filter((target) => keptColumnOf(target) !== null)
        .map((target) => ({
          value: target,
          label: labelOf(keptColumnOf(target) ?? ''),
          detail: 'as it was exported',
        })),
    ],
    [file.mapping],
  )
  const twice = mapping.filter(
    (target, at) =>
      target !== KEEP && target !== LEAVE && !MANY_COLUMNS.has(target) && mapping.indexOf(target) !== at,
  )
  const hasPhone = mapping.includes('phone')
  const setTarget = (column: number, target: string) =>
    change({ mapping: mapping.map((one, at) => (at === column ? target : one)) })

  const check = async () => {
    if (webhookId === undefined || !state.file) return
    const started = await runCommand(
      'imports.run',
      {
        handle: state.file.handle,
        name: state.file.name,
        reading: file.reading,
        mapping: [...mapping],
        webhookId,
        providerId,
        makes,
        knownPeople,
        isDryRun: true,
      },
      { isQuiet: true },
    )
    if (started) change({ step: 'check', checkId: started.taskId, webhookId, mapping, exact: undefined })
  }

  return (
    <>
      {file.isRemembered && state.mapping === undefined && (
        <Notice>A file with these headings was imported before; its columns go where they went then.</Notice>
      )}
      {file.exact && <ExactChoice exact={file.exact} />}
      <div className="import-goals">
        {open.length === 0 && webhooks.data ? (
          <Notice tone="warn">
            Leads belong to a webhook, also when they come from a file.{' '}
            <a href="#/webhooks">Create a webhook</a> first, then come back: your choices stay.
          </Notice>
        ) : (
          <Combobox
            label="Webhook"
            hint="Its type and routing hold for the imported leads, and its people are compared with the file."
            value={webhookId ?? null}
            options={open.map((webhook) => ({
              value: webhook.webhookId,
              label: webhook.name,
              detail: `${LEAD_TYPE_LABELS[webhook.leadType]} · ${webhook.webhookId}`,
            }))}
            onChange={(next) => change({ webhookId: next })}
          />
        )}
        {makes === 'leads' && sellers.length > 0 && (
          <Combobox
            label="Provider"
            hint="Whom a bought list comes from: its leads count as that provider’s, its requests do not."
            value={providerId ?? NOBODY}
            options={[
              { value: NOBODY, label: 'No provider' },
              ...sellers.map((provider) => ({
                value: provider.providerId,
                label: provider.providerName,
                detail: provider.providerId,
              })),
            ]}
            onChange={(next) => change({ providerId: next === NOBODY ? null : next })}
          />
        )}
        <RadioGroup
          label="Each row is"
          value={makes}
          onChange={(next) =>
            change({
              makes: next,
              ...(next === 'contacts' && knownPeople === 'create' ? { knownPeople: 'update' } : {}),
            })
          }
          options={[
            {
              value: 'leads',
              label: 'A lead',
              hint: 'With its person, counted and routed as if it had been delivered.',
            },
            {
              value: 'contacts',
              label: 'A contact only',
              hint: 'A person without a lead; nothing is counted.',
            },
          ]}
        />
        <RadioGroup
          label="People who are there already (the same phone)"
          value={knownPeople}
          onChange={(next) => change({ knownPeople: next })}
          options={[
            {
              value: 'update',
              label: 'Bring them up to date',
              hint: 'Empty fields are filled, older ones replaced. No second lead.',
            },
            { value: 'skip', label: 'Leave them as they are', hint: 'Their rows are passed over.' },
            ...(makes === 'leads'
              ? [
                  {
                    value: 'create' as const,
                    label: 'Add another lead',
                    hint: 'As a delivery does: the person keeps both.',
                  },
                ]
              : []),
          ]}
        />
      </div>
      <table className="import-mapping">
        <caption className="unseen">Columns of the file and where they go</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">First values</th>
            <th scope="col">Goes into</th>
          </tr>
        </thead>
        <tbody>
          {file.columns.map(({ name, samples, words }, at) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="mute">{samples.slice(0, 3).join(' · ') || 'Empty in the first rows'}</td>
              <td>
                <Combobox
                  label={`${name} goes into`}
                  isLabelHidden
                  value={mapping[at] ?? KEEP}
                  options={options}
                  onChange={(target) => setTarget(at, target)}
                />
                {mapping[at] === STATUS && <StatusWords words={words.length > 0 ? words : samples} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mapping.includes('created_at') && !file.mapping.includes('created_at') && !file.isDateOrderCertain && (
        <Notice>
          No date in the first rows shows for certain which of its numbers is the day. Go back a step to check
          the order.
        </Notice>
      )}
      {!hasPhone && (
        <Notice tone="warn">
          No column goes into Phone. Every person needs a phone number: choose the column that holds it.
        </Notice>
      )}
      {twice.length > 0 && (
        <Notice tone="warn">
          {[...new Set(twice)]
            .map((target) => FIELDS.find(({ value }) => value === target)?.label ?? target)
            .join(', ')}
          : two columns go into it. The first one that has a value counts; the other is kept under its name.
        </Notice>
      )}
      <div className="import-actions">
        <Button onClick={() => change({ step: 'reading', mapping })}>Back</Button>
        <Button tone="main" disabled={!hasPhone || webhookId === undefined} onClick={() => void check()}>
          Check the file
        </Button>
      </div>
    </>
  )
}

/** What the file’s own words for how far somebody got become here. */
function StatusWords({ words }: { readonly words: readonly string[] }) {
  return (
    <ul className="import-statuses mute" aria-label="What becomes of its words">
      {words.map((word) => {
        const status = readStatus(word)
        return (
          <li key={word}>
            {word} → {status === null ? `${STATUS_LABELS.new}, with a note` : STATUS_LABELS[status]}
          </li>
        )
      })}
    </ul>
  )
}
