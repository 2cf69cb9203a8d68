// How files with the same headings were imported last: into which webhook, as what, and what became of people who were there.
import type { CommandsOf, QueriesOf } from '../handler-types.ts'

const keyOf = (headings: string) => `import choice ${headings}`

export const watchedFolderQueries: QueriesOf<'watchedFolder'> = {
  'watchedFolder.choice': ({ db }, { headings }) => {
    const value = db.sql('select value from settings where key = ?').value<string>(keyOf(headings))
    return value === undefined ? null : JSON.parse(value)
  },
}

export const watchedFolderCommands: CommandsOf<'watchedFolder'> = {
  'watchedFolder.remember': ({ db }, { headings, choice }) => {
    db.sql(
      'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    ).run(keyOf(headings), JSON.stringify(choice))
    return {}
  },
}
