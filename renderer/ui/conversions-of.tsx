// What a lead or a contact has bought, and the milestones on the way, newest first, with the way to a new one: a part of their panels.
import { Link } from '@tanstack/react-router'
import { isSale } from '../../shared/domain/conversion.ts'
import { useApiQuery } from '../api/hooks.ts'
import { keysOf } from '../app/shortcuts.ts'
import { useAppState } from '../app/state.ts'
import { Button } from './button.tsx'
import { CONVERSION_TONES, conversionWord } from './conversion-words.ts'
import { showMoney } from './format.ts'
import { actorOf } from './lead-words.tsx'
import { PanelSection } from './side-panel.tsx'
import { StatusDot } from './status.tsx'
import { When } from './time.tsx'

type ConversionsOfProps = {
  readonly whose: { readonly leadId: number } | { readonly contactId: number }
  readonly isDisabled?: boolean
  /** The lead is set to converted: then it is said where no sale is known. */
  readonly isConverted?: boolean
}

export function ConversionsOf({ whose, isDisabled = false, isConverted = false }: ConversionsOfProps) {
  const rows = useApiQuery('conversions.of', whose, { isExact: true }).data
  const logSale = useAppState((state) => state.logSale)
  const hasSale = rows?.some(({ conversionType, voidedAt }) => isSale(conversionType) && voidedAt === null)
  return (
    <PanelSection
      title="Conversions"
      action={
        <Button
          tone="quiet"
          keys={keysOf('conversion.create')}
          disabled={isDisabled}
          onClick={() => logSale(whose)}
        >
          Log a sale
        </Button>
      }
    >
      {rows && !hasSale && isConverted && (
        <p className="mute">Converted, but no sale is logged: its value is missing in the figures.</p>
      )}
      {rows?.length === 0 && !isConverted && <p className="mute">None yet.</p>}
      {rows && rows.length > 0 && (
        <ul className="conversions-of">
          {rows.map((row) => (
            <li key={row.id}>
              <Link
                to="/conversions"
                search={{ conversion: row.id, ...(row.voidedAt === null ? {} : { voided: 'with' as const }) }}
              >
                {row.valueCents === null ? 'No value' : showMoney(row.valueCents, row.currency)}
              </Link>
              <StatusDot
                tone={row.voidedAt === null ? CONVERSION_TONES[row.conversionType] : 'lost'}
                label={row.voidedAt === null ? conversionWord(row.conversionType) : 'Voided'}
                isHollow={row.voidedAt !== null}
              />
              <span className="mute clip">
                {actorOf({ performedBy: row.convertedBy, performedByName: row.convertedByName })}
              </span>
              <When at={row.convertedAt} />
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  )
}
