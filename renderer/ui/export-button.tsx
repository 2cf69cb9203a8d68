// Export to CSV: the button of a list, and the dialog behind it. The dialog stands in the frame, once, so that the palette can ask for it
// too; a list that is on the screen offers itself with its filter and order.
import { Download } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { create } from 'zustand'
import type { ExportWhat } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { CsvMode } from '../../shared/domain/list/csv-out.ts'
import { exportColumns, usualColumns } from '../../shared/domain/list/export-columns.ts'
import { beginExport } from '../api/exports.ts'
import { Button } from './button.tsx'
import { ColumnOrder } from './column-order.tsx'
import { Dialog } from './dialog.tsx'
import { Checkbox } from './fields.tsx'
import { showCount } from './format.ts'
import { RadioGroup } from './radio-group.tsx'

type WithoutColumns<W> = W extends unknown ? Omit<W, 'columns'> : never
/** A list with its filter and order; `total` where the screen knows it. */
export type ExportOffer = WithoutColumns<ExportWhat> & {
  readonly total?: number
  readonly isTotalExact?: boolean
}

type ExportState = {
  /** What is on the screen. */
  readonly offer: ExportOffer | undefined
  /** What the dialog is open for. */
  readonly asked: ExportOffer | undefined
  readonly setOffer: (offer: ExportOffer | undefined) => void
  readonly ask: (offer: ExportOffer | undefined) => void
}

export const useExport = create<ExportState>()((set) => ({
  offer: undefined,
  asked: undefined,
  setOffer: (offer) => set({ offer }),
  ask: (asked) => set({ asked }),
}))

export function ExportButton(offer: ExportOffer) {
  const { ask, setOffer } = useExport()
  const key = JSON.stringify(offer)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the offer, made anew with every render.
  useEffect(() => {
    setOffer(offer)
    return () => setOffer(undefined)
  }, [key])
  return (
    <Button
      tone="quiet"
      icon={<Download size={14} aria-hidden />}
      disabled={offer.total === 0}
      onClick={() => ask(offer)}
    >
      Export
    </Button>
  )
}

/** In the frame, once. */
export function ExportHost() {
  const { asked, ask } = useExport()
  return asked === undefined ? null : <ExportDialog offer={asked} onClose={() => ask(undefined)} />
}

const MODES = [
  {
    value: 'spreadsheet',
    label: 'For a spreadsheet',
    hint: 'Names, words and local times as on the screen. What would run as a formula becomes text.',
  },
  {
    value: 'exact',
    label: 'Exact, to import again',
    hint: 'Everything as it is stored. Do not open it in a spreadsheet: texts that strangers sent are not made safe.',
  },
] as const satisfies readonly { value: CsvMode; label: string; hint: string }[]

function ExportDialog({ offer, onClose }: { readonly offer: ExportOffer; readonly onClose: () => void }) {
  const { list, total, isTotalExact = true } = offer
  const [mode, setMode] = useState<CsvMode>('spreadsheet')
  const [chosen, setChosen] = useState<Partial<Record<CsvMode, readonly string[]>>>({})
  // Excel takes a file without it for Windows-1252.
  const [hasBom, setBom] = useState(true)
  const [isBusy, setBusy] = useState(false)
  const options = useMemo(
    () =>
      exportColumns(list).map(({ key, label, column }) => ({ id: key, title: label, group: column.group })),
    [list],
  )
  const columns = chosen[mode] ?? usualColumns(list, mode)
  const choose = (next: readonly string[]) => setChosen({ ...chosen, [mode]: next })
  const count =
    total === undefined
      ? `All ${list}`
      : `${showCount(total)}${isTotalExact ? '' : '+'} ${nounOf(list, total)}`
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Export ${list} to CSV`}
      detail={`${count}, ${columns.length === 1 ? 'one column' : `${columns.length} columns`}. ${'marked' in offer && offer.marked ? 'Those that are selected.' : 'All that the list holds under its filters, not only what is on the screen.'}`}
      isKept
      onSubmit={(event) => {
        event.preventDefault()
        setBusy(true)
        const { total: _, isTotalExact: __, ...what } = offer
        const input = {
          what: { ...what, columns: [...columns] },
          mode,
          hasBom: hasBom && mode === 'spreadsheet',
        }
        void beginExport(input as Input<'exports.csv'>).then((hasBegun) => {
          setBusy(false)
          if (hasBegun) onClose()
        })
      }}
      actions={
        <>
          <Button onClick={() => choose(usualColumns(list, mode))}>Usual columns</Button>
          <Button onClick={() => choose(options.map(({ id }) => id))}>All</Button>
          <Button onClick={() => choose([])}>None</Button>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy} disabled={columns.length === 0}>
            Export
          </Button>
        </>
      }
    >
      <div className="form">
        <RadioGroup label="What for" value={mode} onChange={setMode} options={MODES} />
        {mode === 'spreadsheet' && (
          <Checkbox
            label="Mark as UTF-8 (BOM)"
            hint="Excel needs it for accents; some other programs stumble over it."
            isOn={hasBom}
            onChange={setBom}
          />
        )}
        <ColumnOrder
          label="Columns of the file, in their order"
          options={options}
          chosen={columns}
          onChange={choose}
        />
      </div>
    </Dialog>
  )
}

function nounOf(list: ExportOffer['list'], count: number): string {
  if (count !== 1) return list
  return list === 'deliveries' ? 'delivery' : list.slice(0, -1)
}
