/** How much there may be of something. */
export interface Bound {
  /** What is bounded, as messages and docs name it. */
  readonly what: string
  /** Of what each has this much room of its own. */
  readonly per: 'workspace' | 'webhook' | 'connection' | 'server'
  readonly maxItems: number
  /** Characters of the texts of all items together; on a shared store their bytes. Most are ASCII, so both are the same. */
  readonly maxSize: number
  /** Past the bound the newest is refused or has to wait, or the oldest make room. */
  readonly overflow: 'refuse' | 'wait' | 'drop-oldest'
  /** What makes room, as a sentence for the caller. */
  readonly fix: string
}

const kib = 1024
const mib = 1024 * kib

/** The bounds of this server (ours). Those that a setting changes stand with the setting. */
export const bounds = {
  requestsInFlight: {
    what: 'requests in flight',
    per: 'connection',
    maxItems: 64,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'wait',
    fix: 'The connection is not read until one of them is answered.',
  },
  /** Those that were read in one piece with others before them. A connection with more than its share of them is cut. */
  waitingRequests: {
    what: 'requests that wait on their connections',
    per: 'server',
    maxItems: 10_000,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Send fewer requests on a connection before you read their answers.',
  },
  bodiesInFlight: {
    what: 'bodies over 16 KiB that are being received',
    per: 'workspace',
    maxItems: 2000,
    maxSize: 32 * mib,
    overflow: 'refuse',
    fix: 'Send the request again once others have arrived, or send smaller bodies.',
  },
  allBodiesInFlight: {
    what: 'bodies over 16 KiB that are being received',
    per: 'server',
    maxItems: 4000,
    maxSize: 64 * mib,
    overflow: 'refuse',
    fix: 'Send the request again once others have arrived, or send smaller bodies.',
  },
  /** Their size is that of the bodies that wait with them. */
  delayedCalls: {
    what: 'delayed calls',
    per: 'workspace',
    maxItems: 100,
    maxSize: 1 * mib,
    overflow: 'refuse',
    fix: 'Wait until some are answered, or remove the faults that delay calls with DELETE /_mock/faults or POST /_mock/reset.',
  },
  allDelayedCalls: {
    what: 'delayed calls',
    per: 'server',
    maxItems: 1000,
    maxSize: 8 * mib,
    overflow: 'refuse',
    fix: 'Wait until some are answered.',
  },
  probes: {
    what: 'test events to an address',
    per: 'workspace',
    maxItems: 10,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Wait until some are answered, or send the event to a webhook with POST /v1/webhooks/{id}/test/{event_type}.',
  },
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
  /** Of all webhooks together. */
  waitingOfWorkspace: {
    what: 'waiting deliveries of all webhooks',
    per: 'workspace',
    maxItems: 5000,
    maxSize: 40 * mib,
    overflow: 'refuse',
    fix: 'Let the endpoints of the webhooks answer sooner, delete some webhooks, or empty the workspace with POST /_mock/reset.',
  },
  loggedDeliveries: {
    what: 'deliveries in the log',
    per: 'webhook',
    maxItems: 200,
    maxSize: 4 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  snapshots: {
    what: 'records in a snapshot',
    per: 'workspace',
    maxItems: 50_000,
    maxSize: 32 * mib,
    overflow: 'refuse',
    fix: 'Empty the workspace with POST /_mock/reset.',
  },
  snapshotCalls: {
    what: 'snapshots that are taken, restored or copied at once',
    per: 'workspace',
    maxItems: 4,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Read the answers of the others first.',
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
  journal: {
    what: 'requests in the journal',
    per: 'workspace',
    maxItems: 1000,
    maxSize: 4 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest are forgotten.',
  },
  /** A quarter of REPULL_MOCK_MAX_MEMORY at most. */
  allJournals: {
    what: 'entries in all journals',
    per: 'server',
    maxItems: Number.MAX_SAFE_INTEGER,
    maxSize: 256 * mib,
    overflow: 'drop-oldest',
    fix: 'The oldest of the largest journal are forgotten.',
  },
  eventStreams: {
    what: 'event streams',
    per: 'workspace',
    maxItems: 50,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Close one of those that GET /_mock/events has opened. POST /_mock/reset does not close them.',
  },
  allEventStreams: {
    what: 'event streams',
    per: 'server',
    maxItems: 1000,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Close one of those that GET /_mock/events has opened. POST /_mock/reset does not close them.',
  },
  /** What is recorded and not yet read. */
  eventBacklog: {
    what: 'events that wait for their reader',
    per: 'connection',
    maxItems: Number.MAX_SAFE_INTEGER,
    maxSize: 256 * kib,
    overflow: 'refuse',
    fix: 'Read faster. The stream ends; open it again with Last-Event-ID.',
  },
  longPolls: {
    what: 'calls that wait for the journal',
    per: 'workspace',
    maxItems: 100,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Let some of them end, or ask without wait.',
  },
  allLongPolls: {
    what: 'calls that wait for the journal',
    per: 'server',
    maxItems: 1000,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'refuse',
    fix: 'Let some of them end, or ask without wait.',
  },
  /** Of all workspaces: the directory of their ids knows how many there may be. */
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
  countedCalls: {
    what: 'calls that the rate limit counts',
    per: 'server',
    maxItems: 500_000,
    maxSize: Number.MAX_SAFE_INTEGER,
    overflow: 'drop-oldest',
    fix: 'Those of the key that called least recently are forgotten.',
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
