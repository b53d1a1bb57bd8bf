import { hotelOf } from '../booking/model.js'
import type { Account } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { fingerprint } from '../lib/ids.js'
import { isSecret, namesAccount } from './credentials.js'
import { providerOf } from './lookup.js'
import type { extranet, ProviderSlug } from './providers.js'

/** Credentials by the name of their field. They are never stored. */
export type Credentials = Readonly<Record<string, string>>

/** No credential has more characters (ours). */
export const longestCredential = 1024

/** How long the credential `slow` makes a channel take, in milliseconds. */
export const slowMs = 3000

/** What a Booking.com hotel id looks like. */
export const hotelIdForm = /^[0-9]{6,64}$/

const magicValues: ReadonlySet<string> = new Set(['invalid', 'unavailable', 'slow'])

/** Whether a credential chooses the answer of the simulated channel, whatever a good one looks like. */
export function isMagic(value: string): boolean {
  return magicValues.has(value)
}

/**
 * Asks the simulated channel whether it takes these credentials. Magic values choose its answer (ours): any value
 * `invalid`, `unavailable` or `slow`.
 *
 * @throws {ApiError} `invalid_credentials`, `provider_unavailable`.
 */
export async function checkCredentials(credentials: Credentials, pause: Pause): Promise<void> {
  const values = new Set(Object.values(credentials))
  if (values.has('invalid')) fail('invalid_credentials')
  if (values.has('unavailable')) fail('provider_unavailable')
  if (values.has('slow')) await pause(slowMs)
}

/**
 * Asks simulated Booking.com whether a hotel may be claimed. The last digits of the id choose the answer (ours).
 *
 * @throws {ApiError} `designation_pending` (412), `booking_error` (502), `provider_unavailable` (503).
 */
export function checkHotel(hotelId: string): void {
  if (hotelId.endsWith('412')) fail('designation_pending')
  if (hotelId.endsWith('502')) fail('booking_error')
  if (hotelId.endsWith('503')) fail('provider_unavailable')
}

/** @throws {ApiError} `invalid_body` naming the field when its value is no hotel id. */
export function requireHotelId(hotelId: string, field: string): void {
  if (hotelIdForm.test(hotelId)) return
  fail('invalid_body', {
    message: `${field} is no hotel id.`,
    fix: 'Send six digits or more, as a string.',
    field,
  })
}

/** The username and password that a host pastes into the provider. They follow from the session (ours). */
export function mintedPair(sessionId: string): { username: string; password: string } {
  const hex = Buffer.from(fingerprint('activation', sessionId)).toString('hex')
  return { username: `repull-${hex.slice(0, 8)}`, password: hex.slice(8, 28) }
}

/** @throws {ApiError} `invalid_credentials` when the host did not paste the pair that the session minted. */
export function requireMintedPair(sessionId: string, given: Credentials): void {
  const { username, password } = mintedPair(sessionId)
  if (given.username === username && given.password === password) return
  fail('invalid_credentials', {
    message: 'The username and password are not the pair made for this session. Nothing was stored.',
    fix: 'Send the pair that the page of the session shows; the session stays usable.',
  })
}

/**
 * The account behind some credentials: the one that they name, so that a new key opens the same one; else the one that the keys
 * open. Its id does not reveal them, and no optional credential changes it.
 */
export function accountOf(origin: string, provider: ProviderSlug, credentials: Credentials): Account {
  const optional: readonly string[] = providerOf(provider).optional ?? []
  const needed = Object.entries(credentials).filter(([name]) => !optional.includes(name))
  const named = needed.flatMap(([name, value]): [string, string][] => {
    if (name === 'domain') return [[name, trackHost(value)]]
    return namesAccount(name) ? [[name, value]] : []
  })
  return derivedFrom(origin, provider, named.length > 0 ? named : needed)
}

/** Tells the keys among some credentials from others, by a number that does not reveal them. */
export function credentialsId(origin: string, provider: ProviderSlug, credentials: Credentials): string {
  const secrets = Object.entries(credentials).filter(([name]) => isSecret(name))
  return derivedFrom(origin, provider, secrets).id
}

function derivedFrom(origin: string, provider: ProviderSlug, pairs: readonly [string, string][]): Account {
  return derived(provider, fingerprint('account', origin, provider, ...[...pairs].sort().flat()))
}

/** The host name of a Track account, which may be given as a URL or as the subdomain alone (published). */
export function trackHost(domain: string): string {
  const host = domain
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#:].*$/s, '')
    .toLowerCase()
  return host.includes('.') ? host : `${host}.trackhs.com`
}

/** The default account at a provider of a workspace with this origin. */
export function defaultAccount(origin: string, provider: ProviderSlug): Account {
  return derived(provider, fingerprint('account', origin, provider))
}

/** The account of a Booking.com hotel. */
export function hotelAccount(hotelId: string): Account {
  return { id: hotelId, name: hotelOf(hotelId).name }
}

/**
 * The account to which a host signs in, or is invited (ours).
 *
 * @param who what says whose account it is, e.g. an e-mail address; empty for the one account of the workspace.
 * @param ending the last digits of the id.
 */
export function hostAccount(
  origin: string,
  provider: 'vrbo' | typeof extranet,
  who: string,
  ending: string,
): Account {
  const seed = fingerprint('host', origin, provider, who)
  const view = new DataView(seed.buffer, seed.byteOffset)
  const id = `${100_000 + (view.getUint32(0) % 899_999)}${ending}`
  const name = provider === 'vrbo' ? (hosts[view.getUint8(4) % hosts.length] as string) : hotelOf(id).name
  return { id, name }
}

/** The id of an account as a number, which answers want it to be; one that has other characters gets a number of its own. */
export function numberOfAccount(accountId: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(accountId)) return Number(accountId)
  const seed = fingerprint('number', accountId)
  return 1_000_000_000 + (new DataView(seed.buffer, seed.byteOffset).getUint32(0) % 1_000_000_000)
}

const hosts = ['Lidia', 'Marek', 'Noor', 'Tomas', 'Ines', 'Jonas', 'Amara', 'Sofia'] as const

/** The closing 1 keeps a derived hotel id clear of the magic ones. */
function derived(provider: ProviderSlug, seed: Uint8Array): Account {
  const view = new DataView(seed.buffer, seed.byteOffset)
  const id = `${10_000_000 + (view.getUint32(0) % 89_999_999)}1`
  if (provider === 'booking') return hotelAccount(id)
  const host = hosts[view.getUint8(4) % hosts.length] as string
  const { category, displayName } = providerOf(provider)
  return { id, name: category === 'pms' ? `${host}'s ${displayName} account` : host }
}
