import { mintedPair } from '../../src/providers/channel.js'
import { providerOf } from '../../src/providers/lookup.js'
import type { ProviderSlug } from '../../src/providers/providers.js'
import { newestVersion } from '../../src/versions/api-version.js'
import type { AnyBody } from '../helpers/answers.js'
import type { HandClock } from '../helpers/mock.js'
import { deadEnd } from './valid-values.js'

/** The states of sessions that requests name. */
export const sessionStates = [
  'open',
  'picker',
  'expired',
  'completed',
  'cancelled',
  'foreign',
  'unknown',
] as const
export type SessionState = (typeof sessionStates)[number]

/** Sends a request that must succeed, and returns its body. */
export type Prepare = (
  method: string,
  path: string,
  key: string | null,
  body?: object,
  headers?: object,
) => Promise<AnyBody>

/** A workspace, and everything that requests need in it, made on first use. */
export class World {
  readonly #prepare: Prepare
  readonly #clock: Pick<HandClock, 'advance'>
  readonly #name: string
  #count = 0
  #uniques = 0
  #delivery: Promise<{ webhook: string; delivery: string }> | null = null
  #seeding: Promise<unknown> | null = null

  /** @param name unique for each world; a part of its keys. */
  constructor(prepare: Prepare, clock: Pick<HandClock, 'advance'>, name: string) {
    this.#prepare = prepare
    this.#clock = clock
    this.#name = name
  }

  get key(): string {
    return `sk_test_${this.#name}_${this.#count}`
  }

  get foreignKey(): string {
    return `${this.key}_foreign`
  }

  /** A new string on each call. */
  unique(): string {
    return `${this.#name}-${++this.#uniques}`
  }

  /** Continues with a new workspace. */
  useNewWorkspace(): void {
    this.#count++
    this.#delivery = null
    this.#seeding = null
  }

  ask(method: string, path: string, body?: object, headers?: object): Promise<AnyBody> {
    return this.#prepare(method, path, this.key, body, headers)
  }

  /** Resets all workspaces. */
  async resetAll(): Promise<void> {
    await this.#prepare('POST', '/_mock/reset', null)
    this.useNewWorkspace()
  }

  async session(provider: ProviderSlug, state: SessionState = 'open', body: object = {}): Promise<string> {
    if (state === 'unknown') return 'cs_0000000000ABCDEFGHJKMNPQRS'
    const key = state === 'foreign' ? this.foreignKey : this.key
    if (state === 'picker') return this.picker()
    const headers = state === 'expired' ? { prefer: 'ttl=1ms' } : {}
    const { id } = await this.#prepare('POST', `/v1/connect/${provider}`, key, body, headers)
    if (state === 'expired') this.#clock.advance(2)
    if (state === 'completed') await this.ask('POST', `/_mock/sessions/${id}/approve`, {})
    if (state === 'cancelled') await this.ask('POST', `/_mock/sessions/${id}/deny`, {})
    return id
  }

  async picker(allowedProviders: readonly string[] | null = null): Promise<string> {
    return (await this.ask('POST', '/v1/connect', { redirectUrl: 'https://app.example/', allowedProviders }))
      .id
  }

  /** A session with a verified hotel, and the rooms of the hotel. */
  async claimed(): Promise<{ sessionId: string; roomIds: string[]; listingIds: string[] }> {
    const sessionId = await this.session('booking')
    await this.ask('POST', '/v1/connect/booking/verify', { sessionId, hotelId: '200118' })
    const { rooms, listingOptions } = await this.ask(
      'GET',
      `/v1/connect/booking/rooms?sessionId=${sessionId}`,
    )
    return {
      sessionId,
      roomIds: rooms.map(({ roomId }: AnyBody) => roomId),
      listingIds: listingOptions.map(({ id }: AnyBody) => id),
    }
  }

  /** The session of a host who has signed in at Vrbo, and what paths call their connection. */
  async signedIn(): Promise<{ sessionId: string; id: string }> {
    const sessionId = await this.session('vrbo')
    const login = { sessionId, action: 'login', email: 'trusted@example.com', password: 'p1' }
    // Not all versions let a host sign in, and all map the units of one who has.
    const headers = { prefer: `api-version=${newestVersion}` }
    const { accountId } = await this.ask('POST', '/v1/connect/vrbo-login/session', login, headers)
    return { sessionId, id: `vrbo:${accountId}` }
  }

  /** Valid credentials of a provider. */
  credentials(provider: ProviderSlug, sessionId: string): Record<string, string> {
    if (provider === 'vrbo') return mintedPair(sessionId)
    const { credentials, optional = [] } = providerOf(provider)
    // Smoobu wants its second key, and Cloudbeds has keys of one form.
    const names = provider === 'smoobu' ? credentials : credentials.filter((name) => !optional.includes(name))
    const start = provider === 'cloudbeds' ? 'cbat_' : ''
    return Object.fromEntries(names.map((name) => [name, `${start}${name}-of-a-host`]))
  }

  /** Seeds the sandbox, and connects the channels that it does not connect. */
  async seed(): Promise<void> {
    this.#seeding ??= this.#seed()
    await this.#seeding
  }

  async #seed(): Promise<void> {
    await this.ask('POST', '/v1/sandbox/seed')
    for (const provider of ['vrbo', 'plumguide'] as const)
      await this.ask('POST', `/_mock/sessions/${await this.session(provider)}/approve`, {})
  }

  async webhook(): Promise<string> {
    return (await this.ask('POST', '/v1/webhooks', { url: deadEnd, events: ['account.created'] })).id
  }

  /** A webhook with a finished delivery. */
  delivery(): Promise<{ webhook: string; delivery: string }> {
    this.#delivery ??= this.newDelivery()
    return this.#delivery
  }

  /** The same, another one each time: one delivery is not replayed often. */
  async newDelivery(): Promise<{ webhook: string; delivery: string }> {
    const webhook = await this.webhook()
    const { deliveryId } = await this.ask('POST', `/v1/webhooks/${webhook}/ping`)
    for (;;) {
      const { data } = await this.ask('GET', `/v1/webhooks/${webhook}/deliveries`)
      if (data.length > 0) return { webhook, delivery: deliveryId }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}
