// One conversion, whole: its value, when and by whom, what else belongs to it, notes, and what happened to it since.
import { Link } from '@tanstack/react-router'
import { Ban, CircleAlert } from 'lucide-react'
import type { Ref } from 'react'
import type { ConversionDetail } from '../../../shared/contract/conversions.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { CONVERSION_EDITS, type EditValue, readEdit } from '../../../shared/domain/editing.ts'
import { LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { parseTypedMoney } from '../../../shared/domain/money.ts'
import { runCommand, useApiQuery, useCommand } from '../../api/hooks.ts'
import { keysOf } from '../../app/shortcuts.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { CONVERSION_TONES, conversionEventWords, conversionWord } from '../../ui/conversion-words.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { currencyOptions } from '../../ui/currencies.ts'
import { EditableField, type EditableFieldProps } from '../../ui/editable-field.tsx'
import { showDayTime, showMoney, showName, showPhone, wallTimeOf } from '../../ui/format.ts'
import { actorOf } from '../../ui/lead-words.tsx'
import { type Moment, Timeline } from '../../ui/lists.tsx'
import { NoteForm } from '../../ui/note-form.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState, Notice } from '../../ui/states.tsx'
import { Badge, LeadStatusDot, StatusDot } from '../../ui/status.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { byWhom } from './conversion-columns.tsx'
import { ConversionDetails } from './conversion-details.tsx'
import './conversions.css'

type ConversionPanelProps = {
  readonly id: string
  readonly onClose: () => void
  readonly onVoid: () => void
  readonly ref?: Ref<PanelHandle>
}

export function ConversionPanel({ id, onClose, onVoid, ref }: ConversionPanelProps) {
  const query = useApiQuery('conversions.get', { id })
  const conversion = query.data
  if (!conversion || query.error) {
    return (
      <AwaitedPanel
        ref={ref}
        label="Conversion"
        record={id}
        onClose={onClose}
        over="Conversion"
        problem={
          query.error && <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
        }
      />
    )
  }
  return (
    <ConversionInPanel
      ref={ref}
      conversion={conversion}
      isCurrent={conversion.id === id}
      onClose={onClose}
      onVoid={onVoid}
    />
  )
}

function ConversionInPanel({
  conversion,
  isCurrent,
  onClose,
  onVoid,
  ref,
}: {
  readonly conversion: ConversionDetail
  readonly isCurrent: boolean
  readonly onClose: () => void
  readonly onVoid: () => void
  readonly ref: Ref<PanelHandle> | undefined
}) {
  const { id, lead, voidedAt } = conversion
  const zone = useZone()
  const agents = useApiQuery('agents.list', {}).data
  const isVoided = voidedAt !== null
  const phone = conversion.phone === null ? undefined : showPhone(conversion.phone, null)
  const save = useSaving(conversion, zone)
  const addNote = useCommand('conversions.addNote')
  const field = (name: string, value: EditValue, more: Partial<EditableFieldProps>) => {
    const edit = CONVERSION_EDITS.find((each) => each.name === name)
    if (edit === undefined) return null
    return (
      <EditableField
        field={edit}
        value={value}
        isDisabled={!isCurrent || isVoided}
        {...more}
        onSave={(next) => save(name, next)}
      />
    )
  }
  return (
    <SidePanel
      ref={ref}
      label="Conversion"
      record={id}
      onClose={onClose}
      over={
        <StatusDot
          tone={isVoided ? 'lost' : CONVERSION_TONES[conversion.conversionType]}
          label={`${conversionWord(conversion.conversionType)}${isVoided ? ', voided' : ''}`}
          isHollow={isVoided}
        />
      }
      title={
        <>
          <span>{showName(conversion)}</span>
          {conversion.isTest && <Badge tone="warn">Test</Badge>}
        </>
      }
      under={
        <>
          {phone && (
            <div className="panel-tel copyable">
              {phone}
              <CopyButton text={phone} label="Copy phone" />
            </div>
          )}
          <div className="conversion-links">
            {lead && (
              <Link to="/leads" search={{ lead: lead.id }}>
                {conversion.leadType === null ? 'Lead' : `${LEAD_TYPE_LABELS[conversion.leadType]} lead`}
              </Link>
            )}
            <Link to="/contacts" search={{ contact: conversion.contactId }}>
              Contact
            </Link>
          </div>
        </>
      }
      actions={
        !isVoided && (
          <Button
            icon={<Ban size={14} aria-hidden />}
            keys={keysOf('list.delete')}
            disabled={!isCurrent}
            onClick={onVoid}
          >
            Void…
          </Button>
        )
      }
    >
      {isVoided && (
        <PanelSection>
          <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
            Voided <When at={voidedAt} as="full" />: {conversion.voidReason ?? 'no reason given'}. It counts
            nowhere and cannot be changed.
          </Notice>
        </PanelSection>
      )}
      {conversion.isTest && !isVoided && (
        <PanelSection>
          <Notice>Of a test lead: it counts nowhere.</Notice>
        </PanelSection>
      )}
      <PanelSection key={`what ${id}`}>
        <dl className="definitions" aria-label="Conversion">
          {field('value_cents', conversion.valueCents, {
            emptyWords: 'No value',
            isWarning: !isVoided && conversion.conversionType === 'sale',
            children:
              conversion.valueCents === null
                ? undefined
                : showMoney(conversion.valueCents, conversion.currency),
          })}
          {field('currency', conversion.currency, {
            options: currencyOptions().map(({ value, label, detail }) => ({
              value,
              label: `${label}, ${detail}`,
            })),
            children: conversion.currency,
          })}
          {field('converted_at', wallTimeOf(conversion.convertedAt, zone).replace('T', ' '), {
            children: <When at={conversion.convertedAt} as="full" />,
            ...(lead !== null && conversion.convertedAt < lead.createdAt
              ? { detail: 'Before the lead came, so it counts as converted at once.' }
              : {}),
          })}
          {field('converted_by', conversion.convertedBy, {
            options: (agents ?? [])
              .filter(({ isActive, slug }) => isActive || slug === conversion.convertedBy)
              .map(({ slug, name }) => ({ value: slug, label: name })),
            children: byWhom(conversion),
          })}
          <div className="definition still">
            <dt>Workspace</dt>
            <dd>{conversion.workspaceName ?? conversion.workspaceId ?? 'None'}</dd>
          </div>
          {lead && (
            <div className="definition still">
              <dt>Lead</dt>
              <dd>
                <LeadStatusDot status={lead.status} />{' '}
                <span className="mute">
                  {[lead.providerName, `came ${showDayTime(lead.createdAt, zone)}`]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </dd>
            </div>
          )}
          <div className="definition still">
            <dt>Logged</dt>
            <dd>
              <When at={conversion.createdAt} as="full" />
            </dd>
          </div>
          {conversion.externalId !== null && (
            <div className="definition still">
              <dt>Sender’s id</dt>
              <dd>{conversion.externalId}</dd>
            </div>
          )}
        </dl>
      </PanelSection>
      <ConversionDetails key={`details ${id}`} conversion={conversion} isDisabled={!isCurrent || isVoided} />
      <PanelSection title="History">
        <NoteForm
          key={id}
          record={`conversion ${id}`}
          keep={(text) => addNote({ id, text })}
          isDisabled={!isCurrent}
          onClose={onClose}
        />
        <Timeline
          label="History"
          moments={conversion.events.map((event): Moment => {
            const { title, detail, tone } = conversionEventWords(event.eventType, event.data, {
              zone,
              currency: conversion.currency,
              agents,
            })
            const by = actorOf({ performedBy: event.createdBy, performedByName: event.createdByName })
            return {
              key: event.id,
              at: event.createdAt,
              title,
              detail: [detail, `by ${by}`].filter(Boolean).join(' · '),
              tone,
            }
          })}
        />
      </PanelSection>
    </SidePanel>
  )
}

/** Saves one field; what cannot be read, or is refused, stands beside it. */
function useSaving({ id }: ConversionDetail, zone: string) {
  return async (name: string, value: EditValue): Promise<string | undefined> => {
    const read = valuesOf(name, value, zone)
    if (typeof read === 'string') return read
    let refusal: string | undefined
    await runCommand(
      'conversions.update',
      { id, ...read },
      {
        onFailure: ({ message, details }) => {
          refusal = details?.[0]?.message ?? message
          return true
        },
      },
    )
    return refusal
  }
}

/** The new value as the contract has it, or the sentence about what cannot be read. */
function valuesOf(
  name: string,
  value: EditValue,
  zone: string,
): Omit<Input<'conversions.update'>, 'id'> | string {
  switch (name) {
    case 'value_cents': {
      const cents = value === null ? null : parseTypedMoney(String(value))
      return value !== null && cents === null
        ? `“${value}” is not one amount. Write it like 12,500 or 9,850.50.`
        : { valueCents: cents }
    }
    case 'currency':
      return { currency: String(value) }
    case 'converted_by':
      return { convertedBy: String(value) }
    default: {
      const field = CONVERSION_EDITS.find((each) => each.name === name)
      if (field === undefined) return 'There is no such field.'
      const reading = readEdit({ ...field, kind: 'instant' }, value, { region: 'US', timeZone: zone })
      return reading.ok ? { convertedAt: String(reading.value) } : reading.message
    }
  }
}
