// Whether a place can be trusted with a database. Sync clients and network file systems copy or lock parts of a database behind its
// back: the file is corrupted sooner or later.
import fs from 'node:fs'

const SYNCED =
  /(^|[\\/])(dropbox|onedrive( - [^\\/]+)?|google ?drive|my drive|icloud ?drive|mobile documents|cloudstorage|box|box sync|pcloud ?drive|nextcloud|owncloud)([\\/]|$)/i
/** By the type that statfs tells (Linux: linux/magic.h). */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
])
/** `\\server\share` and `\\?\UNC\server\share`; not `\\?\C:\` and `\\?\Volume{…}`, which are disks of this computer. */
const WINDOWS_SHARE = /^[\\/]{2}(?:[?.][\\/]UNC[\\/]|[^\\/?.])/i

const ADVICE = 'Choose a folder on this computer’s own disk with --data, and keep copies elsewhere by backup.'

/** Why a folder must not hold the database, as a sentence, or null. `real` is its real path, `type` that of its file system by statfs. */
export function whyUnsafe(real: string, type: number | undefined): string | null {
  if (SYNCED.test(real)) {
    return `The folder ${real} is kept in step by a sync service, which damages an open database. ${ADVICE}`
  }
  const network = WINDOWS_SHARE.test(real)
    ? 'a Windows share'
    : type === undefined
      ? undefined
      : NETWORK_FILE_SYSTEMS.get(type >>> 0)
  if (network === undefined) return null
  return `The folder ${real} is on a network drive (${network}), where a database cannot be kept safe. ${ADVICE}`
}

/** The real path, with a mapped drive of Windows as the share that it stands for. */
export function realPlace(directory: string): string {
  try {
    return fs.realpathSync.native(directory)
  } catch {
    // Some drivers of virtual drives on Windows cannot tell; following links still works.
    return fs.realpathSync(directory)
  }
}
