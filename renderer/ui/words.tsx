/** A cell of text, whole on hover; a dash where there is none. */
export function Words({ text }: { readonly text: string | null | undefined }) {
  return text ? (
    <span title={text}>{text}</span>
  ) : (
    <span className="mute">
      <span aria-hidden>–</span>
      <span className="unseen">none</span>
    </span>
  )
}
