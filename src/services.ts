import type { Server } from 'node:http'
import type { AppParts } from './app-parts.js'
import { BookingService } from './booking/service.js'
import { ChannelService } from './channels/service.js'
import { AccountService } from './connections/account-service.js'
import { AutoDecision } from './connections/auto-decision.js'
import { ResumeService } from './connections/resume-service.js'
import { ConnectionService } from './connections/service.js'
import { WritePolicyService } from './connections/write-policy-service.js'
import { ApiVersionService } from './control/api-version-service.js'
import { ClockService } from './control/clock-service.js'
import { Defaults } from './control/defaults.js'
import { ExpiryWatch } from './control/expiry-watch.js'
import { FaultEffects } from './control/fault-effects.js'
import { FaultService } from './control/fault-service.js'
import { SnapshotService } from './control/snapshot-service.js'
import { ApiError } from './errors/api-error.js'
import { secretText } from './lib/ids.js'
import { Turns } from './lib/turns.js'
import { createListings } from './sandbox/created.js'
import { deactivateListings, SandboxService } from './sandbox/service.js'
import { SessionEviction } from './sessions/eviction.js'
import { sessionRecords } from './sessions/records.js'
import { SessionService } from './sessions/service.js'
import { ExtranetSignIn } from './sign-in/extranet-service.js'
import { VrboSignIn } from './sign-in/vrbo-service.js'
import { UnitService } from './units/service.js'
import { DeliveryQueues } from './webhooks/delivery-queues.js'
import { DeliveryService } from './webhooks/delivery-service.js'
import type { ApplyEventFault } from './webhooks/event-faults.js'
import { createFailureLog } from './webhooks/failure-log.js'
import { createPost } from './webhooks/outbound.js'
import { planDeliveries } from './webhooks/outbox.js'
import { createOwnServer } from './webhooks/own-server.js'
import { WebhookService } from './webhooks/service.js'
import { Targets } from './webhooks/targets.js'
import { DeliveryWorker } from './webhooks/worker.js'
import { systemRandomSource } from './workspaces/random-source.js'
import { keepRandom, seededRandomSource } from './workspaces/seeded-random-source.js'
import { Transactions } from './workspaces/transactions.js'
import type { Workspace } from './workspaces/workspace.js'
import { Workspaces } from './workspaces/workspaces.js'

export interface ServicesDeps extends AppParts {
  /** The server that answers, once there is one. */
  readonly server: () => Server
  readonly logger: {
    warn(found: object, text: string): void
    error(found: object, text: string): void
  }
}

/** How long the lease of a delivery lasts beyond its timeout, so that the result can still be stored, in milliseconds. */
const leaseMarginMs = 3000

