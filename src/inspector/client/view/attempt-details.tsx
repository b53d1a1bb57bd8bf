import { instantText } from '../data/duration.js'
import type { Attempt, ClockReading } from '../data/entries.js'
import { useInspector, useNow } from '../state/hooks.js'
import { HeadersView } from './headers-view.js'
import { JsonView } from './json-view.js'
import { SignatureCheck } from './signature-check.js'

/** An attempt to deliver an event: what was sent and what came back. */
export function AttemptDetails({ attempt }: { readonly attempt: Attempt }) {
  const inspector = useInspector()
  const { api, loads } = inspector
  const now = useNow(attempt.nextAttemptAt !== null)
  const { type, url, success, statusCode, errorMessage, at, nextAttemptAt, deliveryId } = attempt
  const isAhead = nextAttemptAt !== null && now !== null && Date.parse(nextAttemptAt) > now
  const { workspace } = attempt
  const replay = () =>
    inspector.act('The replay is under way.', () =>
      api.call('POST', `webhooks/${encodeURIComponent(deliveryId)}/replay`, {
        workspace,
        body: { force: success },
      }),
    )
  const advance = () =>
    inspector.act('The clock moved to the next attempt.', async () => {
      // To the instant itself: the clock of the browser may differ from that of the server.
      const body = { now: nextAttemptAt }
      loads.heard(await api.call<ClockReading>('PUT', 'clock', { workspace, body }))
    })
  return (
    <article data-testid="attempt-details">
      <h2>{type}</h2>
      <p class="outcome">
        <strong class={success ? 'is-2' : 'is-5'}>{statusCode ?? 'No answer'}</strong>
        <span>attempt {attempt.attempt}</span>
        <span>{instantText(at)}</span>
      </p>
      <dl class="findings">
        <div>
          <dt>Endpoint</dt>
          <dd>
            <code>{url}</code>
          </dd>
        </div>
        {errorMessage !== null && (
          <div>
            <dt>Failure</dt>
            <dd>{errorMessage}</dd>
          </div>
        )}
        <div>
          <dt>Next attempt</dt>
          <dd>{nextAttemptAt === null ? 'None' : instantText(nextAttemptAt)}</dd>
        </div>
      </dl>
      <div class="actions">
        <button type="button" data-testid="replay" onClick={replay}>
          Replay
        </button>
        {isAhead && (
          <button type="button" data-testid="advance-to-attempt" onClick={advance}>
            Advance to the next attempt
          </button>
        )}
      </div>
      <h3>Sent</h3>
      <HeadersView title="Request headers" headers={attempt.requestHeaders} />
      <JsonView value={attempt.payload} />
      <SignatureCheck attempt={attempt} />
      <h3>Answer</h3>
      <HeadersView title="Answer headers" headers={attempt.responseHeaders} />
      {attempt.responseBody !== null && <JsonView value={attempt.responseBody} />}
    </article>
  )
}
