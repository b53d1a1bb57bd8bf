import {
  type ApproveOptions,
  type BreakOptions,
  type BrokenRule,
  buildApp,
  type CaseReport,
  type ClockReading,
  type CompleteOptions,
  type Control,
  ControlError,
  type CreateOptions,
  type DrillContext,
  type DrilledTest,
  type DrillOptions,
  type DrillReport,
  drill,
  type ErrorCode,
  type EventType,
  errorCodes,
  type Fault,
  type FaultInput,
  type FaultPreview,
  type InjectableApp,
  type InjectedAnswer,
  type InjectedCall,
  type Instant,
  type Mock,
  type MockConnection,
  type MockEndpoint,
  type MockOptions,
  type MockSession,
  type MockWorkspace,
  type OpenOptions,
  type PlannedDelivery,
  type ProviderSlug,
  type RecordedRequest,
  RehearsalError,
  type ReplayedDelivery,
  type RequestFilter,
  type SandboxReset,
  type SandboxSeed,
  SelectionError,
  type SentWebhook,
  type SettingInputs,
  type SettingName,
  SettingsError,
  type Snapshot,
  startMock,
  type WebhookFilter,
} from 'repull-mock'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const name: SettingName = 'SESSION_TTL'
const inputs: SettingInputs = {
  PORT: 0,
  [name]: 5000,
  SESSION_RETENTION: '24h',
  MAX_SESSIONS: 10,
  CONTROL: 'on',
  PLAN: 'free:3',
  LOG_LEVEL: 'silent',
  API_KEYS: ['sk_test_types', 'sk_test_other'],
  TRUST_PROXY: '10.0.0.0/8,::1',
  SEED: undefined,
}
const options: MockOptions = { apiKey: 'sk_test_types', settings: inputs }

export async function useMock(): Promise<void> {
  const mock: Mock = await startMock(options)
  const own: MockWorkspace = mock.workspace()
  await useSessions(own)
  await useJournal(own)
  await own[Symbol.asyncDispose]()
  await mock.close()
}

async function useSessions(own: MockWorkspace): Promise<void> {
  const slug: ProviderSlug = 'airbnb'
  const open: OpenOptions = { provider: slug, redirectUrl: 'https://app.example/', accessType: 'messaging' }
  const approve: ApproveOptions = { provider: 'vrbo', flow: 'vrbo-login' }
  const signedIn = await own.sessions.open({ provider: 'vrbo' })
  await own.sessions.approve(signedIn.id, approve)
  const complete: CompleteOptions = { accountName: 'Lidia' }
  const { id } = await own.sessions.open(open)
  const session: MockSession = await own.sessions.complete(id, complete)
  const why: BreakOptions = { reason: 'revoked_upstream' }
  for (const { id } of await own.connections.list()) await own.connections.break(id, why)
  type Status = 'pending' | 'awaiting_room_mapping' | 'completed' | 'cancelled' | 'errored' | 'expired'
  true satisfies Same<typeof session.status, Status>
  true satisfies Same<typeof session.provider, ProviderSlug | null>
  true satisfies Same<typeof session.accountId, string | null>
  // @ts-expect-error a misspelt provider
  await own.sessions.open({ provider: 'airbmb' })
  // @ts-expect-error a member that there is not
  await own.sesions.list()
  // @ts-expect-error an option that there is not
  await own.sessions.open({ provider: 'airbnb', redirctUrl: '' })

  const [connection]: readonly MockConnection[] = await own.connections.list()
  true satisfies Same<NonNullable<typeof connection>['provider'], ProviderSlug | 'booking_extranet'>

  const create: CreateOptions = { redirectUrl: 'https://app.example/', ttl: '5m' }
  const created: MockSession = await own.sessions.create(create)
  true satisfies Same<typeof created.id, string>

  const seeded: SandboxSeed = await own.sandbox.seed()
  const emptied: SandboxReset = await own.sandbox.reset()
  true satisfies Same<(typeof seeded.listings)[number]['ref'], string>
  true satisfies Same<typeof emptied.deleted.listings, number>
  const snapshot: Snapshot = await own.snapshot()
  await own.restore(snapshot)
}

