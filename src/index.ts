export { type SettingInputs, type SettingName, SettingsError } from './cli/settings.js'
export { type DrillContext, type DrilledTest, drill } from './drill/drilled-test.js'
export type { BrokenRule } from './drill/judge.js'
export type { DrillOptions } from './drill/options.js'
export { RehearsalError } from './drill/rehearsal.js'
export type { CaseReport, DrillReport } from './drill/report.js'
export { SelectionError } from './drill/selection.js'
export { type ErrorCode, errorCodes } from './errors/catalogue.js'
export {
  type ApproveOptions,
  type BreakOptions,
  type ClockReading,
  type CompleteOptions,
  type Control,
  ControlError,
  type CreateOptions,
  type Fault,
  type FaultInput,
  type FaultPreview,
  type Instant,
  type MockConnection,
  type MockEndpoint,
  type MockSession,
  type OpenOptions,
  type PlannedDelivery,
  type RecordedRequest,
  type ReplayedDelivery,
  type RequestFilter,
  type SandboxReset,
  type SandboxSeed,
  type SentWebhook,
  type Snapshot,
  type WebhookFilter,
} from './mock/control.js'
export {
  buildApp,
  type InjectableApp,
  type InjectedAnswer,
  type InjectedCall,
  type Mock,
  type MockOptions,
  type MockWorkspace,
  startMock,
} from './mock/mock.js'
export type { ProviderSlug } from './providers/providers.js'
export type { EventType } from './webhooks/event-types.js'
