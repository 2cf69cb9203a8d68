// Signing secrets must be readable to verify with, so they are sealed (AES-256-GCM) under a key that the host brings: from the
// operating system's keychain where there is one. Sealed or not, they never leave the core.
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Vault = {
  readonly protection: 'keychain' | 'file'
  seal(text: string): string
  /** Null when the text was sealed under another key. */
  open(sealed: string): string | null
}

const FORMAT = 'v1'

export function openVault(key: Uint8Array, protection: Vault['protection']): Vault {
  return {
    protection,
    seal: (text) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${FORMAT}:${iv.toString('base64')}:${sealed.toString('base64')}`
    },
    open: (text) => {
      try {
        const [format, iv, body] = text.split(':')
        if (format !== FORMAT || iv === undefined || body === undefined) return null
        const sealed = Buffer.from(body, 'base64')
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'))
        decipher.setAuthTag(sealed.subarray(-16))
        return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}

/** API keys are kept as this and looked up by it. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/**
 * A new API key: prefix, 32 random bytes, and a checksum so that a mistyped one is told from an unknown one without a look-up.
 * The hint shows its ends.
 */
export function makeKey(prefix: 'clp' | 'clw'): {
  readonly key: string
  readonly hash: string
  readonly hint: string
} {
  const body = randomBytes(32).toString('base64url')
  const key = `${prefix}_${body}_${checksum(`${prefix}_${body}`)}`
  return { key, hash: hashKey(key), hint: `${prefix}_${body.slice(0, 4)}…${key.slice(-4)}` }
}

/** What stands in the address of a calendar: nobody can guess it, and who has it needs nothing else. */
export function makeFeedSecret(): string {
  return randomBytes(32).toString('base64url')
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6)
}

/** Compares two texts in constant time, whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** A signing secret in the form of Standard Webhooks. */
export function makeSigningSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}
