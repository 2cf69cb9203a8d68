// A file by button, by drop, or as pasted text; and the imports there were, each of which can be undone.
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/fields.tsx'
import { showTotal } from '../../ui/format.ts'
import { When } from '../../ui/time.tsx'
import { useImport, useIsUndone } from './import-state.ts'
import { RefusedButton } from './result-view.tsx'
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
      <Last />
      <Waiting />
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

function Last() {
  const last = useImport((state) => state.last)
  const isUndone = useIsUndone(last?.importId)
  if (!last) return null
  return (
    <section className="import-last" aria-label="Last import">
      <span>
        {isUndone ? 'Import undone' : last.words} <span className="mute">· {last.name}</span>
      </span>
      {last.refused > 0 && <RefusedButton handle={last.handle} name={last.name} />}
    </section>
  )
}

/** Files of the watched folder whose headings nobody has explained yet. */
function Waiting() {
  const waiting = useApiQuery('watchedFolder.status', {}).data?.waiting ?? []
  const openFile = useCommand('watchedFolder.open')
  const begin = useImport((state) => state.begin)
  if (waiting.length === 0) return null
  const isOne = waiting.length === 1
  const open = async (name: string) => {
    const file = await openFile({ name })
    if (file) begin(file)
  }
  return (
    <section className="import-waiting" aria-label="Watched folder">
      <h3>
        {showTotal(waiting.length, true, 'file')} {isOne ? 'waits' : 'wait'} for you to say what{' '}
        {isOne ? 'its' : 'their'} columns are
      </h3>
      <p className="mute">
        They came into the watched folder. Others with the same headings then follow by themselves.
      </p>
      <ul>
        {waiting.slice(0, WAITING_SHOWN).map((name) => (
          <li key={name}>
            <span className="clip import-name">{name}</span>
            <Button aria-label={`Open ${name}`} onClick={() => void open(name)}>
              Open
            </Button>
          </li>
        ))}
        {waiting.length > WAITING_SHOWN && (
          <li className="mute">and {showTotal(waiting.length - WAITING_SHOWN, true, 'more file')}</li>
        )}
      </ul>
    </section>
  )
}

const WAITING_SHOWN = 10

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
