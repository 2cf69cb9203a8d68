// Rules in their order: moved by dragging, by buttons, or by Alt and the arrows; with what is wrong with them.
import { ArrowDown, ArrowUp, CircleAlert, GripVertical, Pencil, Trash2 } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { RoutingRuleRow } from '../../../shared/contract/routing.ts'
import { showZipSummary } from '../../../shared/domain/zip-list.ts'
import { runCommand } from '../../api/hooks.ts'
import { IconButton } from '../../ui/button.tsx'
import { Switch } from '../../ui/fields.tsx'
import { announce } from '../../ui/live-region.tsx'
import { Badge } from '../../ui/status.tsx'
import { RuleDialog } from './rule-dialog.tsx'

export type RuleSetName = 'active' | 'draft'

type RuleListProps = { readonly set: RuleSetName; readonly rules: readonly RoutingRuleRow[] }

/** So many are shown at first; each further press shows as many again. */
const SHOWN = 200

export function RuleList({ set, rules }: RuleListProps) {
  const [editing, setEditing] = useState<RoutingRuleRow>()
  const [most, setMost] = useState(SHOWN)
  const [dragged, setDragged] = useState<number>()
  const [over, setOver] = useState<number>()
  const list = useRef<HTMLOListElement>(null)
  /** The button that the keyboard goes on from, once the rule stands at its new place. */
  const next = useRef<{ readonly id: number; readonly name: string }>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the rules have changed, and then only.
  useEffect(() => {
    const wanted = next.current
    next.current = undefined
    if (wanted === undefined) return
    const buttons = [
      ...(list.current?.querySelectorAll<HTMLButtonElement>(`[data-rule="${wanted.id}"] button`) ?? []),
    ]
    const button = buttons.find((each) => each.name === wanted.name && !each.disabled)
    ;(button ?? buttons.find((each) => ['up', 'down'].includes(each.name) && !each.disabled))?.focus()
  }, [rules])

  const move = async (from: number, to: number, name?: string) => {
    const moved = rules[from]
    if (moved === undefined || to < 0 || to >= rules.length || to === from) return
    const ids = rules.map(({ id }) => id)
    ids.splice(from, 1)
    ids.splice(to, 0, moved.id)
    if (name !== undefined) next.current = { id: moved.id, name }
    const done = await runCommand('routing.reorder', { set, ids })
    if (done) announce(`Rule ${moved.id} is number ${to + 1} of ${rules.length}`)
  }
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault()
    const from = dragged
    setDragged(undefined)
    setOver(undefined)
    if (from !== undefined) void move(from, to)
  }
  const onKey = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const isUp = event.key === 'ArrowUp'
    void move(at, at + (isUp ? -1 : 1), isUp ? 'up' : 'down')
  }
  return (
    <div className="rules">
      <div className="rule rule-titles" aria-hidden>
        <span />
        <span className="rule-priority">Priority</span>
        <span>Workspace</span>
        <span>Products</span>
        <span>ZIP codes</span>
        <span className="rule-marks">Remarks</span>
        <span>On</span>
        <span />
      </div>
      <ol ref={list} aria-label={set === 'active' ? 'Rules' : 'Rules of the draft'}>
        {rules.slice(0, most).map((rule, at) => (
          <li
            key={rule.id}
            data-rule={rule.id}
            className={`rule${rule.isActive && rule.isWorkspaceActive ? '' : ' off'}${over === at && dragged !== undefined && dragged !== at ? (dragged < at ? ' after' : ' before') : ''}`}
            aria-label={`Rule ${rule.id}, ${rule.workspaceName}`}
            onKeyDown={(event) => onKey(event, at)}
            onDragOver={(event) => {
              if (dragged === undefined) return
              event.preventDefault()
              setOver(at)
            }}
            onDrop={(event) => drop(event, at)}
          >
            <span
              className="rule-grip"
              draggable
              aria-hidden
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move'
                event.dataTransfer.setData('text/plain', `Rule ${rule.id}`)
                setDragged(at)
              }}
              onDragEnd={() => {
                setDragged(undefined)
                setOver(undefined)
              }}
            >
              <GripVertical size={14} />
            </span>
            <span className="rule-priority">
              <span className="unseen">Priority </span>
              {rule.priority}
            </span>
            <span className="rule-workspace">
              <button type="button" className="rule-name clip" name="edit" onClick={() => setEditing(rule)}>
                {rule.workspaceName}
              </button>
              <span className="mute rule-number">
                {rule.id < FIRST_NEW ? `Rule ${rule.id}` : 'New rule'}
                {rule.notes ? ` · ${rule.notes}` : ''}
              </span>
            </span>
            <span className="rule-products">
              {rule.productTypes.length === 0 || rule.productTypes.includes('*') ? (
                <span className="mute">All products</span>
              ) : (
                rule.productTypes.map((product) => (
                  <span key={product} className="product-chip">
                    {product}
                  </span>
                ))
              )}
            </span>
            <span className="rule-zips">{showZipSummary(rule.zips)}</span>
            <span className="rule-marks">
              <Marks rule={rule} />
            </span>
            <span className="rule-switch">
              <Switch
                label={<span className="unseen">Rule {rule.id} is on</span>}
                isOn={rule.isActive}
                onChange={(isActive) => void runCommand('routing.saveRule', { set, id: rule.id, isActive })}
              />
            </span>
            <span className="rule-actions">
              <IconButton
                name="up"
                label={`Move rule ${rule.id} up`}
                keys="Alt ↑"
                icon={<ArrowUp size={14} aria-hidden />}
                disabled={at === 0}
                onClick={() => void move(at, at - 1, 'up')}
              />
              <IconButton
                name="down"
                label={`Move rule ${rule.id} down`}
                keys="Alt ↓"
                icon={<ArrowDown size={14} aria-hidden />}
                disabled={at === rules.length - 1}
                onClick={() => void move(at, at + 1, 'down')}
              />
              <IconButton
                label={`Edit rule ${rule.id}`}
                icon={<Pencil size={14} aria-hidden />}
                onClick={() => setEditing(rule)}
              />
              <IconButton
                label={`Delete rule ${rule.id}`}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => void runCommand('routing.deleteRule', { set, id: rule.id })}
              />
            </span>
          </li>
        ))}
      </ol>
      {rules.length > most && (
        <button type="button" className="link rules-more" onClick={() => setMost(most + SHOWN)}>
          Show {Math.min(SHOWN, rules.length - most)} more of {rules.length}
        </button>
      )}
      {editing && <RuleDialog set={set} rule={editing} onClose={() => setEditing(undefined)} />}
    </div>
  )
}

