// The two commands, before anything is installed: what they read, what they remember, where the data goes.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolder } from '../electron/core/data-folder.ts'
import { COMMANDS, readArguments } from '../electron/launch/arguments.mjs'
import { isStale, withLock } from '../electron/launch/lock.mjs'
import { explain, isNewEnough } from '../electron/launch/prepare.mjs'
import { readSandbox, whyNoDisplay } from '../electron/launch/runtime.mjs'
import { dependencyStamp, isInstalledByHand, sourceStamp } from '../electron/launch/stamps.mjs'
import { addUp, closingLine, countListed, countPlaywright, countVitest } from './support/steps.mjs'

const root = path.resolve(import.meta.dirname, '..')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'launch-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (...argv: string[]) => readArguments(argv, COMMANDS.start)

describe('arguments', () => {
  it('are read in both spellings', () => {
    expect(read()).toEqual({ options: { open: true } })
    expect(
      read('--browser', '--demo', '--data', 'a b', '--port=0', '--webhook-port', '8080', '--no-open'),
    ).toEqual({
      options: { open: false, browser: true, demo: true, data: 'a b', port: 0, webhookPort: 8080 },
    })
    expect(
      readArguments(['--leads', '100000', '--seed', '7', '--data=x'], COMMANDS['demo-data']).options,
    ).toMatchObject({
      leads: 100_000,
      seed: 7,
      data: 'x',
    })
    expect(read('-h').options?.help).toBe(true)
  })

  it.each([
    [['--prot', '1'], 'There is no option --prot. Did you mean --port? '],
    [['--leads', '1'], 'There is no option --leads. '],
    [['--frobnicate'], 'There is no option --frobnicate. The options are --browser'],
    [['leads'], '“leads” is not an option. '],
    [['--port', 'abc'], '--port needs a number from 0 to 65535, and “abc” is not one.'],
    [['--port', '65536'], '--port needs a number from 0 to 65535, and “65536” is not one.'],
    [['--port', '-1'], '--port needs a number from 0 to 65535, and “-1” is not one.'],
    [['--port=1.5'], '--port needs a number from 0 to 65535, and “1.5” is not one.'],
    [['--port'], '--port needs a number from 0 to 65535.'],
    [['--webhook-port='], '--webhook-port needs a number from 0 to 65535.'],
    [['--data'], '--data needs a folder: --data DIR.'],
    [['--data', '--demo'], '--data needs a folder: --data DIR.'],
    [['--demo=yes'], '--demo takes no value; leave “=yes” away.'],
    [['--browser', '--desktop'], '--browser and --desktop exclude each other.'],
  ])('refuse %j in a sentence', (argv, sentence) => {
    expect(read(...argv).problem).toContain(sentence)
  })

  it('ignore what is Chromium’s, where asked to', () => {
    const argv = ['--no-sandbox', '--inspect=0', '--data', 'x', '.', '--remote-debugging-port=0']
    expect(readArguments(argv, COMMANDS.desktop, { unknown: 'ignore' })).toEqual({
      options: { open: true, data: 'x' },
    })
  })

  it.each(['start', 'serve'])('end `npm run %s` with 2 when they will not do', (name) => {
    const script = path.join(root, 'electron', 'launch', `${name}.mjs`)
    const { status, stderr } = spawnSync(process.execPath, [script, '--port', 'abc'], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, '--port needs a number from 0 to 65535, and “abc” is not one.\n'])
  })
})

