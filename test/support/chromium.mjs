// A Chromium for the browser tests: one that is installed, else Debian's package when root, else Playwright's own download. The one without
// a window of its own comes first: it does the same with half the work, because a whole browser draws itself around every page too.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { capture } from '../../electron/launch/children.mjs'
import { childEnvironment, inProject, seconds } from '../../electron/launch/project.mjs'
import { readText } from '../../electron/launch/stamps.mjs'

/** Chromium without a window of its own, as a command and as Debian's package. */
const SHELL = 'chromium-headless-shell'
const APT = { ...childEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
const INSTALL = ['install', '-y', '--no-install-recommends']

/**
 * @param {{ node: string }} runtime from prepare()
 * @returns {Promise<{ file: string } | { reason: string }>}
 */
export async function findChromium(runtime) {
  const told = process.env.CHROMIUM_PATH
  if (told)
    return existsSync(told) ? { file: told } : { reason: `CHROMIUM_PATH names ${told}, which is not there` }
  const installed = (await findInstalled()) ?? (await findPlaywrights())
  const isDebian =
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    /debian|ubuntu/.test(readText('/etc/os-release'))
  if (installed) {
    const isDebians = isDebian && path.basename(installed) === 'chromium'
    return { file: (isDebians ? await installShellBeside() : undefined) ?? installed }
  }

  const said = []
  if (isDebian) {
    const problem = await say(
      'Installing Chromium for the browser tests (Debian’s package, about a minute)…',
      installPackage,
    )
    const file = problem ? undefined : await findInstalled()
    if (file) return { file }
    said.push(`Debian’s package: ${problem ?? 'it brings no Chromium that runs'}`)
  }
  const problem = await say('Fetching Chromium for the browser tests (Playwright’s, about 170 MB)…', () =>
    step(
      runtime.node,
      [inProject('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
      10 * 60,
    ),
  )
  const file = problem ? undefined : await findPlaywrights()
  if (file) return { file }
  said.push(`Playwright’s download: ${problem ?? 'it brings no Chromium'}`)
  return { reason: `no Chromium is installed and none can be had (${said.join('; ')})` }
}

async function findInstalled() {
  const names = [
    SHELL,
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'chrome',
    'microsoft-edge',
  ]
  const folders = (process.env.PATH ?? process.env.Path ?? '').split(path.delimiter).filter(Boolean)
  const { PROGRAMFILES, LOCALAPPDATA } = process.env
  const candidates =
    {
      darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
      ),
      win32: [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA]
        .filter(Boolean)
        .flatMap((folder) =>
          ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
            (name) => path.join(folder, name),
          ),
        ),
    }[process.platform] ??
    [...new Set(folders)].flatMap((folder) => names.map((name) => path.join(folder, name)))
  for (const file of candidates) {
    if (!existsSync(file)) continue
    // Ubuntu's chromium-browser may be a stub that only asks for a snap; on Windows, asking would open a window.
    if (process.platform !== 'linux' || (await capture(file, ['--version'])).code === 0) return file
  }
  return undefined
}

async function findPlaywrights() {
  const { chromium } = await import('@playwright/test')
  const file = chromium.executablePath()
  return file && existsSync(file) ? file : undefined
}

async function installPackage() {
  const problem = await step('apt-get', ['update'], 180, APT)
  if (problem !== undefined) return problem
  // Older releases have no package of that name.
  if ((await step('apt-get', [...INSTALL, SHELL], 600, APT)) === undefined) return undefined
  return step('apt-get', [...INSTALL, 'chromium'], 600, APT)
}

/** The same version as the Chromium that is there, and nothing else is touched; what cannot be had at once is done without. */
async function installShellBeside() {
  const { code, output } = await capture('dpkg-query', ['--show', 'chromium'])
  const version = output.trim().split(/\s+/)[1]
  if (code !== 0 || version === undefined) return undefined
  const problem = await step('apt-get', [...INSTALL, '--no-remove', `${SHELL}=${version}`], 60, APT)
  return problem === undefined ? findInstalled() : undefined
}

/** Runs one command; returns the last line it said when it failed, undefined when it did not. */
async function step(command, args, seconds, env = childEnvironment()) {
  const { code, output, ended } = await capture(command, args, {
    env,
    watch: (end) => {
      const timer = setTimeout(end, seconds * 1000, `no end after ${seconds} s`)
      return () => clearTimeout(timer)
    },
  })
  if (code === 0) return undefined
  return (
    ended ??
    (
      output
        .trim()
        .split('\n')
        .filter(Boolean)
        .find((line) => /error|err:|^E:|failed/i.test(line)) ?? `exit code ${code}`
    )
      .trim()
      .slice(0, 200)
  )
}

async function say(line, work) {
  console.log(line)
  const since = performance.now()
  const problem = await work()
  if (!problem) console.log(`Done in ${seconds(since)}.`)
  return problem
}
