// Voiding asks for the reason: the conversion stays readable with it, and counts nowhere.
import { useState } from 'react'
import { isSale } from '../../../shared/domain/conversion.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { conversionWord } from '../../ui/conversion-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { showMoney, showName } from '../../ui/format.ts'

export function VoidDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const conversion = useApiQuery('conversions.get', { id }, { isExact: true }).data
  const voidIt = useCommand('conversions.void')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const what =
    conversion &&
    [
      conversionWord(conversion.conversionType),
      conversion.valueCents === null ? '' : showMoney(conversion.valueCents, conversion.currency),
      showName(conversion),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <Dialog
      isOpen
      isKept
      size="small"
      onClose={onClose}
      title="Void this conversion"
      detail={what}
      onSubmit={async (event) => {
        event.preventDefault()
        if (reason.trim() === '') return setProblem('Say why, in a word or two.')
        setBusy(true)
        const done = await voidIt(
          { id, reason },
          {
            onFailure: ({ message }) => {
              setProblem(message)
              return true
            },
          },
        )
        setBusy(false)
        if (done) onClose()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="danger" type="submit" isBusy={isBusy}>
            Void
          </Button>
        </>
      }
    >
      <div className="form">
        <TextField
          label="Reason"
          maxLength={500}
          placeholder="Entered twice"
          value={reason}
          error={problem}
          onChange={(event) => {
            setReason(event.target.value)
            setProblem(undefined)
          }}
        />
        <p className="field-hint">
          It stays readable and counts nowhere.{' '}
          {conversion !== undefined &&
            conversion.leadId !== null &&
            (isSale(conversion.conversionType)
              ? 'A lead that is Converted because of it alone goes back to where it was.'
              : 'A lead that it alone moved goes back to where it was.')}
        </p>
      </div>
    </Dialog>
  )
}
