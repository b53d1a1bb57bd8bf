import { createHash, randomFillSync } from 'node:crypto'

/** Fills a buffer with random bytes. */
export type Random = (buffer: Uint8Array) => void

/** Randomness of the operating system. */
export const systemRandom: Random = (buffer) => {
  randomFillSync(buffer)
}

/** The same bytes for the same seed, so that ids repeat from run to run. Guessable by design. */
export function seededRandom(seed: string): Random {
  let block: Uint8Array = new Uint8Array(0)
  let count = 0
  return (buffer) => {
    for (let at = 0; at < buffer.length; at++) {
      if (block.length === 0) block = fingerprint(seed, String(count++))
      buffer[at] = block[0] as number
      block = block.subarray(1)
    }
  }
}

/** Makes the ids of one tenant, or of the server. Times are epoch milliseconds. */
export interface Ids {
  /** `cs_` + ULID, e.g. `cs_01JD5Y0V7K8M9NQRSTVWXYZ012`. */
  session(nowMs: number): string
  /** `req_` + ULID. */
  request(nowMs: number): string
  /** A UUID, of a webhook or an event. */
  uuid(): string
}

/**
 * Ids with a random part.
 *
 * @param ofRequests the source for ids of requests, so that with seeds a request more changes no other id.
 * @param ofWebhooks the source for ids of webhooks and events, likewise.
 */
export function createIds(random: Random, ofRequests: Random = random, ofWebhooks: Random = random): Ids {
  return {
    session: createUlids('cs_', random),
    request: createUlids('req_', ofRequests),
    uuid: () => {
      const bytes = new Uint8Array(16)
      ofWebhooks(bytes)
      return uuidOf(bytes)
    },
  }
}

/**
 * ULIDs behind a prefix. Their random part is drawn in large fills, because a draw per id is slow. Each is written into
 * bytes first: a text that grows by a sign is a chain of its pieces, which takes five times the memory while it is kept.
 */
function createUlids(prefix: string, random: Random): (nowMs: number) => string {
  const text = Buffer.from(prefix.padEnd(prefix.length + 26))
  const pool = new Uint8Array(640)
  let used = pool.length
  return (nowMs) => {
    if (used === pool.length) {
      random(pool)
      used = 0
    }
    used += 10
    writeTime(text, prefix.length, nowMs)
    writeCrockford(text, prefix.length + 10, pool.subarray(used - 10, used))
    return text.toString('latin1')
  }
}

/** Draws a number of [0, 1). */
export type Chance = () => number

export function createChance(random: Random): Chance {
  const word = new Uint32Array(1)
  return () => {
    random(new Uint8Array(word.buffer))
    return (word[0] as number) / 2 ** 32
  }
}

/** SHA-256 over the parts, told apart, so that `('a', 'bc')` and `('ab', 'c')` differ. */
export function fingerprint(...parts: readonly string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** A connection's id follows from what it connects, so the same account always gets the same one. */
export function connectionId(workspaceId: string, provider: string, accountId: string): string {
  return `con_${crockford(fingerprint('connection', workspaceId, provider, accountId).subarray(0, 15))}`
}

/** A workspace's id, a UUID, from its API key. The key can't be had back from it. */
export function workspaceId(apiKey: string): string {
  return uuidOf(fingerprint('workspace', apiKey))
}

/** A delivery's id, a UUID, follows from what it is an attempt at. */
export function deliveryId(webhookId: string, eventId: string, attempt: number): string {
  return uuidOf(fingerprint('delivery', webhookId, eventId, String(attempt)))
}

/** The first 16 bytes as a UUID, of the version for what is made up (8). */
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
const signs = Buffer.from(alphabet)
const sessionIdForm = new RegExp(`^cs_[${alphabet}]{26}$`)

/** Whether a value can be the id of a session. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && sessionIdForm.test(value)
}

/** Writes the time as the first ten signs of a ULID. */
function writeTime(text: Buffer, start: number, nowMs: number): void {
  for (let rest = nowMs, at = start + 9; at >= start; at--) {
    text[at] = signs[rest % 32] as number
    rest = Math.floor(rest / 32)
  }
}

function writeCrockford(text: Buffer, start: number, bytes: Uint8Array): void {
  let at = start
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text[at++] = signs[(held >> (bits - 5)) & 31] as number
    held &= (1 << bits) - 1
  }
}

function crockford(bytes: Uint8Array): string {
  const text = Buffer.alloc((bytes.length * 8) / 5)
  writeCrockford(text, 0, bytes)
  return text.toString('latin1')
}

/** A secret text of 128 random bits, e.g. for a nonce. */
export function secretText(random: Random): string {
  const bytes = new Uint8Array(16)
  random(bytes)
  return Buffer.from(bytes).toString('base64url')
}
