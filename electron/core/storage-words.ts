// What the disk and SQLite say, as a sentence that says what to do. Apart from the database, so that who only reports need not load it.
import { AppError } from '../../shared/contract/reply.ts'

export function codeOf(error: unknown): string {
  return error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : ''
}

/** A storage error as a sentence that says what to do; anything else comes back as it is. */
export function inWords(error: unknown, place: string): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') {
    return new AppError(
      'unavailable',
      'The disk is full, so nothing more can be saved. Free some space; Convio Leads goes on by itself.',
    )
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    ['EACCES', 'EPERM', 'EROFS'].includes(code)
  ) {
    return new AppError(
      'unavailable',
      `${place} cannot be written. Give yourself write permission there, or choose another folder with --data.`,
    )
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new AppError(
      'unavailable',
      `${place} is damaged or is no Convio Leads database. Nothing was changed: keep the file, and put the newest copy from the backups folder in its place.`,
    )
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new AppError(
      'unavailable',
      `The disk does not answer as it should at ${place}. Check the drive, then start again.`,
    )
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new AppError('unavailable', `Another program holds ${place}. Close it and try again.`)
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new AppError('refused', `${place} is not a folder. Choose a folder with --data.`)
  }
  return error
}
