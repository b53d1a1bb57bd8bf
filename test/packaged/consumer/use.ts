import {
  type AppParts,
  buildApp,
  type Clock,
  type ClockReading,
  type Control,
  ControlError,
  createPause,
  type ErrorCode,
  errorCodes,
  type Fault,
  type FaultInput,
  type InjectableApp,
  type InjectedAnswer,
  type InjectedCall,
  type Instant,
  MemoryStore,
  type Mock,
  type MockOptions,
  type MockSession,
  type MockWorkspace,
  type Pause,
  type Random,
  type RecordedRequest,
  type RequestFilter,
  type RunningServer,
  readSettings,
  type SentWebhook,
  type SettingName,
  type Settings,
  SettingsError,
  type Snapshot,
  type Store,
  seededRandom,
  startMock,
  startServer,
  systemClock,
  systemRandom,
  type WebhookFilter,
} from 'repull-mock'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const options: MockOptions = { apiKey: 'sk_test_types', settings: { SESSION_TTL: '5s' } }
await using mock: Mock = await startMock(options)
const own: MockWorkspace = mock.workspace()
const control: Control = own

const session: MockSession = await own.sessions.get('cs_1')
type Status = 'pending' | 'awaiting_room_mapping' | 'completed' | 'cancelled' | 'errored' | 'expired'
true satisfies Same<typeof session.status, Status>
true satisfies Same<typeof session.accountId, string | null>

const filter: RequestFilter = { method: 'POST', status: 200 }
const [request]: readonly RecordedRequest[] = await own.requests.waitFor(filter, { count: 2, wait: '1s' })
true satisfies Same<NonNullable<typeof request>['code'], ErrorCode | null>

const input: FaultInput = { times: 1, respond: { error: 'session_expired' } }
const { id, remaining }: Fault = await own.faults.add(input)
true satisfies Same<typeof id, string>
true satisfies Same<typeof remaining, number | null>

const instant: Instant = '2026-11-21T09:00:00Z'
await own.clock.set(instant)
true satisfies Same<Awaited<ReturnType<typeof own.clock.now>>, Date>
const reading: ClockReading = await control.clock.advance('31m')
true satisfies Same<typeof reading.frozen, boolean>

const sent: WebhookFilter = { type: 'account.created' }
const webhook: SentWebhook = await own.webhooks.next(sent, { wait: '1s' })
webhook.type satisfies string

const snapshot: Snapshot = await own.snapshot()
await own.restore(snapshot)

// @ts-expect-error a misspelt code
await own.faults.add({ respond: { error: 'sesion_expired' } })
// @ts-expect-error a setting that there is not
await startMock({ settings: { SESION_TTL: '5s' } })

const name: SettingName = 'LOG_LEVEL'
const settings: Settings = readSettings({ [name]: 'silent' })
const server: RunningServer = await startServer(settings, process.stdout)
await server.close()

const clock: Clock = { ...systemClock, now: () => 0 }
const random: Random = process.argv.length > 2 ? seededRandom('a') : systemRandom
const { pause, stop } = createPause()
const patience: Pause = pause
const parts: Partial<AppParts> = { settings, clock, random, pause: patience }
const app: InjectableApp = await buildApp(parts)
const call: InjectedCall = {
  method: 'POST',
  url: '/v1/connect/airbnb',
  headers: { 'x-api-key': 'sk_test_a' },
}
const answer: InjectedAnswer = await app.inject(call)
true satisfies Same<typeof answer.statusCode, number>
answer.json<{ sessionId: string }>().sessionId.startsWith('cs_')
await app.close()
stop()

const store: Store = new MemoryStore(10)
true satisfies Same<Awaited<ReturnType<typeof store.isEmpty>>, boolean>
errorCodes.includes('session_expired')

try {
  await own.clock.advance('a while')
} catch (error) {
  if (error instanceof ControlError) console.log(error.status, error.fix)
  if (error instanceof SettingsError) console.log(error.message)
}
