// The file of an export: written under a hidden name in the folder it will stand in, and given its own name only when all of it is on the
// disk. What a killed process left is removed when the next export begins; one program owns the data folder, so nobody else is writing it.
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/contract/reply.ts'
import { codeOf, inWords } from '../storage-words.ts'

export const EXPORTS_FOLDER = 'exports'
export type ExportEnding = 'csv' | 'ics' | 'html'
const BEGUN = /^\.[A-Za-z0-9-]+\.(?:csv|ics|html)\.part$/

export type ExportFile = {
  write(bytes: Uint8Array): void
  /** Makes it appear; returns its name. */
  finish(): string
  /** Leaves nothing. */
  drop(): void
}

/** Failures are sentences. `name` is plain and without its ending. */
export function openExportFile(dataFolder: string, name: string, ending: ExportEnding): ExportFile {
  const folder = path.join(dataFolder, EXPORTS_FOLDER)
  const begun = path.join(folder, `.${name}.${ending}.part`)
  const told = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw sentenceOf(error, folder)
    }
  }
  const handle = told(() => {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const left of fs.readdirSync(folder)) if (BEGUN.test(left)) fs.rmSync(path.join(folder, left))
    return fs.openSync(begun, 'wx', 0o600)
  })
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    fs.closeSync(handle)
  }
  return {
    write: (bytes) =>
      told(() => {
        let from = 0
        while (from < bytes.length) from += fs.writeSync(handle, bytes, from)
      }),
    finish: () =>
      told(() => {
        fs.fsyncSync(handle)
        close()
        const file = freeName(folder, name, ending)
        fs.renameSync(begun, path.join(folder, file))
        syncFolder(folder)
        return file
      }),
    drop: () => {
      try {
        close()
      } finally {
        fs.rmSync(begun, { force: true })
      }
    },
  }
}

function freeName(folder: string, name: string, ending: ExportEnding): string {
  let file = `${name}.${ending}`
  for (let copy = 2; fs.existsSync(path.join(folder, file)); copy++) file = `${name}-${copy}.${ending}`
  return file
}

/** The new name itself must be on the disk; Windows has no way to ask for that and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

function sentenceOf(error: unknown, folder: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError(
        'unavailable',
        'The disk is full, so the file was not finished and nothing of it was kept. Free some space and export again.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError(
        'unavailable',
        `The folder ${folder} cannot be written. Give yourself write permission there and export again.`,
      )
    case 'EEXIST':
    case 'ENOTDIR':
      return new AppError(
        'unavailable',
        `A file stands where exports are written (${folder}). Move it away and export again.`,
      )
    default:
      return inWords(error, `The folder ${folder}`)
  }
}
