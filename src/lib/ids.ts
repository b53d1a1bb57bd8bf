import { createHash, randomFillSync } from 'node:crypto'

/** Fills a buffer with random bytes. */
export type Random = (buffer: Uint8Array) => void

/** The random source of the operating system. */
export const systemRandom: Random = (buffer) => {
  randomFillSync(buffer)
}

/** Reads from a random source in blocks, because one call for each id is slow. */
export function pooled(random: Random): Random {
  const pool = new Uint8Array(4096)
  let used = pool.length
  return (buffer) => {
    if (buffer.length > pool.length) {
      random(buffer)
      return
    }
    if (used + buffer.length > pool.length) {
      random(pool)
      used = 0
    }
    for (let at = 0; at < buffer.length; at++) buffer[at] = pool[used++] as number
  }
}

/**
 * A random source whose bytes repeat from run to run. Guessable by design.
 *
 * @param parts what selects the bytes, e.g. the seed, the workspace and a count.
 */
export function seededRandom(...parts: readonly string[]): Random {
  let count = 0
  return (buffer) => {
    for (let at = 0; at < buffer.length; at += 32)
      buffer.set(fingerprint(...parts, String(count++)).subarray(0, buffer.length - at), at)
  }
}

/** `cs_` + ULID, e.g. `cs_01JD5Y0V7K8M9NQRSTVWXYZ012`. The time is in epoch milliseconds. */
export function sessionId(nowMs: number, random: Random): string {
  return `cs_${ulid(nowMs, random)}`
}

/** The prefix that sorts after the ids of all sessions opened before an instant, in epoch milliseconds. */
export function leastSessionId(epochMs: number): string {
  return `cs_${timeText(Math.max(0, epochMs))}`
}

/** `req_` + ULID. The time is in epoch milliseconds. */
export function requestId(nowMs: number, random: Random): string {
  return `req_${ulid(nowMs, random)}`
}

/** A UUID, e.g. of a webhook or an event. */
export function uuid(random: Random): string {
  const bytes = new Uint8Array(16)
  random(bytes)
  return uuidOf(bytes)
}

/** A number of [0, 1). */
export function fraction(random: Random): number {
  const word = new Uint32Array(1)
  random(new Uint8Array(word.buffer))
  return (word[0] as number) / 2 ** 32
}

function ulid(nowMs: number, random: Random): string {
  const bytes = new Uint8Array(10)
  random(bytes)
  return timeText(nowMs) + crockford(bytes)
}

/** SHA-256 of the parts, with their boundaries: `('a', 'bc')` and `('ab', 'c')` differ. */
export function fingerprint(...parts: readonly string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** A connection's id is derived from what it connects, so the same account always gets the same id. */
export function connectionId(workspaceId: string, provider: string, accountId: string): string {
  return `con_${crockford(fingerprint('connection', workspaceId, provider, accountId).subarray(0, 15))}`
}

/** A workspace's id, a UUID, derived from its API key. The key cannot be computed from it. */
export function workspaceId(apiKey: string): string {
  return uuidOf(fingerprint('workspace', apiKey))
}

/** A delivery's id, a UUID, derived from its webhook, its event and the number of the attempt. */
export function deliveryId(webhookId: string, eventId: string, attempt: number): string {
  return uuidOf(fingerprint('delivery', webhookId, eventId, String(attempt)))
}

/** The first 16 bytes as a UUID of version 8, the one for custom contents. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text is a UUID. */
export function isUuid(text: string): boolean {
  return uuidForm.test(text)
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characters = Buffer.from(alphabet)
const sessionIdForm = new RegExp(`^cs_[${alphabet}]{26}$`)

/** Whether a value can be the id of a session. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && sessionIdForm.test(value)
}

/** The time as the first ten characters of a ULID: 50 bits. */
function timeText(nowMs: number): string {
  const high = Math.floor(nowMs / 2 ** 25)
  const low = nowMs % 2 ** 25
  const first = alphabet.charAt((high >> 20) & 31)
  const sixth = alphabet.charAt((low >> 20) & 31)
  return first + fourCharacters(high) + sixth + fourCharacters(low)
}

/** Bytes, five at a time, in the alphabet of ULIDs. */
function crockford(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 5) {
    const byte = (index: number) => bytes[at + index] as number
    text += fourCharacters((byte(0) << 12) | (byte(1) << 4) | (byte(2) >> 4))
    text += fourCharacters((byte(2) << 16) | (byte(3) << 8) | byte(4))
  }
  return text
}

/** The last 20 bits of a number. Far faster than to write characters one by one. */
function fourCharacters(bits: number): string {
  return String.fromCharCode(codeOf(bits >> 15), codeOf(bits >> 10), codeOf(bits >> 5), codeOf(bits))
}

function codeOf(bits: number): number {
  return characters[bits & 31] as number
}

/** A secret string of 128 random bits, e.g. for a nonce. */
export function secretText(random: Random): string {
  const bytes = new Uint8Array(16)
  random(bytes)
  return Buffer.from(bytes).toString('base64url')
}
