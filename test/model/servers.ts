import type { Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { seededRandom, workspaceId } from '../../src/lib/ids.js'
import { openStores } from '../../src/storage/open-stores.js'
import type { ApiVersion } from '../../src/versions/api-version.js'
import { type Answer, createMock, type Mock, patientMs } from '../helpers/mock.js'
import { createReceiver, type Receiver } from '../helpers/receiver.js'
import { newPrefix } from '../helpers/redis.js'
import type { Call } from './command.js'
import { Script } from './script.js'
import { type WorkspaceName, workspaceNames } from './world.js'

const keyOf = (name: WorkspaceName) => `sk_test_${name}`

/** The servers of a run, which behave as one, and the receiver of their webhooks. */
export class Servers {
  script = new Script()
  readonly #mocks: readonly Mock[]
  readonly #receiver: Receiver
  #turn = 0
  #runs = 0

  private constructor(mocks: readonly Mock[], receiver: Receiver) {
    this.#mocks = mocks
    this.#receiver = receiver
  }

  /** Starts one server with its records in memory, or two with one store. They close with the test. */
  static async start(t: Test, storeUrl: string | null): Promise<Servers> {
    const options = { settings: { LOG_LEVEL: 'error' }, random: seededRandom('model') }
    const prefix = newPrefix()
    const storesOf = (STORE_URL: string) =>
      openStores(
        { STORE_URL, STORE_PREFIX: prefix, MAX_SESSIONS: 1_000_000, MAX_MEMORY: null },
        journalOptions,
        { info: () => {}, warn: () => {} },
        patientMs,
      )
    const mocks =
      storeUrl === null
        ? [await createMock(t, options)]
        : [
            await createMock(t, { ...options, stores: await storesOf(storeUrl) }),
            await createMock(t, { ...options, stores: await storesOf(storeUrl) }),
          ]
    return new Servers(mocks, await createReceiver(t))
  }

  /** Whether there are several, which share a store only. */
  get isCluster(): boolean {
    return this.#mocks.length > 1
  }

  /** Another one in each run, because a delivery of one run may arrive in the next. */
  get receiverUrl(): string {
    return `${this.#receiver.url}/${this.#runs}`
  }

  /** Resets everything, so that each run begins in the same state. */
  async begin(): Promise<void> {
    this.script = new Script()
    this.#runs += 1
    await this.#send('POST', '/_mock/reset', null)
  }

  /** Sends calls to the servers in turn. */
  async call(call: Call): Promise<Answer> {
    const onAnswer = this.script.add(call)
    const answer = await this.#send(call.method, call.path, call.as, call.body, call.prefer)
    onAnswer(answer)
    return answer
  }

  /** The events of this run, as workspace, type, provider and account. Waits until they are enough, at most two seconds. */
  async events(isEnough: (received: readonly string[]) => boolean): Promise<readonly string[]> {
    for (let attempts = 0; ; attempts++) {
      const received = this.#received()
      if (attempts > 400 || isEnough(received)) return received
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Waits until no delivery is pending, at most a second: one may be scheduled for a time that never comes. */
  async settle(): Promise<void> {
    for (let attempts = 0; attempts < 50; attempts++) {
      const all = await Promise.all(workspaceNames.map((name) => this.#send('GET', '/_mock/snapshot', name)))
      if (all.every(({ body }) => body.webhooks.due.length === 0)) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  #received(): readonly string[] {
    const path = new URL(this.receiverUrl).pathname
    return this.#receiver.received
      .filter((one) => one.path === path)
      .map(({ body }) => {
        const name = workspaceNames.find((one) => workspaceId(keyOf(one)) === body.workspaceId)
        return `${name} ${body.type} ${body.account.provider} ${body.account.externalAccountId}`
      })
  }

  #send(
    method: string,
    path: string,
    as: WorkspaceName | null,
    body?: unknown,
    prefer: ApiVersion | null = null,
  ): Promise<Answer> {
    const mock = this.#mocks[this.#turn++ % this.#mocks.length] as Mock
    const headers = prefer === null ? {} : { prefer: `api-version=${prefer}` }
    return mock.call(method, path, { key: as && keyOf(as), headers, ...(body !== undefined && { body }) })
  }
}
