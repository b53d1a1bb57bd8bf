import type { AppParts } from './app-parts.js'
import { BookingService } from './booking/booking-service.js'
import { ChannelService } from './channels/channel-service.js'
import { AutoDecision } from './connections/auto-decision.js'
import { ConnectionService } from './connections/connection-service.js'
import { isEmptyWorkspace, sparedCollections } from './control/empty-workspace.js'
import { Faults } from './control/faults.js'
import { Snapshots } from './control/snapshots.js'
import { Time } from './control/time.js'
import { secretText } from './lib/ids.js'
import { SandboxService } from './sandbox/sandbox-service.js'
import { SessionEviction } from './sessions/session-eviction.js'
import { SessionService } from './sessions/session-service.js'
import { deliveryLog, type Log } from './webhooks/delivery-log.js'
import { planDeliveries } from './webhooks/event-plan.js'
import { createPost } from './webhooks/outbound.js'
import { Targets } from './webhooks/targets.js'
import { createWebhooks } from './webhooks/webhooks.js'
import { systemRandomSource } from './workspaces/random-source.js'
import { keepRandom, seededRandomSource } from './workspaces/seeded-random-source.js'
import { Transactions } from './workspaces/transactions.js'
import { Workspaces } from './workspaces/workspaces.js'

export interface ServicesDeps extends AppParts {
  readonly logger: Log
}

/** How much longer than an attempt its lease is, so that what came of it can be written down, in milliseconds. */
const leaseMarginMs = 3000

/** Everything that knows what the server does, and nothing of HTTP: the domain over its records. */
export function createServices(deps: ServicesDeps) {
  const { settings, version, clock, random, secrets, pause, stores, resolve } = deps
  const { records, sessionIds: directory, journal, rates } = stores
  const { SEED: seed, MAX_SESSIONS: maxSessions, SESSION_RETENTION: sessionRetentionMs } = settings
  const controlEnabled = settings.CONTROL === 'on'
  const log = deliveryLog(deps.logger)

  // Workspaces, and the transactions by which everything in them changes.
  const transactions: Transactions = new Transactions({
    records,
    clock,
    randomSourceFor: (tx) => (seed === null ? randomSource : seededRandomSource(seed, records, tx)),
    plan: (tx, event) => planDeliveries(tx, event, log.lost),
    record: (workspaceId, clock, event) => {
      if (controlEnabled) journal.record(workspaceId, clock.now(), event)
    },
  })
  const randomSource = systemRandomSource(random)
  const forgetRest = async (workspaceId: string) => {
    await rates.forget(workspaceId)
  }
  const workspaces: Workspaces = new Workspaces({
    clock,
    records,
    maxWorkspaces: settings.MAX_WORKSPACES,
    spared: sparedCollections,
    isEmpty: (id) => isEmptyWorkspace(id, { clock, records, workspaces, faults }),
    begin: (id) => transactions.runIn(id, async (tx) => (tx.isNew ? faults.begin(tx) : undefined)),
    keepOf: (id) => keepRandom(records, transactions, id),
    forgetRest,
  })
  const faults = new Faults({ records, transactions, workspaces })

  // The domain: sessions, and the connections that come of them.
  const eviction = new SessionEviction({
    clock,
    records,
    directory,
    transactions,
    workspaces,
    maxSessions,
    sessionRetentionMs,
    failed: log.failed,
  })
  const sessions = new SessionService({
    records,
    directory,
    transactions,
    workspaces,
    eviction,
    limits: { sessionTtlMs: settings.SESSION_TTL, sessionRetentionMs },
  })
  const connections = new ConnectionService({ records, transactions, workspaces, sessions, pause })
  const sandbox = new SandboxService(records, transactions)
  const channels = new ChannelService(connections, sandbox)
  const booking = new BookingService(records, sessions, (workspaceId) => sandbox.listingOptions(workspaceId))
  const host = new AutoDecision(sessions, connections)

  // Who hears of connections, and how that gets there.
  const targets = new Targets(settings.WEBHOOK_TARGETS, resolve)
  const { webhooks, events, worker } = createWebhooks({
    records,
    transactions,
    workspaces,
    clock,
    targets,
    createSecret: () => `whsec_${secretText(secrets)}`,
    createToken: () => secretText(secrets),
    leaseMs: deps.deliveryTimeoutMs + leaseMarginMs,
    seededAt: (workspaceId) => sandbox.seededAt(workspaceId),
    alarm: deps.alarm,
    post: createPost({
      resolve,
      isAllowed: (address, host) => targets.isAllowed(address, host),
      isTlsVerified: settings.WEBHOOK_TLS === 'verify',
      timeoutMs: deps.deliveryTimeoutMs,
      userAgent: `repull-mock/${version}`,
    }),
    onDelivered: ({ id, clock }, { url }, delivery) => {
      if (controlEnabled) journal.record(id, clock.now(), { type: 'webhook', url, delivery })
    },
    failed: log.failed,
  })

  // What testers steer: the time of a workspace, its faults, its memory.
  const time = new Time({
    clock,
    workspaces,
    transactions,
    journal,
    begin: (tx) => faults.begin(tx),
  })
  const snapshots = new Snapshots({
    clock,
    random,
    records,
    directory,
    workspaces,
    transactions,
    eviction,
    sessionRetentionMs,
    journal,
    time,
    begin: (tx) => faults.begin(tx),
    forgetRest,
  })

  return {
    transactions,
    workspaces,
    faults,
    sessions,
    connections,
    sandbox,
    channels,
    booking,
    host,
    webhooks,
    events,
    worker,
    time,
    snapshots,
    log,
  }
}
