// Which cells of the list of contacts can be changed where they stand.
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { CONTACT_EDITS, type EditValue } from '../../../shared/domain/editing.ts'
import { EditableField } from '../../ui/editable-field.tsx'
import { saveField } from '../../ui/save-field.ts'
import type { Column } from '../../ui/table-parts.tsx'

const VALUES: Readonly<Record<string, (contact: ContactRow) => EditValue>> = {
  phone: ({ phone }) => phone,
  email: ({ email }) => email,
  city: ({ city }) => city,
  state: ({ state }) => state,
  zip_code: ({ zipCode }) => zipCode,
}

/** The column with an editor, where what it shows is a field of the contact. */
export function editable(column: Column<ContactRow>): Column<ContactRow> {
  const field = CONTACT_EDITS.find(({ name }) => name === column.id)
  const read = VALUES[column.id]
  if (field === undefined || read === undefined) return column
  return {
    ...column,
    editor: (contact, onEnd) => (
      <EditableField
        field={field}
        value={read(contact)}
        extension={contact.phoneExtension}
        onEnd={onEnd}
        onSave={(value) => saveField('contacts.update', contact.id, field.name, value)}
      />
    ),
  }
}
