// S, L, A, T, D, N and Y for the lead that the keyboard is on, in the list or on the board, while no panel is open, which has its own.
import { useState } from 'react'
import type { LeadRow } from '../../../shared/contract/leads.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { copyText } from '../../ui/copy.tsx'
import { showName, showPhone } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useCallEntries } from './lead-call.tsx'
import type { KeyColumn } from './lead-cells.tsx'
import { NoteDialog } from './lead-note.tsx'

type LeadKeysProps = {
  /** The lead in hand, and the element that a menu opens at. */
  readonly inHand: () => { readonly lead: LeadRow; readonly at: Element } | undefined
  readonly onChange: (lead: LeadRow, column: KeyColumn) => void
  /** Rows are selected: S and A are theirs. */
  readonly isManySelected: boolean
}

type Calling = { readonly lead: LeadRow; readonly at: Element; readonly from: Element | null }

export function LeadKeys({ inHand, onChange, isManySelected }: LeadKeysProps) {
  const callEntries = useCallEntries()
  const [calling, setCalling] = useState<Calling>()
  const [isCalling, setIsCalling] = useState(false)
  const [noteOn, setNoteOn] = useState<LeadRow>()
  const change = (column: KeyColumn) => () => {
    const found = inHand()
    if (found) onChange(found.lead, column)
  }
  useShortcut('lead.status', isManySelected ? undefined : change('status'))
  useShortcut('lead.assign', isManySelected ? undefined : change('assigned_to'))
  useShortcut('lead.nextStep', change('next_step'))
  useShortcut('lead.followUp', change('follow_up_at'))
  useShortcut('lead.call', () => {
    const found = inHand()
    if (!found) return
    setCalling({ ...found, from: document.activeElement })
    setIsCalling(true)
  })
  useShortcut('lead.note', () => setNoteOn(inHand()?.lead))
  useShortcut('lead.copyPhone', async () => {
    const lead = inHand()?.lead
    if (!lead?.phone) return
    const phone = showPhone(lead.phone, lead.phoneExtension)
    if (await copyText(phone)) announce(`Copied ${phone}`)
  })
  return (
    <>
      {calling && (
        <Menu
          anchor={calling.at}
          isOpen={isCalling}
          onOpenChange={setIsCalling}
          finalFocus={() => (calling.from instanceof HTMLElement ? calling.from : true)}
          entries={callEntries(calling.lead.id, `Call to ${showName(calling.lead)}`)}
        />
      )}
      {noteOn && <NoteDialog lead={noteOn} onClose={() => setNoteOn(undefined)} />}
    </>
  )
}
