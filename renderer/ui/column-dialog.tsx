// Which columns a list shows, and in which order.
import { useState } from 'react'
import { Button } from './button.tsx'
import { type ColumnChoice, ColumnOrder } from './column-order.tsx'
import { Dialog } from './dialog.tsx'

type ColumnDialogProps = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly options: readonly ColumnChoice[]
  readonly chosen: readonly string[]
  readonly usual: readonly string[]
  /** Undefined: as the list comes by itself. */
  readonly onChange: (chosen: readonly string[] | undefined) => void
}

export function ColumnDialog({ isOpen, ...props }: ColumnDialogProps) {
  return isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({ onClose, options, chosen, usual, onChange }: Omit<ColumnDialogProps, 'isOpen'>) {
  const [list, setList] = useState<readonly string[]>(chosen)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Columns"
      isKept
      onSubmit={(event) => {
        event.preventDefault()
        onChange(list.join() === usual.join() ? undefined : list)
        onClose()
      }}
      actions={
        <>
          <Button onClick={() => setList(usual)}>Back to the usual ones</Button>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" disabled={list.length === 0}>
            Apply
          </Button>
        </>
      }
    >
      <ColumnOrder label="Columns shown, in their order" options={options} chosen={list} onChange={setList} />
    </Dialog>
  )
}
