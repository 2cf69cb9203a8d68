import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useShortcut } from '../app/shortcuts.ts'
import { Kbd } from './kbd.tsx'

type SearchBoxProps = {
  /** "Search leads" */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Filters a list as one types (settled after 120 ms); `/` jumps into it, Esc empties it, then leaves it. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const sent = useRef(value)
  useShortcut('list.search', () => {
    input.current?.focus()
    input.current?.select()
  })
  useEffect(() => {
    // The address changed from elsewhere (back, "clear filters"): follow it, but never overwrite what is being typed.
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onChange(text)
    }, 120)
    return () => clearTimeout(timer)
  }, [text, onChange])
  return (
    <div className="search-box">
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation()
            if (text) setText('')
            else input.current?.blur()
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault()
            document.querySelector<HTMLElement>('[role="grid"]')?.focus()
          }
        }}
      />
      {text ? (
        <button type="button" className="chip-clear" aria-label="Clear search" onClick={() => setText('')}>
          <X size={12} aria-hidden />
        </button>
      ) : (
        <Kbd keys="/" isHidden />
      )}
    </div>
  )
}
