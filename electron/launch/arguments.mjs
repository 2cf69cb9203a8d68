// What may stand behind `npm start --` and its sisters, in one table. Plain JavaScript, because the
// launchers read it before anything is installed; headless.ts and the desktop shell read it too.
import { parseArgs } from 'node:util'

/** Every option of every command: its kind, what its value is called, and one line of help. */
const TABLE = {
  browser: { kind: 'flag', help: 'open in the browser, even where a desktop window is possible' },
  desktop: { kind: 'flag', help: 'open the desktop window, or say why not (never the browser)' },
  demo: { kind: 'flag', help: 'start with sample data, in a data folder of its own' },
  data: { kind: 'text', value: 'DIR', needs: 'a folder', help: 'keep the data in this folder' },
  port: { kind: 'port', value: 'N', help: "the app's port in the browser (0 picks a free one)" },
  'webhook-port': { kind: 'port', value: 'N', help: 'the port that receives leads (0 picks a free one)' },
  'no-open': { kind: 'flag', help: 'print the address, do not open a browser' },
  leads: { kind: 'count', value: 'N', help: 'how many sample leads to make' },
  seed: { kind: 'count', value: 'S', help: 'the same seed makes the same data' },
  help: { kind: 'flag', help: 'this list' },
}

/** The options of each command, in the order its help shows them. */
export const COMMANDS = {
  start: ['browser', 'desktop', 'demo', 'data', 'port', 'webhook-port', 'no-open', 'help'],
  serve: ['data', 'port', 'webhook-port', 'demo', 'no-open', 'help'],
  desktop: ['demo', 'data', 'webhook-port', 'help'],
  'demo-data': ['data', 'leads', 'seed', 'help'],
  verify: ['data', 'help'],
}

/**
 * Reads a command line.
 * @param {readonly string[]} argv without the program and the script
 * @param {readonly string[]} allowed names from the table, usually one of COMMANDS
 * @param {{ unknown?: 'refuse' | 'ignore' }} [how] 'ignore' for Electron, whose command line also carries Chromium's switches
 * @returns {{ options: import('./arguments.mjs').Options, problem?: undefined } | { options?: undefined, problem: string }}
 */
export function readArguments(argv, allowed, how = {}) {
  const types = Object.fromEntries(
    allowed.map((name) => [name, { type: TABLE[name].kind === 'flag' ? 'boolean' : 'string' }]),
  )
  const { tokens } = parseArgs({ args: [...argv], options: types, strict: false, tokens: true })
  const options = { open: true }
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (how.unknown === 'ignore') continue
      return { problem: `“${token.value}” is not an option. ${known(allowed)}` }
    }
    if (token.kind !== 'option') continue
    const name = token.rawName === '-h' && allowed.includes('help') ? 'help' : token.name
    if (!allowed.includes(name)) {
      if (how.unknown === 'ignore') continue
      return { problem: `There is no option ${token.rawName}. ${closest(name, allowed)}${known(allowed)}` }
    }
    const problem = take(options, name, token)
    if (problem) return { problem }
  }
  if (options.browser && options.desktop) {
    return { problem: '--browser and --desktop exclude each other. Give one of them, or neither.' }
  }
  return { options }
}

/** One option into `options`; returns a sentence when its value will not do. */
function take(options, name, token) {
  const { kind, needs } = TABLE[name]
  if (kind === 'flag') {
    if (token.value !== undefined) return `--${name} takes no value; leave “=${token.value}” away.`
    if (name === 'no-open') options.open = false
    else options[name] = true
    return undefined
  }
  const key = name === 'webhook-port' ? 'webhookPort' : name
  // `--data --demo` would take “--demo” for the folder's name.
  const isMissing =
    token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'))
  if (kind === 'text') {
    if (isMissing) return `--${name} needs ${needs}: --${name} ${TABLE[name].value}.`
    options[key] = token.value
    return undefined
  }
  const isWhole = !isMissing && /^\d{1,9}$/.test(token.value)
  const limit = kind === 'port' ? 65_535 : 999_999_999
  if (!isWhole || Number(token.value) > limit) {
    const range = kind === 'port' ? 'a number from 0 to 65535' : 'a whole number'
    return `--${name} needs ${range}${isMissing ? '' : `, and “${token.value}” is not one`}.`
  }
  options[key] = Number(token.value)
  return undefined
}

function known(allowed) {
  return `The options are ${allowed.map((name) => `--${name}`).join(', ')}.`
}

/** “Did you mean …?” for a name that is two slips away at most. */
function closest(name, allowed) {
  const near = allowed
    .map((other) => ({ other, slips: slipsBetween(name, other) }))
    .sort((a, b) => a.slips - b.slips)[0]
  return near && near.slips <= 2 ? `Did you mean --${near.other}? ` : ''
}

function slipsBetween(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]
}

/** The help of a command, as lines. */
export function describeArguments(command, allowed) {
  const names = allowed.map((name) => `--${name}${TABLE[name].value ? ` ${TABLE[name].value}` : ''}`)
  const width = Math.max(...names.map((name) => name.length))
  return [
    `Usage: ${command} -- [options]`,
    ...allowed.map((name, i) => `  ${names[i].padEnd(width)}  ${TABLE[name].help}`),
  ].join('\n')
}

/**
 * The same for a program: prints the problem and ends with 2, prints the help and ends with 0, or hands the options on.
 * @param {string} command for the help, e.g. `npm start`
 */
export function readArgumentsOrExit(command, argv, allowed) {
  const { options, problem } = readArguments(argv, allowed)
  if (problem !== undefined) {
    console.error(problem)
    process.exit(2)
  }
  if (options.help) {
    console.log(describeArguments(command, allowed))
    process.exit(0)
  }
  return options
}
