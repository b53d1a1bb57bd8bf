export { type SettingInputs, type SettingName, SettingsError } from './cli/settings.js'
export { type ErrorCode, errorCodes } from './errors/catalogue.js'
export type {
  ClockReading,
  CompleteOptions,
  Control,
  Fault,
  FaultInput,
  Instant,
  MockSession,
  OpenOptions,
  RecordedRequest,
  RequestFilter,
  SandboxReset,
  SandboxSeed,
  SentWebhook,
  Snapshot,
  WebhookFilter,
} from './mock/control.js'
export { ControlError } from './mock/control-error.js'
export type { InjectableApp, InjectedAnswer, InjectedCall } from './mock/injectable-app.js'
export { buildApp, type Mock, type MockOptions, type MockWorkspace, startMock } from './mock/mock.js'
export type { ProviderSlug } from './providers/providers.js'
export type { EventType } from './webhooks/event-types.js'
