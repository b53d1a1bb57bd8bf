import type { Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { seededRandom, workspaceId } from '../../src/lib/ids.js'
import { openStores } from '../../src/storage/open-stores.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { createReceiver, type Receiver } from '../helpers/receiver.js'
import { newPrefix } from '../helpers/redis.js'
import type { Call } from './command.js'
import { Script } from './script.js'
import { type WorkspaceName, workspaceNames } from './world.js'

const keyOf = (name: WorkspaceName) => `sk_test_${name}`

/** The servers of a run, which behave as one, and an endpoint that hears of their events. */
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

  /** Starts servers that close with the test: one that keeps all in memory, or two on a store. */
  static async start(t: Test, storeUrl: string | null): Promise<Servers> {
    const options = { settings: { LOG_LEVEL: 'error' }, random: seededRandom('model') }
    const prefix = newPrefix()
    const storesOf = (STORE_URL: string) =>
      openStores({ STORE_URL, STORE_PREFIX: prefix, MAX_SESSIONS: 1_000_000 }, journalOptions, {
        info: () => {},
        warn: () => {},
      })
    const mocks =
      storeUrl === null
        ? [await createMock(t, options)]
        : [
            await createMock(t, { ...options, stores: await storesOf(storeUrl) }),
            await createMock(t, { ...options, stores: await storesOf(storeUrl) }),
          ]
    return new Servers(mocks, await createReceiver(t))
  }

  /** Whether there are several, which know of each other by their store alone. */
  get areMany(): boolean {
    return this.#mocks.length > 1
  }

  /** Another one in each run, because what is under way when one ends may arrive in the next. */
  get receiverUrl(): string {
    return `${this.#receiver.url}/${this.#runs}`
  }

  /** Forgets everything, so that the next run begins as the first did. */
  async begin(): Promise<void> {
    this.script = new Script()
    this.#runs += 1
    await this.#send('POST', '/_mock/reset', null)
  }

  /** Sends a call to one server after the other. */
  async call(call: Call): Promise<Answer> {
    const told = this.script.note(call)
    const answer = await this.#send(call.method, call.path, call.as, call.body)
    told(answer)
    return answer
  }

  /** The events of this run, as workspace, type, provider and account, once they are enough or two seconds are over. */
  async events(isEnough: (heard: readonly string[]) => boolean): Promise<readonly string[]> {
    for (let looks = 0; ; looks++) {
      const heard = this.#heard()
      if (looks > 400 || isEnough(heard)) return heard
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Waits until no delivery is under way any more, at most a second: one may wait for a time that never comes. */
  async settle(): Promise<void> {
    for (let looks = 0; looks < 50; looks++) {
      const all = await Promise.all(workspaceNames.map((name) => this.#send('GET', '/_mock/snapshot', name)))
      if (all.every(({ body }) => body.webhooks.due.length === 0)) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  #heard(): readonly string[] {
    const path = new URL(this.receiverUrl).pathname
    return this.#receiver.received
      .filter((one) => one.path === path)
      .map(({ body }) => {
        const name = workspaceNames.find((one) => workspaceId(keyOf(one)) === body.workspaceId)
        return `${name} ${body.type} ${body.data.provider} ${body.data.accountId}`
      })
  }

  #send(method: string, path: string, as: WorkspaceName | null, body?: unknown): Promise<Answer> {
    const mock = this.#mocks[this.#turn++ % this.#mocks.length] as Mock
    return mock.call(method, path, { key: as && keyOf(as), ...(body !== undefined && { body }) })
  }
}
