// What every list with a view shares: conditions, order and columns, which stand in the address, and the two boxes that change them.
import { Columns3 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usualSort } from '../../shared/contract/list-filter.ts'
import type { ViewDefinition } from '../../shared/contract/views.ts'
import type { ListName } from '../../shared/domain/list/columns.ts'
import type { Sort } from '../../shared/domain/list/filter.ts'
import { useShortcut } from '../app/shortcuts.ts'
import { IconButton } from './button.tsx'
import { ColumnDialog } from './column-dialog.tsx'
import type { ColumnChoice } from './column-order.tsx'
import { ConditionChips, FilterButton, FilterDialog, type ListConditions } from './filter-dialog.tsx'

type Params = Pick<ViewDefinition, 'where' | 'match' | 'sort' | 'columns'>

type ListViewOptions = {
  readonly list: ListName
  /** As they stand in the address. */
  readonly params: Params
  readonly onChange: (change: Params) => void
  readonly columns: readonly ColumnChoice[]
  readonly usualColumns: readonly string[]
}

type ListView = ListConditions & {
  readonly sort: Sort
  readonly setSort: (sort: Sort) => void
  /** Ids of the columns shown, in their order. */
  readonly shown: readonly string[]
  /** The conditions as chips, and the button for more. */
  readonly chips: ReactNode
  readonly columnsButton: ReactNode
  readonly boxes: ReactNode
}

const NO_CONDITIONS: readonly never[] = []
const USUAL: Readonly<Record<ListName, Sort>> = {
  leads: usualSort('leads'),
  contacts: usualSort('contacts'),
}

export function useListView({ list, params, onChange, columns, usualColumns }: ListViewOptions): ListView {
  const usual = USUAL[list]
  const { where = NO_CONDITIONS, match = 'all', sort = usual, columns: shown = usualColumns } = params
  const [box, setBox] = useState<'filter' | 'columns'>()
  useShortcut('list.filter', () => setBox('filter'))
  const close = () => setBox(undefined)
  // What is as usual stays out of the address, so that the same list always has the same one.
  const setConditions = (value: ListConditions) =>
    onChange({
      where: value.where.length === 0 ? undefined : [...value.where],
      match: value.where.length > 1 && value.match === 'any' ? 'any' : undefined,
    })
  const conditions = { match, where }
  return {
    ...conditions,
    sort,
    setSort: (next) =>
      onChange({
        sort: next.column === usual.column && next.direction === usual.direction ? undefined : next,
      }),
    shown,
    chips: (
      <>
        <ConditionChips
          list={list}
          value={conditions}
          onChange={setConditions}
          onOpen={() => setBox('filter')}
        />
        <FilterButton onOpen={() => setBox('filter')} />
      </>
    ),
    columnsButton: (
      <IconButton
        label="Columns"
        icon={<Columns3 size={15} aria-hidden />}
        onClick={() => setBox('columns')}
      />
    ),
    boxes: (
      <>
        <FilterDialog
          list={list}
          isOpen={box === 'filter'}
          onClose={close}
          value={conditions}
          onChange={setConditions}
        />
        <ColumnDialog
          isOpen={box === 'columns'}
          onClose={close}
          options={columns}
          chosen={shown}
          usual={usualColumns}
          onChange={(chosen) => onChange({ columns: chosen === undefined ? undefined : [...chosen] })}
        />
      </>
    ),
  }
}
