import { durationText, instantText } from '../data/duration.js'
import type { ClockReading } from '../data/entries.js'
import { isOpenStatus } from '../data/session-time.js'
import { useInspector, useNow, useValue } from '../state/hooks.js'

/** The clock of the workspace, and what moves it. */
export function ClockControls() {
  const inspector = useInspector()
  const { api, loads } = inspector
  const now = useNow()
  const clock = useValue((state) => state.clock)
  const sessions = useValue((state) => state.sessions)
  useValue((state) => state.logVersion)
  if (clock === null || now === null) return <div class="clock" />
  const { workspace } = loads
  const change = (text: string, make: () => Promise<ClockReading>) =>
    inspector.act(text, async () => {
      loads.heard(await make())
      loads.soon('workspaces')
    })
  const advance = (ms: number) =>
    change(`The clock moved by ${durationText(ms)}.`, () =>
      api.call('POST', 'clock/advance', { workspace, body: { by: Math.ceil(ms) } }),
    )
  const set = (body: object, text: string) =>
    change(text, () => api.call('PUT', 'clock', { workspace, body }))
  // To the instant itself: the clock of the browser may differ from that of the server.
  const goTo = (ms: number) =>
    set({ now: new Date(ms).toISOString() }, `The clock moved to ${instantText(new Date(ms).toISOString())}.`)
  const expiry = nextAfter(
    now,
    sessions.filter(({ status }) => isOpenStatus(status)).map(({ expiresAt }) => expiresAt),
  )
  const retry = nextAfter(now, nextRetries(inspector.log.rows))
  return (
    <fieldset class="clock" data-testid="clock">
      <legend class="unseen">Clock of the workspace</legend>
      <time
        title={`${instantText(new Date(now).toISOString())} UTC, the time of the workspace`}
        data-testid="now"
      >
        {instantText(new Date(now).toISOString()).slice(11)}
      </time>
      {clock.frozen && <span class="tag">frozen</span>}
      {Math.abs(clock.offsetMs) >= 1000 && (
        <span class="tag" data-testid="offset">
          {clock.offsetMs > 0 ? '+' : '−'}
          {durationText(Math.abs(clock.offsetMs))}
        </span>
      )}
      <span class="group">
        <button type="button" onClick={() => advance(60_000)} data-testid="advance-1m">
          +1 m
        </button>
        <button type="button" onClick={() => advance(31 * 60_000)} data-testid="advance-31m">
          +31 m
        </button>
        <button
          type="button"
          disabled={expiry === null}
          title={expiry === null ? 'No session is open' : `To the next expiry, in ${durationText(expiry)}`}
          onClick={() => expiry !== null && goTo(Math.round(now + expiry))}
          data-testid="advance-expiry"
        >
          → expiry
        </button>
        <button
          type="button"
          disabled={retry === null}
          title={
            retry === null
              ? 'No delivery waits to be tried again'
              : `To the next retry, in ${durationText(retry)}`
          }
          onClick={() => retry !== null && goTo(Math.round(now + retry))}
          data-testid="advance-retry"
        >
          → retry
        </button>
        <button
          type="button"
          aria-pressed={clock.frozen}
          onClick={() =>
            set({ frozen: !clock.frozen }, clock.frozen ? 'The clock runs.' : 'The clock stands.')
          }
          data-testid="freeze"
        >
          Freeze
        </button>
        <button
          type="button"
          disabled={clock.offsetMs === 0 && !clock.frozen}
          onClick={() =>
            change('The clock shows real time.', () => api.call('DELETE', 'clock', { workspace }))
          }
          data-testid="real-time"
        >
          Real time
        </button>
      </span>
    </fieldset>
  )
}

/** How long until the first of some instants that is still to come, in milliseconds; null for none. */
function nextAfter(now: number, instants: readonly string[]): number | null {
  const ahead = instants.map((instant) => Date.parse(instant) - now).filter((ms) => ms > 0)
  return ahead.length === 0 ? null : Math.min(...ahead)
}

/** When deliveries are tried again: the latest attempt of each event to each webhook counts. */
function nextRetries(rows: ReturnType<typeof useInspector>['log']['rows']): readonly string[] {
  const latest = new Map<string, string | null>()
  for (const { entry } of rows) {
    if (entry.type !== 'webhook') continue
    const { webhookId, eventId, nextAttemptAt } = entry.webhook
    latest.set(`${webhookId} ${eventId}`, nextAttemptAt)
  }
  return [...latest.values()].filter((instant) => instant !== null)
}
