// Leads as a board: a column a status, the same filter and order as the list. A card is moved by dragging it, or by Shift and an arrow
// key; both are the same command, with the same undo.
import { type DragEvent, type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from 'react'
import type { LeadFilter, LeadRow } from '../../../shared/contract/leads.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { LEAD_STATUSES, type LeadStatus } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { hasName, showCount, showName, showPhone, showTown } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { LeadStatusDot } from '../../ui/status.tsx'
import { Age } from '../../ui/time.tsx'
import { moveLead } from './move-lead.ts'

/** Cards of a column at first, and with each "show more"; nobody reads further in a board. */
const CARDS = 30

type BoardProps = {
  readonly filter: LeadFilter
  readonly sort: Sort
  readonly openId: number | undefined
  readonly onOpen: (lead: LeadRow, how: 'open' | 'peek') => void
}

export type BoardHandle = {
  focus(): void
  /** The card that has the focus. */
  inHand(): { readonly lead: LeadRow; readonly at: Element } | undefined
}

export function Board({
  filter,
  sort,
  openId,
  onOpen,
  ref,
}: BoardProps & { readonly ref?: Ref<BoardHandle> }) {
  const board = useRef<HTMLDivElement>(null)
  const focused = useRef<LeadRow>(null)
  const cardInHand = () => {
    const at = document.activeElement?.closest<HTMLElement>('.board-card')
    return at && board.current?.contains(at) ? at : undefined
  }
  /** To the open card, or the first one. */
  const enter = () =>
    focusCard(
      board.current?.querySelector(`[data-lead="${openId ?? focused.current?.id}"]`) ??
        board.current?.querySelector('.board-card'),
    )
  useImperativeHandle(ref, () => ({
    focus: enter,
    inHand: () => {
      const at = cardInHand()
      return at && focused.current ? { lead: focused.current, at } : undefined
    },
  }))
  const step = (key: 'ArrowDown' | 'ArrowUp') => () => {
    const card = cardInHand()
    if (card) focusNext(board.current, card, key)
    else enter()
  }
  useShortcut('list.next', step('ArrowDown'))
  useShortcut('list.previous', step('ArrowUp'))
  const statuses = filter.statuses?.length ? filter.statuses : LEAD_STATUSES

  const move = async (lead: Pick<LeadRow, 'id' | 'status'>, status: LeadStatus, name: string) => {
    if (status === lead.status) return
    const answer = await moveLead(lead.id, status)
    if (answer === undefined) return
    announce(`${name} is ${STATUS_LABELS[status]} now`)
    // The card is drawn anew in its new column; whoever moved it by keys goes with it.
    focusWhenThere(board.current, lead.id)
  }

  const onKeyDown = (event: KeyboardEvent, lead: LeadRow) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step !== undefined && event.shiftKey) {
      const to = statuses[statuses.indexOf(lead.status) + step]
      if (to !== undefined) void move(lead, to, nameOf(lead))
    } else if (step !== undefined || event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      focusNext(board.current, event.currentTarget as HTMLElement, event.key)
    } else if (event.key === ' ') onOpen(lead, 'peek')
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of lists, each with its own name
    <div ref={board} role="group" aria-label="Board of leads by status" className="board">
      {statuses.map((status) => (
        <BoardColumn
          key={status}
          status={status}
          filter={filter}
          sort={sort}
          openId={openId}
          onOpen={onOpen}
          onKeyDown={onKeyDown}
          onFocused={(lead) => {
            focused.current = lead
          }}
          onDropped={(lead) => void move(lead, status, 'The lead')}
        />
      ))}
    </div>
  )
}

type BoardColumnProps = BoardProps & {
  readonly status: LeadStatus
  readonly onKeyDown: (event: KeyboardEvent, lead: LeadRow) => void
  readonly onFocused: (lead: LeadRow) => void
  readonly onDropped: (lead: Pick<LeadRow, 'id' | 'status'>) => void
}

const CARD = 'application/x-convio-lead'

