import type { ImportInspection } from '../../../shared/contract/imports.ts'

const SHOWN = 8

/** The first rows as they are read, with the lines of the file they stand on. */
export function PreviewTable({ file }: { readonly file: ImportInspection }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by the keyboard.
    <section className="import-preview" aria-label="First rows of the file" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {file.columns.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {file.rows.slice(0, SHOWN).map(({ line, cells }) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {file.columns.map(({ name }, at) => (
                <td key={name}>{cells[at] ?? ''}</td>
              ))}
              {cells.length > file.columns.length && (
                <td className="late">{cells.slice(file.columns.length).join(' ')}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
