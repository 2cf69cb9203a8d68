// A file by button, by drop, or as pasted text; and the imports there were, each of which can be undone.
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { useApiQuery } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/fields.tsx'
import { showTotal } from '../../ui/format.ts'
import { When } from '../../ui/time.tsx'
import { useUndoImport } from './undo-import.tsx'

export function FileStep({
  isSending,
  onBring,
}: {
  readonly isSending: boolean
  readonly onBring: (blob: Blob, name: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  return (
    <>
      <div className="import-drop">
        <FileUp size={24} aria-hidden />
        <p>
          Drop a CSV file anywhere on this window. Lists from Facebook, HubSpot, Salesforce, Google Contacts,
          Outlook, Mailchimp and any spreadsheet saved as CSV are understood.
        </p>
        <Button tone="main" isBusy={isSending} onClick={() => input.current?.click()}>
          {isSending ? 'Reading the file…' : 'Choose a file'}
        </Button>
        <input
          ref={input}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-label="File to import"
          accept=".csv,.tsv,.txt,.tab,text/csv,text/plain,text/tab-separated-values"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            // The same file again must count as a choice too.
            event.target.value = ''
            if (file) onBring(file, file.name)
          }}
        />
      </div>
      <div className="import-paste">
        <TextArea
          label="Or paste rows"
          hint="Copied from a spreadsheet, with the line of headings if there is one."
          rows={5}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          disabled={text.trim() === '' || isSending}
          onClick={() => onBring(new Blob([text], { type: 'text/plain' }), 'Pasted rows')}
        >
          Use these rows
        </Button>
      </div>
      <Earlier />
    </>
  )
}

function Earlier() {
  const list = useApiQuery('imports.list', {})
  const { undo, box } = useUndoImport()
  if (!list.data || list.data.length === 0) return null
  return (
    <section className="import-earlier">
      <h3>Earlier imports</h3>
      <ul>
        {list.data.map((one) => (
          <li key={one.importId}>
            <span className="clip import-name">{one.name}</span>
            <span className="mute">
              {one.leads > 0 && `${showTotal(one.leads, true, 'lead')}, `}
              {showTotal(one.newContacts, true, 'new contact')}
            </span>
            <span className="mute">
              <When at={one.createdAt} as="ago" />
            </span>
            <Button
              aria-label={`Undo the import of ${one.name}`}
              onClick={() => void undo(one.importId, one.name)}
            >
              Undo
            </Button>
          </li>
        ))}
      </ul>
      {box}
    </section>
  )
}
