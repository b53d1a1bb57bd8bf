import { type Bound, kib, mib } from './bound.js'

/** How much may be under way at once. */
export const workBounds = {
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
} as const satisfies Readonly<Record<string, Bound>>