function BoardColumn({
  status,
  filter,
  sort,
  openId,
  onOpen,
  onKeyDown,
  onFocused,
  onDropped,
}: BoardColumnProps) {
  const [cards, setCards] = useState(CARDS)
  const [isOver, setOver] = useState(false)
  const page = useApiQuery('leads.page', {
    filter: { ...filter, statuses: [status] },
    sort,
    limit: Math.min(200, cards),
  }).data
  const rows = page?.rows ?? []
  const total = page?.total ?? 0
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(CARD)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setOver(true)
  }
  return (
    <section
      className={`board-column${isOver ? ' over' : ''}`}
      aria-label={`${STATUS_LABELS[status]}, ${showCount(total)}`}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        const text = event.dataTransfer.getData(CARD)
        if (text === '') return
        event.preventDefault()
        onDropped(JSON.parse(text))
      }}
    >
      <h2 className="board-head">
        <LeadStatusDot status={status} />
        <span className="mute">{showCount(total)}</span>
      </h2>
      <ul className="board-cards">
        {rows.map((lead) => (
          <li key={lead.id}>
            <button
              type="button"
              draggable
              className={`board-card${lead.id === openId ? ' open' : ''}`}
              data-lead={lead.id}
              aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
              onClick={() => onOpen(lead, 'open')}
              onFocus={() => onFocused(lead)}
              onKeyDown={(event) => onKeyDown(event, lead)}
              onDragStart={(event) => {
                event.dataTransfer.setData(CARD, JSON.stringify({ id: lead.id, status: lead.status }))
                event.dataTransfer.effectAllowed = 'move'
              }}
            >
              <span className="board-card-head">
                <strong className="clip">{nameOf(lead)}</strong>
                <Age since={lead.createdAt} isWaiting={lead.status === 'new' && !lead.isFromFile} />
              </span>
              <span className="clip">
                {lead.phone === null ? '' : showPhone(lead.phone, lead.phoneExtension)}
              </span>
              <span className="mute clip">
                {[LEAD_TYPE_LABELS[lead.leadType], showTown(lead)].filter(Boolean).join(' · ')}
              </span>
              {lead.assignedToName !== null && <span className="mute clip">{lead.assignedToName}</span>}
            </button>
          </li>
        ))}
        {page !== undefined && rows.length === 0 && <li className="mute board-empty">None</li>}
      </ul>
      {total > rows.length && cards < 200 && (
        <Button tone="quiet" onClick={() => setCards(cards + CARDS)}>
          Show more of {showCount(total)}
        </Button>
      )}
      {total > rows.length && cards >= 200 && (
        <p className="mute board-empty">The first 200 of {showCount(total)}. The list shows all of them.</p>
      )}
    </section>
  )
}

function nameOf(lead: LeadRow): string {
  return hasName(lead) ? showName(lead) : (lead.phone ?? 'No name')
}

function cardsOf(board: HTMLElement | null): HTMLElement[][] {
  return [...(board?.querySelectorAll('.board-column') ?? [])].map((column) => [
    ...column.querySelectorAll<HTMLElement>('.board-card'),
  ])
}

function focusNext(board: HTMLElement | null, from: HTMLElement, key: string): void {
  const columns = cardsOf(board)
  const at = columns.findIndex((cards) => cards.includes(from))
  const row = columns[at]?.indexOf(from) ?? 0
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    focusCard(columns[at]?.[row + (key === 'ArrowUp' ? -1 : 1)])
    return
  }
  const step = key === 'ArrowLeft' ? -1 : 1
  for (let next = at + step; next >= 0 && next < columns.length; next += step) {
    const cards = columns[next] ?? []
    if (cards.length === 0) continue
    focusCard(cards[Math.min(row, cards.length - 1)])
    return
  }
}

function focusWhenThere(board: HTMLElement | null, id: number, framesLeft = 60): void {
  requestAnimationFrame(() => {
    const card = board?.querySelector<HTMLElement>(`[data-lead="${id}"]`)
    if (card && document.activeElement !== card) focusCard(card)
    if (framesLeft > 0) focusWhenThere(board, id, card ? Math.min(framesLeft - 1, 20) : framesLeft - 1)
  })
}

function focusCard(card: HTMLElement | null | undefined): void {
  card?.focus({ preventScroll: true })
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
