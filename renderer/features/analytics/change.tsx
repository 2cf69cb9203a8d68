// What a figure was before, and which way it went: by an arrow, a sign and words, and only then by colour.
import { showPercent } from './figure-words.tsx'

type ChangeProps = {
  readonly now: number
  /** Null: there is nothing to compare with. */
  readonly before: number | null
  readonly show: (value: number) => string
  /** The figure is a share itself: then what it was says more than a percentage of a percentage. */
  readonly isShare?: boolean
  /** Undefined: neither is better. */
  readonly isGoodWhen: 'more' | 'less' | undefined
}

export function Change({ now, before, show, isShare = false, isGoodWhen }: ChangeProps) {
  if (before === null) return null
  if (before === 0 && now === 0) return <span>none before either</span>
  if (before === 0) return <span>none before</span>
  if (show(before) === show(now)) return <span>as before</span>
  const isMore = now > before
  const tone =
    isGoodWhen === undefined ? undefined : isMore === (isGoodWhen === 'more') ? 'is-better' : 'is-worse'
  const by = now / before - 1
  const was = `was ${show(before)}`
  const words =
    isShare || Math.abs(by) < 0.0005
      ? was
      : `${by > 9.99 ? 'more than 10 times' : `${isMore ? '+' : '−'}${showPercent(Math.abs(by))}`}, ${was}`
  return (
    <span className={tone}>
      <span aria-hidden>{isMore ? '▲' : '▼'} </span>
      <span className="unseen">{isMore ? 'more: ' : 'less: '}</span>
      {words}
    </span>
  )
}
