import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Settings } from './cli/settings.js'
import type { JournalEvent } from './control/journal.js'
import type { Alarm, Clock, Pause } from './lib/clock.js'
import type { Random } from './lib/ids.js'
import type { Stores } from './storage/stores.js'
import type { Resolve } from './webhooks/targets.js'

/** What the server is made of, so that tests can bring their own time, randomness and timeouts. */
export interface AppParts {
  readonly settings: Settings
  readonly version: string
  readonly clock: Clock
  readonly random: Random
  /** Randomness for tokens and nonces, which no seed may make guessable. */
  readonly secrets: Random
  readonly pause: Pause
  readonly alarm: Alarm
  /** The addresses of a name, for webhooks. */
  readonly resolve: Resolve
  /** How long an endpoint of a webhook may take to answer, in milliseconds. */
  readonly deliveryTimeoutMs: number
  readonly stores: Stores<JournalEvent>
}

export interface AppDeps extends AppParts {
  readonly logger: FastifyBaseLogger
  /** Sees every route as it is declared, e.g. to make openapi.yaml or to check answers in tests. */
  readonly observer?: (app: FastifyInstance) => PromiseLike<unknown> | undefined
}
