// What the list of conversions shows.
import type { ConversionRow } from '../../../shared/contract/conversions.ts'
import { LEAD_TYPE_LABELS, labelOf } from '../../../shared/domain/labels.ts'
import { CONVERSION_TONES } from '../../ui/conversion-words.ts'
import { hasName, showMoney, showName, showPhone } from '../../ui/format.ts'
import { actorOf } from '../../ui/lead-words.tsx'
import { Badge, StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table-parts.tsx'
import { When } from '../../ui/time.tsx'
import { Nothing, orNothing } from '../../ui/words.tsx'

export const COLUMNS: readonly Column<ConversionRow>[] = [
  {
    id: 'name',
    title: 'Name',
    min: 168,
    grow: 1.6,
    cell: (row) => (
      <>
        {hasName(row) ? (
          <strong title={showName(row)}>{showName(row)}</strong>
        ) : (
          <span className="mute">{showName(row)}</span>
        )}
        {row.isTest && <Badge tone="warn">Test</Badge>}
      </>
    ),
  },
  {
    id: 'type',
    title: 'Type',
    min: 152,
    grow: 0.6,
    cell: (row) =>
      row.voidedAt === null ? (
        <StatusDot tone={CONVERSION_TONES[row.conversionType]} label={labelOf(row.conversionType)} />
      ) : (
        <StatusDot tone="lost" isHollow label={`${labelOf(row.conversionType)}, voided`} />
      ),
  },
  {
    id: 'value',
    title: 'Value',
    min: 116,
    grow: 0,
    isNumber: true,
    sort: 'value',
    cell: (row) => (row.valueCents === null ? <Nothing /> : showMoney(row.valueCents, row.currency)),
  },
  {
    id: 'date',
    title: 'Date',
    min: 108,
    grow: 0,
    isNumber: true,
    sort: 'converted_at',
    cell: (row) => <When at={row.convertedAt} />,
  },
  {
    id: 'agent',
    title: 'Agent',
    min: 124,
    cell: (row) => byWhom(row),
  },
  {
    id: 'workspace',
    title: 'Workspace',
    min: 128,
    cell: (row) => orNothing(row.workspaceName ?? row.workspaceId),
  },
  {
    id: 'lead',
    title: 'Lead',
    min: 96,
    grow: 0.5,
    cell: (row) => orNothing(row.leadType === null ? null : LEAD_TYPE_LABELS[row.leadType]),
  },
  {
    id: 'phone',
    title: 'Phone',
    min: 140,
    grow: 0,
    cell: (row) => orNothing(row.phone === null ? null : showPhone(row.phone, null)),
  },
]

/** Who converted: an agent's name, or the door it came through. */
export function byWhom({
  convertedBy,
  convertedByName,
}: Pick<ConversionRow, 'convertedBy' | 'convertedByName'>): string {
  return actorOf({ performedBy: convertedBy, performedByName: convertedByName })
}
