/** How much there may be of something. */
export interface Bound {
  /** What is bounded, as messages and docs name it. */
  readonly what: string
  /** Of what each has this much room of its own. */
  readonly per: 'workspace' | 'webhook' | 'connection' | 'server'
  readonly maxItems: number
  /** Characters of the texts of all items together; on a shared store their bytes. Most are ASCII, so both are the same. */
  readonly maxSize: number
  /** Past the bound the newest is refused, or the oldest make room. */
  readonly overflow: 'refuse' | 'drop-oldest'
  /** What makes room, as a sentence for the caller. */
  readonly fix: string
}

const kib = 1024
const mib = 1024 * kib

/** The bounds of this server (ours). Those that a setting changes stand with the setting. */
export const bounds = {
  connections: {
    what: 'connections',
    per: 'workspace',
    maxItems: 10_000,
    maxSize: 16 * mib,
    overflow: 'refuse',
    fix: 'Disconnect some with DELETE /v1/connect/{provider}, or empty the workspace with POST /_mock/reset.',
  },
  disconnectedAccounts: {
    what: 'disconnected accounts of Airbnb',
    per: 'workspace',
    maxItems: 100,
    maxSize: 1 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  writePolicies: {
    what: 'changed write policies',
    per: 'workspace',
    maxItems: 100,
    maxSize: 100 * kib,
    overflow: 'refuse',
    fix: 'Empty the workspace with POST /_mock/reset.',
  },
  webhooks: {
    what: 'webhooks',
    per: 'workspace',
    maxItems: 50,
    maxSize: 1 * mib,
    overflow: 'refuse',
    fix: 'Delete one with DELETE /v1/webhooks/{id}, or empty the workspace with POST /_mock/reset.',
  },
  deletedWebhooks: {
    what: 'deleted webhooks for which deliveries wait',
    per: 'workspace',
    maxItems: 50,
    maxSize: 1 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten, with their deliveries.',
  },
  waitingDeliveries: {
    what: 'waiting deliveries',
    per: 'webhook',
    maxItems: 1000,
    maxSize: 8 * mib,
    overflow: 'refuse',
    fix: 'Let the endpoint of the webhook answer sooner, delete the webhook, or empty the workspace with POST /_mock/reset.',
  },
  loggedDeliveries: {
    what: 'deliveries in the log',
    per: 'webhook',
    maxItems: 200,
    maxSize: 4 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  idempotentAnswers: {
    what: 'answers to calls with an Idempotency-Key',
    per: 'workspace',
    maxItems: 10_000,
    maxSize: 16 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  /** Half of them its own, the other half those that are set for all workspaces. */
  faults: {
    what: 'faults',
    per: 'workspace',
    maxItems: 200,
    maxSize: 12.5 * mib,
    overflow: 'refuse',
    fix: 'Remove some with DELETE /_mock/faults/{id}, or empty the workspace with POST /_mock/reset.',
  },
  sessions: {
    what: 'sessions',
    per: 'workspace',
    maxItems: 100_000_000,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Complete some, or let them expire.',
  },
  createdListings: {
    what: 'listings created for rooms',
    per: 'workspace',
    maxItems: 300,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Map rooms to listings that there are, or remove the data of the sandbox with POST /v1/sandbox/reset.',
  },
  /** With the created listings, of the longest texts that they may have. */
  seedings: {
    what: 'seedings of the sandbox',
    per: 'workspace',
    maxItems: 1,
    maxSize: 384 * kib,
    overflow: 'refuse',
    fix: 'Remove what was seeded with POST /v1/sandbox/reset.',
  },
  states: {
    what: 'states',
    per: 'workspace',
    maxItems: 1,
    maxSize: 1 * kib,
    overflow: 'refuse',
    fix: 'Empty the workspace with POST /_mock/reset.',
  },
  randomCounts: {
    what: 'counts of random values',
    per: 'workspace',
    maxItems: 10,
    maxSize: 1 * kib,
    overflow: 'refuse',
    fix: 'Empty the workspace with POST /_mock/reset.',
  },
  evictedRandomCounts: {
    what: 'counts of random values of workspaces that are gone',
    per: 'server',
    maxItems: 10_000,
    maxSize: 4 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  secrets: {
    what: 'secrets of forms',
    per: 'server',
    maxItems: 10,
    maxSize: 10 * kib,
    overflow: 'refuse',
    fix: 'Start the server again.',
  },
} as const satisfies Readonly<Record<string, Bound>>
