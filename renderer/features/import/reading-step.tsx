// How the bytes become rows: each guess is shown and can be changed, and the first rows show at once what comes of it.
import type { Encoding, ImportInspection, ImportReading } from '../../../shared/contract/imports.ts'
import type { Separator } from '../../../shared/domain/import/csv.ts'
import type { DateOrder } from '../../../shared/domain/import/guess.ts'
import { Button } from '../../ui/button.tsx'
import { type Option, Select } from '../../ui/fields.tsx'
import { showBytes, showCount } from '../../ui/format.ts'
import { Notice } from '../../ui/states.tsx'
import { useImport } from './import-state.ts'
import { PreviewTable } from './preview-table.tsx'

const ENCODINGS: readonly Option<Encoding>[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252 (Western)' },
  { value: 'utf-16le', label: 'UTF-16' },
  { value: 'utf-16be', label: 'UTF-16 (big-endian)' },
]
const SEPARATORS: readonly Option<Separator>[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
]
const FIRST_ROWS: readonly Option<'yes' | 'no'>[] = [
  { value: 'yes', label: 'Headings' },
  { value: 'no', label: 'A person already' },
]
const DATES: readonly Option<DateOrder>[] = [
  { value: 'mdy', label: 'Month, day, year (12/31/2026)' },
  { value: 'dmy', label: 'Day, month, year (31/12/2026)' },
  { value: 'ymd', label: 'Year, month, day (2026-12-31)' },
]

export function ReadingStep({ file }: { readonly file: ImportInspection }) {
  const { reading, change, begin } = useImport()
  // Another reading has other columns, so what was said of these no longer holds; the order of dates moves none.
  const choose = (next: Partial<ImportReading>) =>
    change({ reading: { ...reading, ...next }, ...('dateOrder' in next ? {} : { mapping: undefined }) })
  return (
    <>
      <div className="import-guesses">
        <Select
          label="Encoding"
          value={file.reading.encoding}
          options={ENCODINGS}
          onChange={(encoding) => choose({ encoding })}
        />
        <Select
          label="Cells are separated by"
          value={file.reading.separator}
          options={SEPARATORS}
          onChange={(separator) => choose({ separator })}
        />
        <Select
          label="The first row holds"
          value={file.reading.hasHeader ? 'yes' : 'no'}
          options={FIRST_ROWS}
          onChange={(answer) => choose({ hasHeader: answer === 'yes' })}
        />
        <Select
          label="Dates are written"
          value={file.reading.dateOrder}
          options={DATES}
          onChange={(dateOrder) => choose({ dateOrder })}
        />
      </div>
      {!file.isDateOrderCertain && file.mapping.includes('created_at') && (
        <p className="mute">
          No date in the first rows shows for certain which of its numbers is the day. Check the order.
        </p>
      )}
      {file.exact && (
        <Notice>
          This is an exact export of Convio Leads: its {file.exact} come back as they were, with nothing to
          choose.
          {file.exact === 'leads' &&
            ' If you have the contacts too, import their file first: it holds what was changed on people and merged.'}
        </Notice>
      )}
      <PreviewTable file={file} />
      <p className="mute">
        {showBytes(file.bytes)}, {file.isCounted ? '' : 'about '}
        {showCount(file.estimatedRows)} {file.estimatedRows === 1 ? 'row' : 'rows'},{' '}
        {showCount(file.columns.length)} {file.columns.length === 1 ? 'column' : 'columns'}.
      </p>
      <div className="import-actions">
        <Button onClick={() => begin(undefined)}>Back</Button>
        <Button tone="main" onClick={() => change({ step: 'mapping' })}>
          Next
        </Button>
      </div>
    </>
  )
}
