import { timeText } from '../data/duration.js'
import type { Attempt, Endpoint } from '../data/entries.js'
import { itemKey } from '../data/merged.js'
import { useInspector, useValue } from '../state/hooks.js'
import { SendSample } from './send-sample.js'

/** So many attempts are endpoints; the timeline has them all. */
const maxAttempts = 50

/** The webhooks of the workspace, and the latest deliveries. */
export function WebhooksPane() {
  const inspector = useInspector()
  const endpoints = useValue((state) => state.endpoints)
  useValue((state) => state.logVersion)
  const attempts: Attempt[] = []
  for (let at = inspector.log.rows.length - 1; at >= 0 && attempts.length < maxAttempts; at--) {
    const entry = inspector.log.rows[at]?.entry
    if (entry?.type === 'webhook') attempts.push(entry.webhook)
  }
  return (
    <>
      <h2>
        Endpoints <span class="count">{endpoints.length}</span>
      </h2>
      {endpoints.length === 0 ? (
        <p class="hint">
          No webhook is registered. <code>POST /v1/webhooks</code> adds one.
        </p>
      ) : (
        <ul class="cards">
          {endpoints.map((endpoint) => (
            <EndpointCard key={itemKey(endpoint)} endpoint={endpoint} />
          ))}
        </ul>
      )}
      <h2>
        Attempts <span class="count">{attempts.length}</span>
      </h2>
      {attempts.length === 0 ? (
        <p class="hint">Nothing was delivered yet. A session that is approved sends an event.</p>
      ) : (
        <ul class="attempts">
          {attempts.map((attempt) => (
            <li key={attempt.id}>
              <button
                type="button"
                class="attempt"
                data-testid="attempt"
                onClick={() => inspector.go({ row: attempt.id, pane: 'details' })}
              >
                <time>{timeText(attempt.at).slice(0, 8)}</time>
                <span>{attempt.type}</span>
                <span class="n">{attempt.attempt > 1 ? `attempt ${attempt.attempt}` : ''}</span>
                <strong class={attempt.success ? 'is-2' : 'is-5'}>{attempt.statusCode ?? 'failed'}</strong>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function EndpointCard({ endpoint }: { readonly endpoint: Endpoint }) {
  const { url, status, consecutiveFailures, waiting, lastAttemptAt } = endpoint
  return (
    <li class="card" data-testid="endpoint">
      <div class="card-head">
        <strong class="url">{url}</strong>
        <span class={`status ${status}`}>{status}</span>
      </div>
      <p class="facts">
        <span>{consecutiveFailures === 0 ? 'no failure' : `${consecutiveFailures} of 10 failures`}</span>
        <span>{waiting} waiting</span>
        {lastAttemptAt !== null && <span>last {timeText(lastAttemptAt).slice(0, 8)}</span>}
      </p>
      <SendSample endpoint={endpoint} />
    </li>
  )
}