async function useJournal(own: Control): Promise<void> {
  const filter: RequestFilter = { method: 'POST', status: 200 }
  const [request]: readonly RecordedRequest[] = await own.requests.waitFor(filter, { count: 2, wait: '1s' })
  true satisfies Same<NonNullable<typeof request>['code'], ErrorCode | null>

  const input: FaultInput = { times: 1, respond: { error: 'session_expired' } }
  const { id, remaining }: Fault = await own.faults.add(input)
  true satisfies Same<typeof id, string>
  true satisfies Same<typeof remaining, number | null>
  const preview: FaultPreview = await own.faults.preview({
    respond: { status: 502, body: '<h1>Bad Gateway</h1>' },
  })
  true satisfies Same<typeof preview.matches, number>
  // @ts-expect-error a misspelt provider
  await own.faults.add({ match: { provider: 'airbmb' }, respond: { error: 'forbidden' } })
  // @ts-expect-error a misspelt code
  await own.faults.add({ respond: { error: 'sesion_expired' } })

  const instant: Instant = '2026-11-21T09:00:00Z'
  await own.clock.set(instant)
  true satisfies Same<Awaited<ReturnType<typeof own.clock.now>>, Date>
  const reading: ClockReading = await own.clock.advance('31m')
  await own.clock.advance(31)
  await own.requests.waitFor(filter, { wait: 1000 })
  await own.faults.add({ respond: { delay: 500 } })
  true satisfies Same<typeof reading.frozen, boolean>

  const type: EventType = 'account.created'
  const sent: WebhookFilter = { type }
  const webhook: SentWebhook = await own.webhooks.next(sent, { wait: '1s' })
  true satisfies Same<typeof webhook.type, EventType>
  const [endpoint]: readonly MockEndpoint[] = await own.webhooks.endpoints()
  const planned: PlannedDelivery = await own.webhooks.test(endpoint?.id ?? '', type)
  const replayed: ReplayedDelivery = await own.webhooks.replay(webhook.deliveryId, { force: true })
  true satisfies Same<typeof planned.attempt | typeof replayed.attempt, number>
}

export async function useApp(): Promise<readonly ErrorCode[]> {
  const app: InjectableApp = await buildApp({ settings: { [name]: '5s' } })
  const call: InjectedCall = {
    method: 'POST',
    url: '/v1/connect/airbnb',
    headers: { 'x-api-key': 'sk_test_a' },
  }
  const answer: InjectedAnswer = await app.inject(call)
  true satisfies Same<typeof answer.statusCode, number>
  answer.json<{ sessionId: string }>().sessionId.startsWith('cs_')
  await app.close()
  return errorCodes
}

/** Drills a test, and one that is written in its place. */
export async function useDrill(mock: Mock): Promise<readonly string[]> {
  const test: DrilledTest = async (own: MockWorkspace, { signal }: DrillContext) => {
    for (const { id } of await own.sessions.list()) if (!signal.aborted) await own.sessions.deny(id)
  }
  const allow = { 'no-way-on': 'we try an hour later' }
  const options: DrillOptions = {
    only: ['slow'],
    jobs: 2,
    timeoutMs: 5000,
    max: 10,
    seed: 'one',
    depth: 2,
    allow,
  }
  const report: DrillReport = await drill(mock, test, options)
  const other = await drill(mock, async ({ sessions }) => sessions.list())
  const [first]: readonly CaseReport[] = other.cases
  const broken: readonly BrokenRule[] = first?.broken ?? []
  true satisfies Same<typeof report.counts.harm, number>
  true satisfies Same<
    CaseReport['verdict'],
    'recovered' | 'failed' | 'harm' | 'hung' | 'unstable' | 'unreached'
  >
  // @ts-expect-error a misspelt option
  await drill(mock, test, { job: 2 })
  // @ts-expect-error a depth that there is not
  await drill(mock, test, { depth: 3 })
  return broken.map(({ rule, calls }) => `${rule} ${calls.length}`)
}

/** Why a drill says nothing. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof RehearsalError) return error.output
  return error instanceof SelectionError ? error.message : null
}

/** What an error says of itself. */
export function wordsOf(error: unknown): string {
  if (error instanceof ControlError) {
    true satisfies Same<typeof error.code, ErrorCode>
    return `${error.status} ${error.fix}`
  }
  return error instanceof SettingsError ? error.message : ''
}

export const misspelt: MockOptions = {
  // @ts-expect-error a setting that there is not
  settings: { SESION_TTL: '5s' },
}

export const unusable: readonly SettingInputs[] = [
  // @ts-expect-error a duration without a unit
  { SESSION_TTL: '5' },
  // @ts-expect-error a word that it does not take
  { CONTROL: 'yes' },
  // @ts-expect-error a list for what is none
  { HOST: ['127.0.0.1'] },
]
