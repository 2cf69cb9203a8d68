// The details of a conversion: each is changed where it stands, an emptied one goes, and further ones are added in a box.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ConversionDetail } from '../../../shared/contract/conversions.ts'
import { CONVERSION_EDITS } from '../../../shared/domain/editing.ts'
import { runCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EditableField } from '../../ui/editable-field.tsx'
import { PanelSection } from '../../ui/side-panel.tsx'
import { type DetailRow, DetailsFields, offeredDetails, readDetails, rowsOf } from './details-fields.tsx'

type Data = ConversionDetail['customData']

async function save(id: string, customData: Data): Promise<string | undefined> {
  let refusal: string | undefined
  await runCommand(
    'conversions.update',
    { id, customData },
    {
      onFailure: ({ message, details }) => {
        refusal = details?.[0]?.message ?? message
        return true
      },
    },
  )
  return refusal
}

export function ConversionDetails({
  conversion,
  isDisabled,
}: {
  readonly conversion: ConversionDetail
  readonly isDisabled: boolean
}) {
  const { id, customData } = conversion
  const [isAdding, setAdding] = useState(false)
  const text = CONVERSION_EDITS.find(({ name }) => name === 'custom_data')
  const entries = Object.entries(customData)
  if (text === undefined) return null
  return (
    <PanelSection
      title="Details"
      action={
        <Button
          tone="quiet"
          icon={<Plus size={14} aria-hidden />}
          disabled={isDisabled}
          onClick={() => setAdding(true)}
        >
          Add
        </Button>
      }
    >
      {entries.length === 0 && <p className="mute">None, such as a contract id or a term.</p>}
      {entries.length > 0 && (
        <dl className="definitions" aria-label="Details">
          {entries.map(([name, value]) => (
            <EditableField
              key={name}
              field={{ ...text, label: name }}
              value={
                typeof value === 'boolean' ? (value ? 'yes' : 'no') : value === null ? null : String(value)
              }
              isDisabled={isDisabled}
              onSave={(next) => {
                const { [name]: _, ...rest } = customData
                return save(
                  id,
                  next === null
                    ? rest
                    : Object.fromEntries(
                        entries.map(([key, old]) => [key, key === name ? String(next) : old]),
                      ),
                )
              }}
            />
          ))}
        </dl>
      )}
      {isAdding && <AddDialog conversion={conversion} onClose={() => setAdding(false)} />}
    </PanelSection>
  )
}

function AddDialog({
  conversion: { id, customData, leadType },
  onClose,
}: {
  readonly conversion: ConversionDetail
  readonly onClose: () => void
}) {
  const [rows, setRows] = useState<readonly DetailRow[]>(() => {
    const offered = offeredDetails(leadType).filter((name) => customData[name] === undefined)
    return rowsOf(offered.length > 0 ? offered : [''])
  })
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  return (
    <Dialog
      isOpen
      isKept
      size="small"
      title="Add details"
      onClose={onClose}
      onSubmit={async (event) => {
        event.preventDefault()
        const read = readDetails(rows)
        if (!read.ok) return setProblem(read.problem)
        setBusy(true)
        const refusal = await save(id, { ...customData, ...read.data })
        setBusy(false)
        if (refusal === undefined) onClose()
        else setProblem(refusal)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            Save
          </Button>
        </>
      }
    >
      <DetailsFields rows={rows} onChange={setRows} problem={problem} />
    </Dialog>
  )
}
