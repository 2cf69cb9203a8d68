// The keyboard, whole: every shortcut once, with its words; `?` lists them from here, the palette and the buttons take their keys from
// here. A screen says what a shortcut does by `useShortcut`; the newest one on the screen wins, so a panel's Esc comes before the list's.
import { useEffect, useRef } from 'react'
import { isMac } from '../api/client.ts'
import { useAppState } from './state.ts'

/** In the order of the list. */
export const SHORTCUT_GROUPS = [
  'Everywhere',
  'Go to',
  'Lists',
  'Board',
  'Lead',
  'Calendar',
  'Analytics',
] as const

type Shortcut = {
  readonly label: string
  readonly group: (typeof SHORTCUT_GROUPS)[number]
  /** Keys as `KeyboardEvent.key`, one after the other for a sequence; `mod+` is Ctrl, or ⌘ on a Mac. Several ways may do the same. */
  readonly keys: readonly string[]
  /** Also while typing in a field. */
  readonly isAlways?: true
  /** Handled by the list itself while it has the focus; stands here to be listed. */
  readonly isListed?: true
}

export const SHORTCUTS = {
  palette: { label: 'Search or jump to…', group: 'Everywhere', keys: ['mod+k'], isAlways: true },
  help: { label: 'Keyboard shortcuts', group: 'Everywhere', keys: ['?'] },
  'lead.create': { label: 'New lead', group: 'Everywhere', keys: ['c'] },
  'appointment.create': { label: 'Book an appointment', group: 'Everywhere', keys: ['b'] },
  'conversion.create': { label: 'Log a sale', group: 'Everywhere', keys: ['$'] },
  undo: { label: 'Undo last change', group: 'Everywhere', keys: ['mod+z'] },
  redo: { label: 'Redo', group: 'Everywhere', keys: ['mod+shift+z', 'mod+y'] },
  'panel.close': { label: 'One step back', group: 'Everywhere', keys: ['Escape'] },
  'go.leads': { label: 'Leads', group: 'Go to', keys: ['g l'] },
  'go.contacts': { label: 'Contacts', group: 'Go to', keys: ['g c'] },
  'go.appointments': { label: 'Appointments', group: 'Go to', keys: ['g a'] },
  'go.conversions': { label: 'Conversions', group: 'Go to', keys: ['g v'] },
  'go.analytics': { label: 'Analytics', group: 'Go to', keys: ['g n'] },
  'go.webhooks': { label: 'Webhooks', group: 'Go to', keys: ['g w'] },
  'go.deliveries': { label: 'Deliveries', group: 'Go to', keys: ['g d'] },
  'go.providers': { label: 'Providers', group: 'Go to', keys: ['g p'] },
  'go.import': { label: 'Import', group: 'Go to', keys: ['g i'] },
  'go.routing': { label: 'Routing', group: 'Go to', keys: ['g r'] },
  'go.settings': { label: 'Settings', group: 'Go to', keys: ['g s'] },
  'list.search': { label: 'Search this list', group: 'Lists', keys: ['/'] },
  'list.next': { label: 'Next row', group: 'Lists', keys: ['j'] },
  'list.previous': { label: 'Previous row', group: 'Lists', keys: ['k'] },
  'list.move': {
    label: 'Move by row, page, to the ends',
    group: 'Lists',
    keys: ['↑ ↓ PgUp PgDn Home End'],
    isListed: true,
  },
  'list.select': { label: 'Select or unselect the row', group: 'Lists', keys: ['x'] },
  'list.selectAll': { label: 'Select all that are listed', group: 'Lists', keys: ['mod+a'] },
  'list.filter': { label: 'Filter by any column', group: 'Lists', keys: ['f'] },
  'list.cell': {
    label: 'Choose a cell, and change it',
    group: 'Lists',
    keys: ['← → F2'],
    isListed: true,
  },
  'list.width': {
    label: 'Make the chosen cell’s column narrower or wider',
    group: 'Lists',
    keys: ['Shift ← →'],
    isListed: true,
  },
  'list.stretch': {
    label: 'Select from row to row',
    group: 'Lists',
    keys: ['Shift ↑ ↓'],
    isListed: true,
  },
  'list.delete': {
    label: 'Delete the selected rows, or this one',
    group: 'Lists',
    keys: ['Delete', 'mod+Backspace'],
  },
  'list.open': { label: 'Open the row', group: 'Lists', keys: ['Enter'], isListed: true },
  'list.peek': { label: 'Peek at the row', group: 'Lists', keys: ['Space'], isListed: true },
  'board.step': {
    label: 'Into the board, to the next or previous card',
    group: 'Board',
    keys: ['J K'],
    isListed: true,
  },
  'board.move': { label: 'From card to card', group: 'Board', keys: ['↑ ↓ ← →'], isListed: true },
  'board.status': {
    label: 'Move the card to the status before or after',
    group: 'Board',
    keys: ['Shift ← →'],
    isListed: true,
  },
  'board.open': { label: 'Open the card', group: 'Board', keys: ['Enter'], isListed: true },
  'board.peek': { label: 'Peek at the card', group: 'Board', keys: ['Space'], isListed: true },
  'lead.status': { label: 'Change status', group: 'Lead', keys: ['s'] },
  'lead.call': { label: 'Log a call', group: 'Lead', keys: ['l'] },
  'lead.assign': { label: 'Assign to an agent', group: 'Lead', keys: ['a'] },
  'lead.nextStep': { label: 'Write the next step', group: 'Lead', keys: ['t'] },
  'lead.followUp': { label: 'Set the follow-up', group: 'Lead', keys: ['d'] },
  'lead.note': { label: 'Write a note', group: 'Lead', keys: ['n'] },
  'lead.copyPhone': { label: 'Copy phone', group: 'Lead', keys: ['y'] },
  'calendar.today': { label: 'Today', group: 'Calendar', keys: ['t'] },
  'calendar.next': { label: 'Next days', group: 'Calendar', keys: ['j', 'ArrowRight'] },
  'calendar.previous': { label: 'Previous days', group: 'Calendar', keys: ['k', 'ArrowLeft'] },
  'calendar.month': { label: 'Month', group: 'Calendar', keys: ['m'] },
  'calendar.week': { label: 'Week', group: 'Calendar', keys: ['w'] },
  'calendar.day': { label: 'Day', group: 'Calendar', keys: ['d'] },
  'calendar.agenda': { label: 'Agenda', group: 'Calendar', keys: ['a'] },
  'calendar.walk': {
    label: 'To the next appointment, and from one to another',
    group: 'Calendar',
    keys: ['↑ ↓ ← →'],
    isListed: true,
  },
  'calendar.move': {
    label: 'Move it by 15 minutes, by a day',
    group: 'Calendar',
    keys: ['Shift ↑ ↓ ← →'],
    isListed: true,
  },
  'calendar.stretch': {
    label: 'Make it 15 minutes shorter or longer',
    group: 'Calendar',
    keys: ['Alt ↑ ↓'],
    isListed: true,
  },
  'calendar.keep': { label: 'Keep what was moved', group: 'Calendar', keys: ['Enter'], isListed: true },
  'appointment.status': { label: 'Status of the appointment', group: 'Calendar', keys: ['s'] },
  'appointment.delete': {
    label: 'Delete the appointment',
    group: 'Calendar',
    keys: ['Delete', 'mod+Backspace'],
  },
  'analytics.period': { label: 'Choose the period', group: 'Analytics', keys: ['p'] },
  'analytics.filter': { label: 'Filter the figures', group: 'Analytics', keys: ['f'] },
  'analytics.report': { label: 'Report for a client', group: 'Analytics', keys: ['r'] },
  'report.print': { label: 'Print the report', group: 'Analytics', keys: ['mod+p'] },
  'analytics.walk': {
    label: 'From point to point of a chart or table',
    group: 'Analytics',
    keys: ['↑ ↓ ← →'],
    isListed: true,
  },
  'analytics.open': {
    label: 'Open the leads behind it',
    group: 'Analytics',
    keys: ['Enter'],
    isListed: true,
  },
} as const satisfies Record<string, Shortcut>

