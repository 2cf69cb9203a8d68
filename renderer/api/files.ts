// A file on its way into the application: over HTTP in one request, to the desktop shell piece by piece. What comes back is a handle; whoever uses
// the file names it by that.
import type { TakeInBridge } from '../../shared/contract/bridge.ts'
import type { Reply } from '../../shared/contract/reply.ts'

const PIECE = 4 * 1024 * 1024
const shell = window.convio as TakeInBridge | undefined

export async function handIn(file: Blob): Promise<Reply<string>> {
  try {
    return shell === undefined ? await post(file) : await passOn(shell, file)
  } catch (error) {
    // A file that was changed or removed after it was chosen cannot be read; one on a stick that was pulled out neither.
    const isUnreadable = error instanceof DOMException
    return {
      ok: false,
      error: {
        code: 'unavailable',
        message: isUnreadable
          ? 'The file can no longer be read; it may have been changed or moved since it was chosen. Choose it again.'
          : 'The file did not arrive. Check that Convio Leads still runs, and choose it again.',
      },
    }
  }
}

async function post(file: Blob): Promise<Reply<string>> {
  const response = await fetch('/api/files', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  })
  return (await response.json()) as Reply<string>
}

async function passOn({ takeIn }: TakeInBridge, file: Blob): Promise<Reply<string>> {
  let handle: string | null = null
  for (let from = 0; ; from += PIECE) {
    const isLast = from + PIECE >= file.size
    const bytes = new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer())
    const reply: Reply<string> = await takeIn(handle, bytes, isLast)
    if (!reply.ok || isLast) return reply
    handle = reply.value
  }
}

/** Lets the browser, or the shell's own window, save a text under a name. */
export function saveText(text: readonly string[], name: string): void {
  const address = URL.createObjectURL(new Blob(text as string[], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
