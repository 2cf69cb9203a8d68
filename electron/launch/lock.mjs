// Two starts at once must not install or build over each other: the first works, the second waits and then
// finds the work done. The lock is a folder (making one is atomic everywhere) with its owner's process id.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LaunchError } from './project.mjs'

const newcomer = 10_000
const forever = 30 * 60_000
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * @param {string} folder the lock
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when somebody else holds it
 * @returns {Promise<T>}
 * @template T
 */
export async function withLock(folder, work, onWait) {
  let hasWaited = false
  while (!take(folder)) {
    if (isStale(folder)) {
      clear(folder)
      continue
    }
    if (!hasWaited) onWait?.()
    hasWaited = true
    await pause(300)
  }
  const release = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(folder) {
  try {
    mkdirSync(path.dirname(folder), { recursive: true })
    mkdirSync(folder)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new LaunchError(
      `Cannot write to the folder ${path.dirname(folder)} (${error.code}). ${advice(error.code)}`,
    )
  }
  writeFileSync(path.join(folder, 'owner'), String(process.pid))
  return true
}

function advice(code) {
  if (code === 'ENOSPC') return 'The disk is full: make some room, then try again.'
  return 'Convio Leads must be in a folder that you may write to: check its owner and permissions.'
}

/** Left behind by a process that is gone (or so old that its process id means nothing). */
export function isStale(folder) {
  try {
    const age = Date.now() - statSync(folder).mtimeMs
    if (age > forever) return true
    const owner = Number(readOwner(folder))
    if (!owner) return age > newcomer
    return !isAlive(owner)
  } catch {
    return false // gone meanwhile: the next attempt takes it
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readOwner(folder) {
  try {
    return readFileSync(path.join(folder, 'owner'), 'utf8')
  } catch {
    return ''
  }
}

/** Moved aside first: of two that find the same stale lock, one moves it, and a fresh one is put back. */
function clear(folder) {
  const owner = readOwner(folder)
  const aside = `${folder}.${process.pid}`
  try {
    renameSync(folder, aside)
  } catch {
    return
  }
  if (readOwner(aside) !== owner) {
    try {
      renameSync(aside, folder)
      return
    } catch {
      // Somebody took the lock in between; then both may work, which wastes time and breaks nothing.
    }
  }
  rmSync(aside, { recursive: true, force: true })
}
