export type { AppParts } from './app-parts.js'
export { type Clock, createPause, type Pause, systemClock } from './clock.js'
export type { Store } from './connect/store.js'
export { type ErrorCode, errorCodes } from './errors/catalogue.js'
export { type Random, seededRandom, systemRandom } from './ids.js'
export type {
  ClockReading,
  Control,
  Fault,
  FaultInput,
  Instant,
  MockSession,
  RecordedRequest,
  RequestFilter,
  SentWebhook,
  Snapshot,
  WebhookFilter,
} from './mock/control.js'
export { ControlError } from './mock/control-error.js'
export type { InjectableApp, InjectedAnswer, InjectedCall } from './mock/injectable-app.js'
export { buildApp, type Mock, type MockOptions, type MockWorkspace, startMock } from './mock/mock.js'
export { type RunningServer, startServer } from './server.js'
export { readSettings, type SettingName, type Settings, SettingsError } from './settings.js'
export { MemoryStore } from './stores/memory.js'
