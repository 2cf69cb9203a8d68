// Who of a file is probably somebody else as well, and which of its rows look like an earlier one. An import merges nobody: that is decided on the list of
// duplicates.
import { Link } from '@tanstack/react-router'
import type { ImportResult } from '../../../shared/contract/imports.ts'
import { DUPLICATE_REASON_LABELS, duplicateReasons } from '../../../shared/domain/labels.ts'
import { DUPLICATE_REASONS } from '../../../shared/domain/merging.ts'
import { showCount, showName, showPhone, showTotal } from '../../ui/format.ts'
import { Notice } from '../../ui/states.tsx'

type Told = NonNullable<ImportResult['lookalikes']>
type Contact = Told['first'][number]['contact']

export function Lookalikes({ result, isDone }: { readonly result: ImportResult; readonly isDone: boolean }) {
  const told = result.lookalikes
  if (told === undefined) return null
  const { people, reasons, first, repeats } = told
  return (
    <>
      {people > 0 && (
        <section className="import-alike">
          {isDone && (
            <Notice>
              {people === 1
                ? '1 person looks like another.'
                : `${showCount(people)} people look like others.`}{' '}
              Nobody was merged. <Link to="/duplicates">Review the duplicates</Link>
            </Notice>
          )}
          <details className="import-notes" open={people <= FEW}>
            <summary>People of this file who look like somebody you have: {showCount(people)}</summary>
            <p className="mute">
              {perReason(reasons)}.{' '}
              {!isDone && 'An import merges nobody; the list of duplicates will show them side by side. '}
              {people > first.length && `The first ${showCount(first.length)}:`}
            </p>
            <table className="import-pairs">
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  <th scope="col">Why</th>
                  <th scope="col">Looks like</th>
                  <th scope="col">Phone, webhook</th>
                </tr>
              </thead>
              <tbody>
                {first.map(({ line, reasons, contact }) => (
                  <tr key={`${line} ${contact.id}`}>
                    <td>{showCount(line)}</td>
                    <td>{duplicateReasons(reasons)}</td>
                    <td>
                      <Link to="/contacts" search={{ contact: contact.id }}>
                        {showName(contact)}
                      </Link>
                    </td>
                    <td>{where(contact)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </section>
      )}
      {repeats.rows > 0 && (
        <details className="import-notes" open={repeats.rows <= FEW}>
          <summary>Rows that look like an earlier row of the file: {showCount(repeats.rows)}</summary>
          <p className="mute">
            {perReason(repeats.reasons)}. Rows with the same phone are one person.{' '}
            {repeats.rows > repeats.first.length &&
              `The first ${showTotal(repeats.first.length, true, 'row')}:`}
          </p>
          <ol>
            {repeats.first.map(({ line, earlier, reasons }) => (
              <li key={line}>
                <span className="mute">Line {showCount(line)}</span> {duplicateReasons(reasons)} as line{' '}
                {showCount(earlier)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}

const FEW = 20

function perReason(counts: Told['reasons']): string {
  return DUPLICATE_REASONS.filter((reason) => (counts[reason] ?? 0) > 0)
    .map((reason, at) => {
      const label = DUPLICATE_REASON_LABELS[reason]
      return `${at === 0 ? label : label.toLowerCase()}: ${showCount(counts[reason] ?? 0)}`
    })
    .join(', ')
}

function where({ phone, phoneExtension, webhookName, webhookId }: Contact): string {
  return `${showPhone(phone, phoneExtension)} · ${webhookName ?? webhookId}`
}
