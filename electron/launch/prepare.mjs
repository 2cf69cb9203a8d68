// What every command needs first: the dependencies, and a Node that is new enough. The npm package `node` brings
// Node 24 with the dependencies, whatever the machine has; better-sqlite3 would crash an older one without a word.
import './check-node.cjs'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import { capture, endLike, standAside } from './children.mjs'
import { withLock } from './lock.mjs'
import {
  childEnvironment,
  firstExisting,
  inProject,
  isInside,
  isWindows,
  LaunchError,
  root,
  seconds,
} from './project.mjs'
import { dependencyStamp, isInstalledByHand, readText } from './stamps.mjs'

const modules = inProject('node_modules')
const ownNode = path.join(modules, 'node', 'bin', isWindows ? 'node.exe' : 'node')
const stampFile = path.join(modules, '.convio-stamp')
const needed = [22, 12]

/**
 * Installs what is missing and finds the Node that runs the application.
 * @returns {Promise<{ node: string, flags: string[] }>} the binary, and what it needs to run TypeScript
 */
export async function prepare() {
  const stamp = dependencyStamp(root)
  if (!isPrepared(stamp)) {
    await withLock(
      inProject('.cache', 'install.lock'),
      async () => {
        if (isPrepared(stamp)) return
        if (!isInstalledByHand(root)) await install()
        else if (!existsSync(ownNode)) await installNode()
        mkdirSync(modules, { recursive: true })
        writeFileSync(stampFile, stamp)
      },
      () => console.log('Another start is installing the dependencies; waiting for it…'),
    )
  }
  return findNode()
}

const isPrepared = (stamp) =>
  readText(stampFile) === stamp && existsSync(path.join(modules, '.package-lock.json'))

