// The Electron runtime: is there one, can one be had, and will it open a window here? It is optional; where the answer is
// no, a sentence says why and the browser shows the same application.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { capture } from './children.mjs'
import { childEnvironment, inProject, seconds } from './project.mjs'
import { readText } from './stamps.mjs'

const packageFolder = inProject('node_modules', 'electron')
const failedFile = inProject('node_modules', '.convio-electron-failed')
const aDay = 24 * 60 * 60_000
const noProgress = 60_000
const longest = 20 * 60_000

/** Why no window can be shown on this machine, as the start of a sentence; undefined when one can. */
export function whyNoDisplay(platform = process.platform, env = process.env) {
  if (platform === 'win32' || platform === 'darwin') return undefined
  return env.DISPLAY || env.WAYLAND_DISPLAY ? undefined : 'No display here'
}

/** The Electron binary that is there, or undefined. Follows the electron package's own rules (its index.js). */
export function findRuntime(env = process.env, platform = process.platform) {
  const name =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[platform] ?? 'electron'
  const own = readText(path.join(packageFolder, 'path.txt')).trim()
  const file = env.ELECTRON_OVERRIDE_DIST_PATH
    ? path.join(env.ELECTRON_OVERRIDE_DIST_PATH, own || name)
    : own && path.join(packageFolder, 'dist', own)
  return file && existsSync(file) ? file : undefined
}

/**
 * Fetches the runtime with the electron package's installer. A failure is remembered for a day, so that the next start is quick.
 * @param {{ node: string }} runtime the Node to run it on
 * @param {{ isRetry: boolean }} how try again, whatever is remembered
 * @returns {Promise<{ file: string } | { reason: string }>}
 */
export async function fetchRuntime({ node }, { isRetry }) {
  const remembered = rememberedFailure()
  if (remembered && !isRetry) return { reason: remembered }
  const installer = path.join(packageFolder, 'install.js')
  if (!existsSync(installer)) return { reason: 'the package “electron” is not installed' }
  console.log('Fetching the desktop runtime (Electron, about 120 MB, only once)…')
  const since = performance.now()
  // Its own folder for temporary files: what arrives there is the progress, and nothing is left behind.
  const temporary = mkdtempSync(path.join(tmpdir(), 'convio-electron-'))
  const proxy = process.env.HTTPS_PROXY || process.env.https_proxy ? { ELECTRON_GET_USE_PROXY: '1' } : {}
  const { code, output, ended } = await capture(node, [installer], {
    env: childEnvironment({
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      ELECTRON_GET_NO_PROGRESS: '1',
      ...proxy,
    }),
    watch: (end) => endWithoutProgress([temporary, path.join(packageFolder, 'dist')], end),
  })
  rmSync(temporary, { recursive: true, force: true })
  const file = findRuntime({})
  if (code === 0 && file) {
    rmSync(failedFile, { force: true })
    console.log(`Fetched in ${seconds(since)}.`)
    return { file }
  }
  const reason = ended ?? reasonOf(output)
  rememberFailure(reason)
  return { reason }
}

function endWithoutProgress(folders, end) {
  const start = Date.now()
  let size = 0
  let changed = start
  const timer = setInterval(() => {
    const now = folders.reduce((sum, folder) => sum + sizeOf(folder), 0)
    if (now !== size) changed = Date.now()
    size = now
    if (Date.now() - changed > noProgress) end('its download stood still for a minute')
    else if (Date.now() - start > longest) end('its download took longer than 20 minutes')
  }, 1_000)
  return () => clearInterval(timer)
}

function sizeOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const full = path.join(folder, entry.name)
      return sum + (entry.isDirectory() ? sizeOf(full) : statSync(full).size)
    }, 0)
  } catch {
    return 0
  }
}

function reasonOf(output) {
  if (output.includes('ENOSPC')) return 'the disk is full'
  if (/EACCES|EPERM|EROFS/.test(output)) return 'it may not be written to node_modules or the cache folder'
  if (/Response code (\d+)/.test(output))
    return `its download answered ${/Response code (\d+)/.exec(output)[1]}`
  if (/fetch failed|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|TIMEOUT/.test(output)) {
    return 'its download could not be reached'
  }
  if (/checksum/i.test(output)) return 'its download was damaged'
  return 'its installer failed'
}

const versionHere = () => {
  try {
    return JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')).version
  } catch {
    return ''
  }
}

function rememberFailure(reason) {
  try {
    writeFileSync(failedFile, JSON.stringify({ at: Date.now(), version: versionHere(), reason }))
  } catch {
    // Then the next start tries again.
  }
}

function rememberedFailure() {
  try {
    const { at, version, reason } = JSON.parse(readFileSync(failedFile, 'utf8'))
    const age = Date.now() - at
    return version === versionHere() && age >= 0 && age < aDay ? reason : undefined
  } catch {
    return undefined
  }
}

/**
 * Chromium's sandbox on Linux. Root has none; everybody else needs user namespaces or a helper that is setuid root.
 * @returns {{ flags: string[], reason?: string, advice?: string }}
 */
export function readSandbox(file, platform = process.platform, uid = process.getuid?.()) {
  if (platform !== 'linux') return { flags: [] }
  if (uid === 0) return { flags: ['--no-sandbox'] }
  const helper = path.join(path.dirname(file), 'chrome-sandbox')
  if (isSetuidRoot(helper)) return { flags: [] }
  const setting = [
    ['kernel.unprivileged_userns_clone', '0'],
    ['user.max_user_namespaces', '0'],
    ['kernel.apparmor_restrict_unprivileged_userns', '1'],
  ].find(([name, off]) => readText(`/proc/sys/${name.replaceAll('.', '/')}`).trim() === off)
  if (!setting) return { flags: [] }
  return {
    flags: [],
    reason: `This system switches off the sandbox that the window needs (${setting.join('=')})`,
    advice: `To get the window, once: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`,
  }
}

function isSetuidRoot(file) {
  try {
    const { uid, mode } = statSync(file)
    return uid === 0 && (mode & 0o4000) !== 0
  } catch {
    return false
  }
}

/** The system libraries that the runtime misses (Linux), as a sentence's middle. */
export function missingLibraries(file) {
  const { stdout } = spawnSync('ldd', [file], { encoding: 'utf8', timeout: 10_000 })
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name)
}
