import type {
  Control,
  Fault,
  MockConnection,
  MockEndpoint,
  MockSession,
  RecordedRequest,
  SentWebhook,
} from '../mock/control.js'

/** What a run has left in its workspace: the journal, oldest first, and the final state. */
export interface Recording {
  readonly requests: readonly RecordedRequest[]
  readonly webhooks: readonly SentWebhook[]
  readonly sessions: readonly MockSession[]
  readonly connections: readonly MockConnection[]
  readonly endpoints: readonly MockEndpoint[]
  readonly faults: readonly Fault[]
  /** Whether the clock of the workspace stands still, so that it does not say how long anything took. */
  readonly isFrozen: boolean
}

/** Reads what a run has left. */
export async function recordingOf(workspace: Control): Promise<Recording> {
  const { requests, webhooks, sessions, connections, faults, clock } = workspace
  const [requested, sent, opened, connected, endpoints, set, reading] = await Promise.all([
    requests.list(),
    webhooks.list(),
    sessions.list(),
    connections.list(),
    webhooks.endpoints(),
    faults.list(),
    clock.advance(0),
  ])
  return {
    requests: requested,
    webhooks: sent,
    sessions: opened,
    connections: connected,
    endpoints,
    faults: set,
    isFrozen: reading.frozen,
  }
}