async function install() {
  const isFirst = !existsSync(modules)
  console.log(
    isFirst
      ? 'Installing what Convio Leads needs (only the first time; one to three minutes)…'
      : 'Installing what has changed since the last start (one to three minutes)…',
  )
  const since = performance.now()
  const { command, args, shell, node } = findNpm()
  // Windows cannot replace a program that runs: there, when we run on the installed Node, npm changes only what differs.
  const isClean =
    existsSync(inProject('package-lock.json')) && !(isWindows && isInside(modules, process.execPath))
  rmSync(stampFile, { force: true })
  // No package's own script runs: one would compile better-sqlite3 anew (`npm ci` overlooks its "gypfile": false), although
  // the binary is in the package; none is needed but the one of `node`, below.
  const { code, output } = await capture(
    command,
    [
      ...args,
      isClean ? 'ci' : 'install',
      '--include=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    { cwd: root, shell, env: environmentForNpm(node) },
  )
  if (code !== 0) throw new LaunchError(`${shorten(output)}\n\n${explain(output)}`)
  await installNode()
  console.log(`Installed in ${seconds(since)}.`)
}

/** What the package `node` would do when it is installed: fetch Node 24 for this platform. Without it the machine's own Node has to do. */
async function installNode() {
  const { node } = findNpm()
  const folder = path.join(modules, 'node')
  if (!existsSync(folder)) return
  await capture(node, ['installArchSpecificPackage.js'], { cwd: folder, env: environmentForNpm(node) })
  // npm could not link a command whose file was not there yet. With the link, `npm run` uses this Node from now on.
  const link = path.join(modules, '.bin', 'node')
  if (!isWindows && existsSync(ownNode) && !existsSync(link)) {
    rmSync(link, { force: true })
    symlinkSync(path.join('..', 'node', 'bin', 'node'), link)
  }
}

/** npm runs on the machine's Node, not on the one that it is about to replace. */
function findNpm() {
  const node = isInside(modules, process.execPath) ? (nodeOnPath() ?? process.execPath) : process.execPath
  const told = process.env.npm_execpath
  const cli = firstExisting([
    told && path.basename(told) === 'npm-cli.js' && !isInside(modules, told) ? told : undefined,
    path.join(path.dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(path.dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ])
  if (cli) return { command: node, args: [cli], shell: false, node }
  return { command: isWindows ? 'npm.cmd' : 'npm', args: [], shell: isWindows, node }
}

const pathWithoutOurs = () =>
  (process.env.PATH ?? process.env.Path ?? '')
    .split(path.delimiter)
    .filter(
      (folder) =>
        folder !== '' && !isInside(root, folder) && !folder.endsWith(path.join('node_modules', '.bin')),
    )

function nodeOnPath() {
  return firstExisting(pathWithoutOurs().map((folder) => path.join(folder, isWindows ? 'node.exe' : 'node')))
}

function environmentForNpm(node) {
  const variables = childEnvironment()
  const key = Object.keys(variables).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  variables[key] = [...new Set([path.dirname(node), ...pathWithoutOurs()])].join(path.delimiter)
  return variables
}

/** npm adds its whole manual to some errors. */
function shorten(output) {
  const lines = output.trim().split('\n')
  return lines.length <= 20 ? lines.join('\n') : [...lines.slice(0, 20), '…'].join('\n')
}

/** npm's failure in a sentence that says what to do. */
export function explain(output) {
  const has = (...codes) => codes.some((code) => output.includes(code))
  if (has('ENOSPC')) return 'The disk is full: make some room (about 1 GB), then try again.'
  if (has('EACCES', 'EPERM', 'EROFS')) {
    return `npm may not write here. Check that ${root} and npm's cache (npm config get cache) belong to you, then try again.`
  }
  if (has('EUSAGE', 'in sync')) {
    return 'package.json and package-lock.json do not agree. Run “npm install” once, then try again.'
  }
  if (has('EINTEGRITY')) {
    return 'A downloaded package is not the one expected. Run “npm cache clean --force”, then try again.'
  }
  if (
    has(
      'ENOTFOUND',
      'EAI_AGAIN',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'ENETUNREACH',
      'EHOSTUNREACH',
      'ENOTCACHED',
    )
  ) {
    return 'The npm registry could not be reached. The first start needs the internet once: check the connection (and the proxy: npm config get proxy), then try again.'
  }
  if (has('ENOENT', 'not found') && output.length < 200)
    return 'npm was not found. It comes with Node.js: install that from https://nodejs.org.'
  return 'npm could not install the dependencies; what it said is above.'
}

function findNode() {
  if (existsSync(ownNode) && (isThisNode(ownNode) || isNewEnough(versionOf(ownNode))))
    return { node: ownNode, flags: [] }
  const version = process.versions.node
  if (isNewEnough(version)) return { node: process.execPath, flags: flagsFor(version) }
  throw new LaunchError(
    `Convio Leads needs Node.js 22.12 or newer to run, and this is Node.js ${version}. It brings its own from the npm registry, but that ` +
      'could not be fetched for this machine. Check the connection, delete the folder node_modules and try again; or install Node.js 24 from https://nodejs.org.',
  )
}

const isThisNode = (file) => {
  try {
    return realpathSync(file) === realpathSync(process.execPath)
  } catch {
    return false
  }
}

function versionOf(node) {
  const { status, stdout } = spawnSync(node, ['--version'], {
    encoding: 'utf8',
    timeout: 20_000,
    windowsHide: true,
  })
  return status === 0 ? stdout.trim().replace(/^v/, '') : '0.0.0'
}

export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > needed[0] || (major === needed[0] && minor >= needed[1])
}

/** Before 22.18 and 23.6 TypeScript runs only when asked to. */
function flagsFor(version) {
  const [major, minor] = version.split('.').map(Number)
  const asksForIt = (major === 22 && minor < 18) || (major === 23 && minor < 6)
  return asksForIt ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] : []
}

/**
 * Runs a script of the project on that Node: in this process when it is that Node already, otherwise in a child in our place.
 * @param {{ node: string, flags: string[] }} runtime from prepare()
 * @param {string} script below the project's root
 * @param {readonly string[]} args
 */
export async function runScript({ node, flags }, script, args) {
  const file = path.resolve(root, script)
  if (!existsSync(file)) throw new LaunchError(`There is no file ${script}.`)
  if (isThisNode(node) && flags.length === 0) {
    process.argv = [process.argv[0], file, ...args]
    Module.runMain(file)
    return
  }
  endLike(await standAside(node, [...flags, file, ...args], { env: childEnvironment() }))
}