describe('the data folder', () => {
  it.each([
    ['linux', { HOME: '/home/ann' }, {}, '/home/ann/.local/share/convio-leads'],
    ['linux', { HOME: '/home/ann', XDG_DATA_HOME: '/data' }, {}, '/data/convio-leads'],
    ['linux', { HOME: '/home/ann', XDG_DATA_HOME: 'data' }, {}, '/home/ann/.local/share/convio-leads'],
    ['linux', { HOME: '/home/ann' }, { demo: true }, '/home/ann/.local/share/convio-leads-demo'],
    ['darwin', { HOME: '/Users/ann' }, {}, '/Users/ann/Library/Application Support/Convio Leads'],
    [
      'darwin',
      { HOME: '/Users/ann' },
      { demo: true },
      '/Users/ann/Library/Application Support/Convio Leads Demo',
    ],
    [
      'win32',
      { APPDATA: 'C:\\Users\\Ann\\AppData\\Roaming' },
      {},
      'C:\\Users\\Ann\\AppData\\Roaming\\Convio Leads',
    ],
    [
      'win32',
      { USERPROFILE: 'C:\\Users\\Ann' },
      { demo: true },
      'C:\\Users\\Ann\\AppData\\Roaming\\Convio Leads Demo',
    ],
    ['linux', { HOME: '/home/ann', CONVIO_DATA_DIR: '/srv/leads' }, {}, '/srv/leads'],
    ['linux', { HOME: '/home/ann', CONVIO_DATA_DIR: '/srv/leads' }, { demo: true }, '/srv/leads-demo'],
    ['linux', { CONVIO_DATA_DIR: '/srv/leads' }, { data: '/tmp/x', demo: true }, '/tmp/x'],
    ['win32', { CONVIO_DATA_DIR: 'D:\\leads' }, { data: 'C:\\x' }, 'C:\\x'],
  ] as const)('on %s with %j and %j', (platform, env, choice, place) => {
    expect(dataFolder(platform, env, choice)).toBe(place)
  })

  it('is absolute when the choice is not', () => {
    expect(dataFolder('linux', {}, { data: 'here' })).toBe(path.resolve('here'))
  })
})

const lockFile = (packages: object) =>
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages }))
const installed = (packages: object) => {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true })
  writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

describe('the stamps', () => {
  it('tell dependencies by lock file and platform', () => {
    lockFile({ a: 1 })
    const stamp = dependencyStamp(folder, 'linux', 'x64')
    expect(dependencyStamp(folder, 'linux', 'x64')).toBe(stamp)
    expect(dependencyStamp(folder, 'linux', 'arm64')).not.toBe(stamp)
    expect(dependencyStamp(folder, 'darwin', 'x64')).not.toBe(stamp)
    lockFile({ a: 2 })
    expect(dependencyStamp(folder, 'linux', 'x64')).not.toBe(stamp)
  })

  it('know an installation by hand from a stale one', () => {
    const a = { version: '1.0.0' }
    lockFile({ '': {}, 'node_modules/a': a, 'node_modules/win': { version: '1.0.0', optional: true } })
    expect(isInstalledByHand(folder)).toBe(false)
    installed({ 'node_modules/a': a })
    expect(isInstalledByHand(folder)).toBe(true)
    installed({ 'node_modules/a': { version: '0.9.0' } })
    expect(isInstalledByHand(folder)).toBe(false)
    installed({})
    expect(isInstalledByHand(folder)).toBe(false)
    writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), '{"packages":')
    expect(isInstalledByHand(folder)).toBe(false)
  })

  it('tell a build by names, sizes and times of its sources', () => {
    const file = path.join(folder, 'src', 'deep', 'a.ts')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, 'one')
    const at = new Date(1_700_000_000_000)
    utimesSync(file, at, at)
    const places = ['src', 'missing', 'single.ts']
    const stamp = sourceStamp(folder, places)
    expect(sourceStamp(folder, places)).toBe(stamp)
    writeFileSync(file, 'two')
    const afterEdit = sourceStamp(folder, places)
    expect(afterEdit).not.toBe(stamp)
    writeFileSync(path.join(folder, 'single.ts'), '')
    expect(sourceStamp(folder, places)).not.toBe(afterEdit)
  })
})

