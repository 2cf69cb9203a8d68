// Stamps tell whether work was done for what is there now: one for the installed dependencies, one for the build.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const hashOf = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

/** What dependencies are installed for: these versions, on this platform. */
export function dependencyStamp(folder, platform = process.platform, arch = process.arch) {
  return hashOf(readText(path.join(folder, 'package-lock.json')), platform, arch)
}

/**
 * Were the dependencies installed by hand (`npm ci`, `npm install`)? npm leaves a list of what it installed;
 * it answers when it names every package of the lock file that this platform needs, in the same version.
 */
export function isInstalledByHand(folder) {
  let wanted
  let present
  try {
    wanted = JSON.parse(readText(path.join(folder, 'package-lock.json'))).packages
    present = JSON.parse(readText(path.join(folder, 'node_modules', '.package-lock.json'))).packages
  } catch {
    return false
  }
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([place, { version, optional, peer }]) => {
    if (place === '') return true
    if (present[place]) return present[place].version === version
    return Boolean(optional || peer)
  })
}

/** What a build was made from: every file below these places, with its size and time. */
export function sourceStamp(folder, places) {
  const lines = []
  for (const place of places) collect(folder, place, lines)
  return hashOf(...lines.sort())
}

function collect(folder, place, lines) {
  const full = path.join(folder, place)
  let stat
  try {
    stat = statSync(full)
  } catch {
    return
  }
  if (stat.isDirectory()) {
    for (const name of readdirSync(full))
      if (!name.startsWith('.')) collect(folder, `${place}/${name}`, lines)
  } else {
    lines.push(`${place} ${stat.size} ${stat.mtimeMs}`)
  }
}

/** A file's text, or '' when it is not there. */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
