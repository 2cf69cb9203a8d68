// Why a lead or an appointment is in its workspace: what was decided when it was routed, and what today's rules say, one by one.
import { Popover } from '@base-ui/react/popover'
import { Link } from '@tanstack/react-router'
import { Check, CircleHelp, X } from 'lucide-react'
import { useState } from 'react'
import type { Input, Output } from '../../shared/contract/index.ts'
import { useApiQuery } from '../api/hooks.ts'
import { IconButton } from './button.tsx'
import { showCount } from './format.ts'
import { ErrorState, Skeleton } from './states.tsx'
import './why-here.css'

type WhyHereProps = {
  readonly of: Input<'routing.why'>
  readonly isRouted: boolean
}

export function WhyHere({ of, isRouted }: WhyHereProps) {
  const [isOpen, setOpen] = useState(false)
  const title = isRouted ? 'Why here?' : 'Why not routed?'
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="link why-here">
        <CircleHelp size={12} aria-hidden /> {title}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="layer" align="start" sideOffset={4} collisionPadding={8}>
          <Popover.Popup className="popup why-popup">
            <div className="why-head">
              <Popover.Title className="why-title">{title}</Popover.Title>
              <Popover.Close render={<IconButton label="Close" icon={<X size={14} aria-hidden />} />} />
            </div>
            {isOpen && <Answer of={of} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Answer({ of }: { readonly of: WhyHereProps['of'] }) {
  const query = useApiQuery('routing.why', of, { isExact: true })
  if (query.error) return <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton lines={4} />
  const { workspaceName, reason, today, rules, more, products, zip } = query.data
  return (
    <>
      <dl className="why-facts">
        <dt>{workspaceName ?? 'No workspace'}</dt>
        <dd>{reason ? sentence(reason) : 'Nobody wrote down why.'}</dd>
        <dt>Today’s rules</dt>
        <dd>
          {today.workspaceName !== null && today.workspaceName !== workspaceName && (
            <strong>{today.workspaceName}. </strong>
          )}
          {today.reason}
        </dd>
      </dl>
      {rules.length > 0 && (
        <>
          <h3 className="why-rules-head">
            {products.join(', ')} in {zip ?? 'no ZIP code'}, rule by rule
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <ol className="why-rules" tabIndex={0}>
            {more > 0 && <li className="mute">{showCount(more)} earlier rules do not fit either.</li>}
            {rules.map((rule) => (
              <RuleLine key={rule.ruleId} rule={rule} />
            ))}
          </ol>
        </>
      )}
      <Link to="/routing" className="why-more">
        Open the rules
      </Link>
    </>
  )
}

function RuleLine({ rule }: { readonly rule: Output<'routing.why'>['rules'][number] }) {
  const isWinner = rule.verdict === 'wins'
  return (
    <li className={isWinner ? 'wins' : undefined}>
      <span className="why-mark">
        {isWinner ? <Check size={12} aria-hidden /> : <X size={12} aria-hidden />}
      </span>
      <span>
        <span className="why-rule">
          Rule {rule.ruleId}, {rule.workspaceName}
          <span className="mute"> · priority {rule.priority}</span>
        </span>
        <span className="why-words">{rule.words}</span>
      </span>
    </li>
  )
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