describe('the lock', () => {
  it('lets one work at a time, and the next when it is done', async () => {
    const lock = path.join(folder, 'cache', 'lock')
    const said: string[] = []
    const one = withLock(lock, async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      said.push('one')
    })
    const two = withLock(
      lock,
      async () => said.push('two'),
      () => said.push('waits'),
    )
    await Promise.all([one, two])
    expect(said).toEqual(['waits', 'one', 'two'])
    expect(isStale(lock)).toBe(false)
  })

  it('is freed by a failure', async () => {
    const lock = path.join(folder, 'lock')
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(lock, async () => 'yes')).toBe('yes')
  })

  it('of a process that is gone is taken over', async () => {
    const lock = path.join(folder, 'lock')
    const { pid } = spawnSync(process.execPath, ['--version'])
    mkdirSync(lock)
    writeFileSync(path.join(lock, 'owner'), String(pid))
    expect(isStale(lock)).toBe(true)
    expect(await withLock(lock, async () => 'yes')).toBe('yes')
    mkdirSync(lock)
    expect(isStale(lock)).toBe(false) // just made: its owner writes its name next
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(lock, longAgo, longAgo)
    expect(isStale(lock)).toBe(true)
  })
})

describe('what is missing', () => {
  it('is named: a Node, the network, room, a permission', () => {
    expect(['22.12.0', '24.1.0', '22.11.9', '20.20.2', '18.0.0'].map(isNewEnough)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(explain('npm error code ENOTFOUND')).toContain('could not be reached')
    expect(explain('npm error code ENOSPC')).toContain('disk is full')
    expect(explain('npm error code EACCES')).toContain('may not write')
    expect(explain('npm error `npm ci` can only install packages when in sync')).toContain('do not agree')
    expect(explain('something else entirely')).toContain('what it said is above')
  })

  it('is a display, on Linux alone', () => {
    expect(whyNoDisplay('linux', {})).toBe('No display here')
    expect(whyNoDisplay('linux', { DISPLAY: ':0' })).toBeUndefined()
    expect(whyNoDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBeUndefined()
    expect(whyNoDisplay('darwin', {})).toBeUndefined()
    expect(whyNoDisplay('win32', {})).toBeUndefined()
  })

  it('is the sandbox, for root on Linux', () => {
    expect(readSandbox('/x/electron', 'linux', 0)).toEqual({ flags: ['--no-sandbox'] })
    expect(readSandbox('/x/electron', 'darwin', 501)).toEqual({ flags: [] })
  })

  it('is a new enough Node, also for one that knows no new syntax', () => {
    const script = path.join(root, 'electron', 'launch', 'check-node.cjs')
    const pretend = (version: string) =>
      spawnSync(
        process.execPath,
        [
          '-e',
          `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(script)})`,
        ],
        { encoding: 'utf8' },
      )
    expect(pretend('16.20.2').status).toBe(1)
    expect(pretend('16.20.2').stderr).toContain('needs Node.js 20 or newer, and this is 16.20.2')
    expect(pretend('20.1.0')).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('the closing line', () => {
  it('sums what the runners report', () => {
    const vitest = {
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [],
    }
    expect(countVitest(vitest, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 })
    expect(countVitest(vitest, 1)).toEqual({ passed: 5, failed: 1, skipped: 2 })
    expect(
      countVitest({ ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] }, 1).failed,
    ).toBe(1)
    expect(countVitest(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    const stats = { expected: 3, unexpected: 1, flaky: 0, skipped: 2 }
    expect(countPlaywright({ stats }, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 })
    expect(countPlaywright(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    const spec = { tests: [{}] }
    expect(countListed({ suites: [{ specs: [spec], suites: [{ specs: [spec, spec] }] }] })).toBe(3)
    expect(closingLine(addUp([countVitest(vitest, 0), { passed: 1, failed: 2, skipped: 0 }]))).toBe(
      '6 passed, 2 failed, 2 skipped',
    )
    expect(closingLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed')
  })
})
