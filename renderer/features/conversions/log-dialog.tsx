// Logs a sale, a contract or a milestone: of the lead in hand, of a contact, or of whoever is found. With type and value Enter is enough.
import { type FormEvent, useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import {
  CONVERSION_LIMITS,
  isSale,
  movesLead,
  statusOfConversion,
} from '../../../shared/domain/conversion.ts'
import { instantOfWallTime } from '../../../shared/domain/days.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { parseTypedMoney } from '../../../shared/domain/money.ts'
import { CONVERSION_TYPES } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import type { SaleStart } from '../../app/state.ts'
import { Button } from '../../ui/button.tsx'
import { conversionWord } from '../../ui/conversion-words.ts'
import { currencyOptions } from '../../ui/currencies.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Combobox, Select, TextArea, TextField } from '../../ui/fields.tsx'
import { showName, showPhone } from '../../ui/format.ts'
import { PersonField } from '../../ui/person-field.tsx'
import { Notice } from '../../ui/states.tsx'
import { useToday, useZone } from '../../ui/time.tsx'
import { type DetailRow, DetailsFields, offeredDetails, readDetails, rowsOf } from './details-fields.tsx'
import './conversions.css'

type Type = (typeof CONVERSION_TYPES)[number]
type Problems = Partial<
  Record<'who' | 'valueCents' | 'currency' | 'convertedAt' | 'convertedBy' | 'customData' | 'rest', string>
>
/** Instead of one of the contact's leads. */
const NO_LEAD = '-'

export function LogDialog({ start, onClose }: { readonly start: SaleStart; readonly onClose: () => void }) {
  const zone = useZone()
  const today = useToday()
  const log = useCommand('conversions.log')
  const settings = useApiQuery('settings.get', {}).data
  const agents = useApiQuery('agents.list', {}).data ?? []
  const contact = useApiQuery(
    'contacts.get',
    { id: start.contactId ?? 0, moments: 1 },
    { enabled: start.contactId !== undefined, isExact: true },
  ).data
  const [chosenLead, setChosenLead] = useState<number | typeof NO_LEAD | undefined>(start.leadId)
  const newest = contact?.leads[0]?.id
  const leadId = chosenLead === NO_LEAD ? undefined : (chosenLead ?? newest)
  const lead = useApiQuery(
    'leads.get',
    { id: leadId ?? 0 },
    { enabled: leadId !== undefined, isExact: true },
  ).data

  const [type, setType] = useState<Type>('sale')
  const [value, setValue] = useState('')
  const [currency, setCurrency] = useState<string>()
  const [date, setDate] = useState<string>()
  const [agent, setAgent] = useState<string>()
  const [details, setDetails] = useState<readonly DetailRow[]>()
  const [note, setNote] = useState('')
  const [problems, setProblems] = useState<Problems>({})
  const [isBusy, setBusy] = useState(false)
  const rows = details ?? rowsOf(offeredDetails(lead?.leadType))
  const by = agent ?? settings?.agent.slug ?? null
  const person = lead ?? contact
  const choices = agents
    .filter(({ isActive, slug }) => isActive || slug === by)
    .map(({ slug, name }) => ({ value: slug, label: name }))
  // Who sits here may have no name among the agents yet.
  const own = settings?.agent
  if (own && !choices.some((each) => each.value === own.slug))
    choices.push({ value: own.slug, label: own.name })

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    const whose =
      leadId !== undefined ? { leadId } : contact === undefined ? undefined : { contactId: contact.id }
    const cents = value.trim() === '' ? null : parseTypedMoney(value)
    const read = readDetails(rows)
    const day = date ?? today
    const found: Problems = {
      ...(whose === undefined ? { who: 'Choose who bought.' } : {}),
      ...(value.trim() !== '' && cents === null
        ? { valueCents: `“${value.trim()}” is not one amount. Write it like 12,500 or 9,850.50.` }
        : cents !== null && cents < 0
          ? { valueCents: 'A value cannot be negative. To take a conversion back, void it.' }
          : {}),
      ...(day === '' ? { convertedAt: 'Write the day, such as 11/24/2026.' } : {}),
      ...(read.ok ? {} : { customData: read.problem }),
    }
    setProblems(found)
    if (Object.keys(found).length > 0 || whose === undefined || !read.ok) return
    const input: Input<'conversions.log'> = {
      of: whose,
      conversionType: type,
      valueCents: cents,
      ...(currency === undefined ? {} : { currency }),
      // Of today the time is now; of another day nobody knows it, and noon is on that day everywhere near.
      ...(day === today ? {} : { convertedAt: instantOfWallTime(`${day}T12:00`, zone) }),
      ...(agent === undefined ? {} : { convertedBy: agent }),
      customData: read.data,
      note,
    }
    setBusy(true)
    const done = await log(input, {
      onFailure: ({ message, details: refused }) => {
        const named = (refused ?? []).map(({ field, message: why }) => [field.split('.')[0], why] as const)
        const known = named.filter(([field]) => field !== undefined && FIELDS.has(field))
        setProblems(known.length > 0 ? Object.fromEntries(known) : { rest: message })
        return true
      },
    })
    setBusy(false)
    if (done) onClose()
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title={
        person === undefined
          ? 'Log a sale'
          : `${isSale(type) ? 'Sale to' : 'Milestone of'} ${showName(person)}`
      }
      detail={
        lead &&
        [LEAD_TYPE_LABELS[lead.leadType], lead.phone && showPhone(lead.phone, lead.phoneExtension)]
          .filter(Boolean)
          .join(' · ')
      }
      onSubmit={save}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy} keys="Enter">
            Log
          </Button>
        </>
      }
    >
      <div className="form">
        {problems.rest && <Notice tone="danger">{problems.rest}</Notice>}
        {start.leadId === undefined && start.contactId === undefined && (
          <PersonField label="Who" onChoose={setChosenLead} error={problems.who} />
        )}
        {start.contactId !== undefined && contact !== undefined && contact.leads.length > 0 && (
          <Select
            label="For which lead"
            value={String(leadId ?? NO_LEAD)}
            onChange={(chosen) => setChosenLead(chosen === NO_LEAD ? NO_LEAD : Number(chosen))}
            options={[
              ...contact.leads.map((each) => ({
                value: String(each.id),
                label: `${LEAD_TYPE_LABELS[each.leadType]}, ${STATUS_LABELS[each.status].toLowerCase()}`,
                detail: each.providerName ?? each.source ?? undefined,
              })),
              { value: NO_LEAD, label: 'No lead in particular' },
            ]}
          />
        )}
        <div className="form-row">
          <TextField
            autoFocus={start.leadId !== undefined || start.contactId !== undefined}
            label="Value"
            isOptional
            inputMode="decimal"
            maxLength={30}
            placeholder="12,500"
            value={value}
            error={problems.valueCents}
            onChange={(event) => setValue(event.target.value)}
          />
          <Combobox
            label="Currency"
            value={currency ?? settings?.currency ?? null}
            options={currencyOptions()}
            error={problems.currency}
            onChange={setCurrency}
          />
        </div>
        <div className="form-row">
          <Select
            label="What"
            value={type}
            onChange={setType}
            options={CONVERSION_TYPES.map((each) => ({ value: each, label: conversionWord(each) }))}
            hint={lead && moveHint(lead.status, type)}
          />
          <TextField
            label="Date"
            type="date"
            min={CONVERSION_LIMITS.earliestDay}
            max={today}
            value={date ?? today}
            error={problems.convertedAt}
            onChange={(event) => setDate(event.target.value)}
          />
        </div>
        <Select label="Agent" value={by} error={problems.convertedBy} onChange={setAgent} options={choices} />
        <DetailsFields rows={rows} onChange={setDetails} problem={problems.customData} />
        <TextArea
          label="Note"
          isOptional
          rows={2}
          maxLength={10_000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

const FIELDS: ReadonlySet<string> = new Set([
  'valueCents',
  'currency',
  'convertedAt',
  'convertedBy',
  'customData',
])

/** "Moves the lead to Converted." */
function moveHint(status: Parameters<typeof movesLead>[0], type: Type): string {
  return movesLead(status, type)
    ? `Moves the lead to ${STATUS_LABELS[statusOfConversion(type)]}.`
    : `The lead stays at ${STATUS_LABELS[status]}.`
}
