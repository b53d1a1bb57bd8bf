import { type Evidence, journalOf } from '../../src/drill/evidence.js'
import type { Case } from '../../src/drill/plan.js'
import type { Recording } from '../../src/drill/recording.js'
import type { CaseReport, DrillReport } from '../../src/drill/report.js'
import type { MockConnection, MockSession, RecordedRequest, SentWebhook } from '../../src/mock/control.js'

export const session = 'cs_01JD5Y0V7K8M9NQRSTVWXYZ012'
const began = Date.UTC(2026, 10, 21, 9)

type Fields = Partial<Omit<RecordedRequest, 'at'>> & { readonly ms?: number; readonly key?: string }

/**
 * A request of a journal: a POST that opens a session of Airbnb, unless said otherwise.
 *
 * @param fields `ms` is when it was answered, `key` its Idempotency-Key.
 */
export function request({ ms = 0, key, ...fields }: Fields = {}): RecordedRequest {
  return {
    id: 'jrn_1',
    at: new Date(began + ms).toISOString(),
    method: 'POST',
    path: '/v1/connect/airbnb',
    query: {},
    status: 200,
    code: null,
    sessionId: null,
    requestId: 'req_1',
    workspace: null,
    startedMs: ms - (fields.durationMs ?? 0),
    durationMs: 0,
    fault: null,
    warnings: [],
    hosted: false,
    requestHeaders: key === undefined ? {} : { 'idempotency-key': key },
    requestBody: null,
    responseHeaders: {},
    responseBody: null,
    nearest: null,
    curl: '',
    ...fields,
  }
}

/** A visit of a host to the page of a session. */
export function visit(fields: Fields = {}): RecordedRequest {
  return request({ method: 'GET', path: '/connect/airbnb', hosted: true, sessionId: session, ...fields })
}

export function recording(fields: Partial<Recording> = {}): Recording {
  return {
    requests: [],
    webhooks: [],
    sessions: [],
    connections: [],
    endpoints: [],
    faults: [],
    isFrozen: false,
    ...fields,
  }
}

export const connection = (provider: string, status = 'active', id = `con_${provider}`) =>
  ({ id, provider, status }) as MockConnection

export const sessionIn = (status: string, id = session) => ({ id, status }) as MockSession

export const sent = (fields: Partial<SentWebhook>) =>
  ({
    type: 'account.created',
    attempt: 1,
    eventId: 'event-1',
    webhookId: 'webhook-1',
    success: true,
    statusCode: 204,
    ...fields,
  }) as SentWebhook

export function planned(failure = 'internal_error', fields: Partial<Case> = {}): Case {
  const target = { kind: 'call', name: 'POST /v1/connect/airbnb', at: 0 } as const
  return { id: '1', target, failure, faults: [], ...fields }
}

type MadeEvidence = Partial<Omit<Evidence, 'recording'>> & {
  readonly recording?: Partial<Recording>
  /** What both rehearsals have left. */
  readonly rehearsal?: Recording
}

/** What is known of a case with these requests. */
export function evidence(
  requests: readonly RecordedRequest[],
  { rehearsal = recording(), ...fields }: MadeEvidence = {},
): Evidence {
  const made = recording({ requests, ...fields.recording })
  return {
    planned: planned(),
    rehearsals: [rehearsal, rehearsal],
    calls: journalOf(made),
    outcome: { exitCode: 0, output: '' },
    isReached: true,
    ...fields,
    recording: made,
  }
}

export function caseOf(fields: Partial<CaseReport> = {}): CaseReport {
  return {
    id: '1',
    target: 'POST /v1/connect/airbnb',
    failure: 'internal_error',
    text: 'the API has a bug',
    verdict: 'recovered',
    broken: [],
    allowed: [],
    exitCode: 0,
    durationMs: 12,
    faults: [{ times: 1, respond: { error: 'internal_error' } }],
    journal: ['+0 ms POST /v1/connect/airbnb 500 internal_error'],
    output: '',
    ...fields,
  }
}

export function reportOf(cases: readonly CaseReport[], fields: Partial<DrillReport> = {}): DrillReport {
  const count = (kind: string) => cases.filter(({ verdict }) => verdict === kind).length
  return {
    version: 1,
    subject: 'node app.test.js',
    seed: '1',
    passed: count('harm') + count('hung') === 0,
    isComplete: true,
    rehearsal: { calls: ['POST /v1/connect/airbnb'], differences: [], durationMs: 100 },
    counts: {
      planned: cases.length,
      run: cases.length,
      pruned: 0,
      recovered: count('recovered'),
      failed: count('failed'),
      harm: count('harm'),
      hung: count('hung'),
      unstable: count('unstable'),
      unreached: count('unreached'),
    },
    cases,
    ...fields,
  }
}