/** Everything that knows what the server does, and nothing of HTTP: the domain over its records. */
export function createServices(deps: ServicesDeps) {
  const { settings, version, clock, random, secrets, stores, resolve } = deps
  const { records, sessionIds: directory, journal, rates } = stores
  const {
    API_VERSION: apiVersion,
    SEED: seed,
    MAX_SESSIONS: maxSessions,
    SESSION_RETENTION: sessionRetentionMs,
  } = settings
  const controlEnabled = settings.CONTROL === 'on'
  /** Logs a failure that no caller hears of. The store itself logs that it is unavailable. */
  const failed = (err: unknown) => {
    if (!(err instanceof ApiError))
      deps.logger.error({ err }, 'work in the background failed by a bug of the mock')
  }

  const applyEventFault: ApplyEventFault = (tx, type) => faults.applyToEvent(tx, type)

  // Workspaces, and the transactions by which everything in them changes.
  const transactions: Transactions = new Transactions({
    records,
    clock,
    apiVersion,
    randomSourceFor: (tx) => (seed === null ? randomSource : seededRandomSource(seed, records, tx)),
    plan: (tx, event) =>
      planDeliveries(tx, event, {
        applyEventFault,
        onDropped: ({ type }, { id: webhook }) =>
          deps.logger.warn({ webhook, type }, 'a webhook does not get an event, because its queue is full'),
      }),
    reload: (workspaceId) => workspaces.ofId(workspaceId),
    evict: async (per, workspaceId) =>
      per === 'workspace' ? eviction.evict(workspaceId) : (await workspaces.evictIdle()) || eviction.evict(),
    record: ({ workspaceId, clock, state: { generation } }, event) => {
      if (!controlEnabled) return
      journal.record(workspaceId, clock.now(), event)
      if (event.type === 'session')
        expiry.hear(workspaceId, { clock, generation }, event.change, event.session)
    },
  })
  const randomSource = systemRandomSource(random)
  const forgetRest = async (workspaceId: string) => {
    await rates.forget(workspaceId)
  }
  const workspaces: Workspaces = new Workspaces({
    clock,
    records,
    apiVersion,
    maxWorkspaces: settings.MAX_WORKSPACES,
    workspaceIdleMs: settings.WORKSPACE_IDLE,
    begin: (workspace) => defaults.begin(workspace),
    keepOf: (id) => keepRandom(records, transactions, id),
    forgetRest,
    forgetAll: async (id) => {
      const sessionIds = await records.ids(id, sessionRecords)
      await records.forget(id)
      await Promise.all([forgetRest(id), journal.forget(id)])
      eviction.releaseAll(sessionIds).catch(failed)
    },
  })
  const defaults = new Defaults({ records, transactions, workspaces })
  const expiry = new ExpiryWatch({ records, workspaces, journal, alarm: deps.alarm, failed })
  const faults: FaultService = new FaultService({ records, transactions, defaults, journal })

  // The domain: sessions, and the connections that come of them.
  const eviction: SessionEviction = new SessionEviction({
    clock,
    records,
    directory,
    transactions,
    workspaces,
    maxSessions,
    sessionRetentionMs,
    failed,
  })
  const sessions = new SessionService({
    records,
    directory,
    transactions,
    workspaces,
    eviction,
    limits: { sessionTtlMs: settings.SESSION_TTL, sessionRetentionMs },
  })
  const connections = new ConnectionService({ records, transactions, workspaces, sessions })
  const sandbox = new SandboxService(records, transactions)
  const accounts = new AccountService({ records, transactions, deactivateListings })
  const policies = new WritePolicyService(transactions)
  const resuming = new ResumeService({ records, workspaces, sessions })
  const ownListings = (workspaceId: string) => sandbox.listings(workspaceId)
  const booking = new BookingService({ records, sessions, ownListings, createListings })
  const listingOptions = (workspace: Workspace) => booking.listingOptions(workspace)
  const channels = new ChannelService({ accounts, sandbox, mappable: listingOptions })
  const signIns = {
    vrboSignIn: new VrboSignIn({ sessions, connections }),
    extranetSignIn: new ExtranetSignIn(sessions),
  }
  const units = new UnitService({ records, transactions, sessions, listingOptions, createListings })
  const autoDecision = new AutoDecision(sessions, connections, faults)

  // Webhooks: their deliveries are planned with the change, and made by the worker.
  const own = createOwnServer(deps.server, settings.PUBLIC_URL)
  const targets = new Targets(settings.WEBHOOK_TARGETS, resolve, own)
  const logFailure = createFailureLog({ clock, warn: (members, text) => deps.logger.warn(members, text) })
  const worker = new DeliveryWorker({
    records,
    clock,
    alarm: deps.alarm,
    queues: new DeliveryQueues({
      records,
      workspaces,
      transactions,
      clock,
      createToken: () => secretText(secrets),
      leaseMs: deps.deliveryTimeoutMs + leaseMarginMs,
    }),
    post: createPost({
      resolve,
      isAllowed: (address, host) => targets.isAllowed(address, host),
      own,
      isTlsVerified: settings.WEBHOOK_TLS === 'verify',
      timeoutMs: deps.deliveryTimeoutMs,
      userAgent: `repull-mock/${version}`,
    }),
    onDelivered: (concluded) => {
      const { workspaceId, clock, webhook, delivery } = concluded
      logFailure(concluded)
      if (controlEnabled)
        journal.record(workspaceId, clock.now(), { type: 'webhook', url: webhook.url, delivery })
    },
    failed,
  })
  const createSecret = () => `whsec_${secretText(secrets)}`
  const webhooks = new WebhookService({ records, transactions, targets, createSecret })
  const deliveries = new DeliveryService({
    records,
    transactions,
    targets,
    createSecret,
    webhooks,
    applyEventFault,
    send: (workspaceId, request) => worker.send(workspaceId, request),
    seededAt: (workspaceId) => sandbox.seededAt(workspaceId),
    requireActive: (workspaceId, listingId) => sandbox.requireActive(workspaceId, listingId),
  })

  // What testers control: the clock of a workspace, its version, its faults, what it holds.
  const time = new ClockService({ clock, workspaces, transactions, journal, defaults })
  const faultEffects = new FaultEffects({ workspaces, sessions, connections, accounts, autoDecision, time })
  const apiVersions = new ApiVersionService({ workspaces, transactions, defaults })
  const snapshots = new SnapshotService({
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
    defaults,
    faults,
    expiry,
    forgetRest,
  })

  return {
    transactions,
    workspaces,
    faults,
    faultEffects,
    sessions,
    connections,
    accounts,
    resuming,
    policies,
    sandbox,
    channels,
    booking,
    ...signIns,
    units,
    autoDecision,
    webhooks,
    deliveries,
    worker,
    expiry,
    time,
    apiVersions,
    snapshots,
    turns: new Turns(),
    failed,
  }
}