/** Rules that are new in a draft have no number yet; theirs count from here (core/routing/rule-sets.ts). */
const FIRST_NEW = 1_000_000_000

function Marks({ rule }: { readonly rule: RoutingRuleRow }) {
  const { tie, neverWins, change } = rule
  return (
    <>
      {change === 'new' && <Badge tone="warn">New</Badge>}
      {change === 'changed' && <Badge tone="warn">Changed</Badge>}
      {!rule.isWorkspaceActive && (
        <span className="rule-mark">
          <CircleAlert size={12} aria-hidden />
          Its workspace is not active
        </span>
      )}
      {neverWins && (
        <span className="rule-mark">
          <CircleAlert size={12} aria-hidden />
          {neverWins.by.length === 0
            ? 'Can never win: it covers no ZIP code'
            : `Can never win: ${rulesWords(neverWins.by)} ${neverWins.by.length === 1 ? 'takes' : 'take'} all of it before`}
        </span>
      )}
      {tie && (
        <span className="rule-mark">
          <CircleAlert size={12} aria-hidden />
          Ties with {ruleWords(tie.withId)} of {tie.withWorkspace}, such as {tie.product || 'any product'} in{' '}
          {tie.zip}: the older one wins
        </span>
      )}
    </>
  )
}

function ruleWords(id: number): string {
  return id < FIRST_NEW ? `rule ${id}` : 'a new rule'
}

function rulesWords(ids: readonly number[]): string {
  const numbers = ids.map((id) => (id < FIRST_NEW ? String(id) : 'a new one'))
  return `${ids.length === 1 ? 'rule' : 'rules'} ${numbers.join(', ')}`
}
