import { Fragment, type ReactNode } from 'react'

/** A cell of text, whole on hover; a dash where there is none. */
export function Words({ text }: { readonly text: string | null | undefined }) {
  return text ? <span title={text}>{text}</span> : <Nothing />
}

/** The same for a cell that has nothing else: text alone, which the table draws without an element of its own. */
export function orNothing(text: string | null | undefined): ReactNode {
  return text || <Nothing />
}

/** A dash that reads "none". */
export function Nothing() {
  return (
    <span className="mute">
      <span aria-hidden>–</span>
      <span className="unseen">none</span>
    </span>
  )
}

/** An e-mail that breaks after its `@`, and only where that is not enough after a dot: never in the middle of a word. */
export function Breaking({ text }: { readonly text: string }) {
  const at = text.lastIndexOf('@') + 1
  return (
    <span>
      <Dotted text={text.slice(0, at)} />
      <span className="breaks-whole">
        <Dotted text={text.slice(at)} />
      </span>
    </span>
  )
}

function Dotted({ text }: { readonly text: string }) {
  return text.split(/(?<=\.)(?=.)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have nothing but their place
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
