// The steps of a test run: each with its name and time, in a process group of its own that is ended with it,
// and with a folder for temporary files that is removed at the end.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { constants, freemem, tmpdir } from 'node:os'
import path from 'node:path'
import {
  childEnvironment,
  inProject,
  isWindows,
  LaunchError,
  root,
  seconds,
} from '../../electron/launch/project.mjs'
import { readText } from '../../electron/launch/stamps.mjs'

const IN_MEMORY = '/dev/shm'
/** Enough for what a run writes, and as much again for everybody else. */
const ROOM = 8 * 2 ** 30

/**
 * Where tests keep their files. In memory where Linux offers it with room to spare: thousands of small databases wait for a disk longer than they work.
 * A place that was chosen by TMPDIR is kept.
 */
function scratchPlace() {
  if (process.platform !== 'linux' || process.env.TMPDIR) return tmpdir()
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, place]) => place === IN_MEMORY)
    const isFit = mount?.[2] === 'tmpfs' && !mount[3].split(',').includes('noexec')
    return isFit && Math.min(bavail * bsize, freemem()) > ROOM ? IN_MEMORY : tmpdir()
  } catch {
    return tmpdir()
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export class Steps {
  #runtime
  #groups = new Set()
  #since = performance.now()

  constructor(runtime) {
    this.#runtime = runtime
    this.folder = mkdtempSync(path.join(scratchPlace(), 'convio-test-'))
    process.once('exit', () => this.#clean())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => process.exit(128 + constants.signals[signal]))
    }
  }

  /** Runs a script on the application's Node. Its output is shown, or kept to be shown when it fails. */
  async node(script, args, { env = {}, isShown = false } = {}) {
    return this.#run(this.#runtime.node, [...this.#runtime.flags, inProject(script), ...args], env, isShown)
  }

  /** A step that counts as one check: passed when each of its commands ended with 0. */
  async check(name, work) {
    const since = performance.now()
    const bad = (await work()).filter(({ code }) => code !== 0)
    this.#report(name, bad.length === 0 ? 'ok' : 'FAILED', since)
    for (const { output } of bad) console.log(output.trimEnd())
    return { passed: bad.length === 0 ? 1 : 0, failed: bad.length === 0 ? 0 : 1, skipped: 0 }
  }

  /** A step that counts nothing; returns false, and says why, when it cannot be done. */
  async timed(name, work) {
    const since = performance.now()
    try {
      await work()
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error
      this.#report(name, 'FAILED', since)
      console.log(error.message)
      return false
    }
    this.#report(name, 'ok', since)
    return true
  }

  /** A step that brings its own results. */
  async suite(name, work) {
    const since = performance.now()
    const result = await work()
    const { passed, failed, skipped } = result
    this.#report(
      name,
      [`${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`]
        .filter(Boolean)
        .join(', '),
      since,
    )
    return result
  }

  async end() {
    console.log(`All of it: ${seconds(this.#since)}.`)
  }

  #report(name, what, since) {
    console.log(`${name}: ${what} (${seconds(since)})`)
  }

  #run(command, args, env, isShown) {
    return new Promise((resolve) => {
      const child = spawn(command, args, {
        cwd: root,
        env: childEnvironment({ TMPDIR: this.folder, TEMP: this.folder, TMP: this.folder, ...env }),
        stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
        detached: !isWindows,
        windowsHide: true,
      })
      if (child.pid) this.#groups.add(child.pid)
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (chunk) => {
          output += chunk
        })
      }
      child.on('error', (error) => resolve({ code: 127, output: error.message }))
      child.on('exit', async (code, signal) => {
        await this.#endGroup(child.pid)
        resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), output })
      })
    })
  }

  /** Whatever a step started ends with it; what does not end by itself is a mistake of a test, and said. */
  async #endGroup(pid) {
    this.#groups.delete(pid)
    if (isWindows) return
    let left = groupMembers(pid)
    for (let i = 0; i < 10 && left.length > 0; i += 1) {
      await pause(100)
      left = groupMembers(pid)
    }
    if (left.length > 0) console.log(`Left behind by a test, and ended now:\n${left.join('\n')}`)
    killGroup(pid)
  }

  #clean() {
    if (!isWindows) for (const pid of this.#groups) killGroup(pid)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The processes of a group that still do something (a zombie only waits to be read). */
function groupMembers(group) {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,pid=,args='], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').filter((line) => {
    const [id, state] = line.trim().split(/\s+/)
    return id === String(group) && !state?.startsWith('Z')
  })
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}

/** Vitest's tests, added up from its own report. */
export async function vitestResult(steps, filters) {
  const report = path.join(steps.folder, 'vitest.json')
  const { code } = await steps.node(
    'node_modules/vitest/vitest.mjs',
    [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ],
    // Programs that tests start, each with seven threads, read the same sources again and again: twice as quick from what V8 made of them before.
    { isShown: true, env: { NODE_COMPILE_CACHE: path.join(steps.folder, 'compiled') } },
  )
  return countVitest(readJson(report), code)
}

/** @param report what Vitest's JSON reporter wrote; a file that could not even be loaded counts as one failure */
export function countVitest(report, code) {
  if (!report) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = report.numFailedTests + unloaded
  return {
    passed: report.numPassedTests,
    // An error outside of any test fails the run without failing a test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }
}

/**
 * A Playwright suite, added up from its own report. With a reason not to run it, its tests are counted and skipped.
 * @param {string | undefined} reason why it cannot run
 */
export async function playwrightResult(steps, config, filters, env, reason) {
  const report = path.join(steps.folder, 'playwright.json')
  const results = path.join(steps.folder, 'test-results')
  const args = ['test', '--config', config, '--pass-with-no-tests', ...filters]
  const cli = 'node_modules/@playwright/test/cli.js'
  if (reason) {
    console.log(
      `The tests of ${path.dirname(config) === 'test' ? 'the browser' : 'the desktop'} are skipped: ${reason}.`,
    )
    await steps.node(cli, [...args, '--list', '--reporter=json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    })
    return { passed: 0, failed: 0, skipped: Math.max(1, countListed(readJson(report))) }
  }
  const { code } = await steps.node(cli, [...args, '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, CONVIO_TEST_RESULTS: results },
    isShown: true,
  })
  const result = countPlaywright(readJson(report), code)
  if (result.failed > 0 && existsSync(results)) {
    const kept = inProject('test-results')
    rmSync(kept, { recursive: true, force: true })
    try {
      renameSync(results, kept)
      console.log(`Traces and pictures of what failed: ${kept}`)
    } catch {
      // Another disk: the report above has to do.
    }
  }
  return result
}

export function countPlaywright(report, code) {
  if (!report) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected === 0 && code !== 0 ? 1 : unexpected, skipped }
}

export function countListed(report) {
  const count = (suite) =>
    (suite.specs ?? []).reduce((sum, spec) => sum + spec.tests.length, 0) +
    (suite.suites ?? []).reduce((sum, inner) => sum + count(inner), 0)
  return report ? count(report) : 0
}

function readJson(file) {
  const text = readText(file)
  return text === '' ? undefined : JSON.parse(text)
}

export function addUp(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const result of results) for (const key of Object.keys(sum)) sum[key] += result[key]
  return sum
}

/** The last line of every run, read by people and by machines. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