export type ShortcutId = keyof typeof SHORTCUTS

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc', ' ': 'Space' }

function showStep(step: string): string {
  const parts = step.split('+').map((part) => {
    if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
    if (part === 'shift') return isMac ? '⇧' : 'Shift'
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
  return parts.join(isMac ? '' : ' ')
}

/** Keys as they stand on key caps: `mod+Enter` is "Ctrl Enter", on a Mac "⌘Enter". */
export function showKeys(keys: string): string {
  return keys.split(' ').map(showStep).join(' ')
}

const firstKeys = new Map<ShortcutId, string>()

/** The first way, as it stands on a key cap: "Ctrl K", "G L". */
export function keysOf(id: ShortcutId): string {
  let keys = firstKeys.get(id)
  if (keys === undefined) {
    const shortcut: Shortcut = SHORTCUTS[id]
    const [first = ''] = shortcut.keys
    keys = shortcut.isListed ? first : showKeys(first)
    firstKeys.set(id, keys)
  }
  return keys
}

type Handler = (event: KeyboardEvent) => void
const handlers = new Map<ShortcutId, Handler[]>()
let areSingleKeysOn = true

/** Settings may switch the single keys off (WCAG 2.1.4); those with Ctrl or ⌘, and Esc, stay. */
export function setSingleKeys(isOn: boolean): void {
  areSingleKeysOn = isOn
}

/** Says what a shortcut does while the component is on the screen; undefined does nothing. */
export function useShortcut(id: ShortcutId, handler: Handler | undefined): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  const isOn = handler !== undefined
  useEffect(() => {
    if (!isOn) return
    const own: Handler = (event) => latest.current?.(event)
    const list = handlers.get(id) ?? []
    handlers.set(id, [...list, own])
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((each) => each !== own),
      )
    }
  }, [id, isOn])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  // A closed choice box takes letters too: they choose by their first one.
  if (target.isContentEditable || target.matches('textarea, select, [role="combobox"]')) return true
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  )
}

