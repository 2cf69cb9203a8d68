// Whom an appointment or a sale is with: found like in the palette, by half a name or the last digits of the phone; the newest lead of the person is
// meant.
import { Combobox as Base } from '@base-ui/react/combobox'
import { CircleAlert } from 'lucide-react'
import { type Ref, useId, useState } from 'react'
import type { Output } from '../../shared/contract/index.ts'
import { LEAD_TYPE_LABELS } from '../../shared/domain/labels.ts'
import { useApiQuery } from '../api/hooks.ts'
import { showName, showPhone } from './format.ts'

type Person = Output<'search.people'>[number]

export function PersonField({
  label = 'With',
  onChoose,
  error,
  ref,
}: {
  readonly label?: string
  readonly onChoose: (leadId: number | undefined) => void
  readonly error: string | undefined
  readonly ref?: Ref<HTMLInputElement>
}) {
  const id = useId()
  const [text, setText] = useState('')
  const words = text.trim()
  const { data, isFetching } = useApiQuery('search.people', { text: words }, { enabled: words !== '' })
  const people = words === '' ? [] : (data ?? []).filter(({ lead }) => lead !== null)
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <Base.Root
        items={people}
        filter={null}
        itemToStringLabel={(person: Person) => showName(person)}
        isItemEqualToValue={(a: Person, b: Person) => a.contactId === b.contactId}
        onInputValueChange={setText}
        onValueChange={(person: Person | null) => onChoose(person?.lead?.id)}
        autoHighlight
      >
        <Base.InputGroup className="control combobox">
          <Base.Input
            ref={ref}
            id={id}
            placeholder="Name, phone or email"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
          />
        </Base.InputGroup>
        <Base.Portal>
          <Base.Positioner className="layer" sideOffset={4}>
            <Base.Popup className="popup list-popup">
              <Base.Empty className="popup-empty">
                {words === '' || isFetching
                  ? ''
                  : 'Nobody by these words. A new person is added as a lead first (C).'}
              </Base.Empty>
              <Base.List>
                {(person: Person) => (
                  <Base.Item key={person.contactId} value={person} className="item">
                    <span className="item-text">{showName(person)}</span>
                    <span className="item-detail">
                      {[
                        person.lead && LEAD_TYPE_LABELS[person.lead.leadType],
                        person.city,
                        showPhone(person.phone),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {error && (
        <div id={`${id}-error`} className="field-error">
          <CircleAlert size={14} aria-hidden />
          {error}
        </div>
      )}
    </div>
  )
}