/**
 * Open boxes and menus have their own keys; a box that is still on its way has them already. A toast is a dialog to a screen reader and
 * no more than a remark here: after its Undo was clicked, the keys go on. Only Esc is its own.
 */
function isInLayer({ target, key }: KeyboardEvent): boolean {
  if (useAppState.getState().box !== undefined) return true
  if (!(target instanceof Element)) return false
  const layer = target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]')
  return layer !== null && (key === 'Escape' || !layer.matches('.toast'))
}

function stepOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const mod = isMac ? event.metaKey : event.ctrlKey
  // The shift that makes a `?` belongs to the key itself; it is named only beside Ctrl or ⌘.
  return `${mod ? 'mod+' : ''}${event.shiftKey && mod ? 'shift+' : ''}${key}`
}

const SEQUENCE_MS = 1_200

/** Starts listening for the whole window; returns the function that stops it. */
export function listenToKeys(): () => void {
  let first: { readonly step: string; readonly at: number } | undefined

  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) {
      // A held J or K goes on moving; nothing else repeats.
      if (!event.repeat || event.defaultPrevented || !['j', 'k'].includes(event.key)) return
    }
    if ((isMac ? event.ctrlKey : event.metaKey) || event.altKey) return
    const step = stepOf(event)
    const hasModifier = step.includes('mod+')
    const inLayer = isInLayer(event)
    const typing = isTyping(event.target)
    const sequence = first && performance.now() - first.at < SEQUENCE_MS ? `${first.step} ${step}` : undefined
    first = undefined
    for (const [id, shortcut] of Object.entries(SHORTCUTS) as [ShortcutId, Shortcut][]) {
      if (shortcut.isListed) continue
      if ((typing || inLayer) && !shortcut.isAlways) continue
      if (!areSingleKeysOn && !hasModifier && step !== 'Escape') continue
      const isHit = shortcut.keys.some(
        (keys) => keys === sequence || (sequence === undefined && keys === step),
      )
      if (!isHit) continue
      const handler = handlers.get(id)?.at(-1)
      if (!handler) continue
      event.preventDefault()
      handler(event)
      return
    }
    if (step === 'g' && !typing && !inLayer && areSingleKeysOn) first = { step, at: performance.now() }
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
