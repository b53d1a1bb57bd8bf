import { instantText, tookText } from '../data/duration.js'
import type { RecordedRequest } from '../data/entries.js'
import { respondText } from '../data/fault-text.js'
import type { Row } from '../data/row.js'
import { shortId } from '../data/short-id.js'
import { useInspector } from '../state/hooks.js'
import { HeadersView } from './headers-view.js'
import { JsonView } from './json-view.js'
import { RequestActions } from './request-actions.js'
import { statusClass } from './row-view.js'

interface RequestDetailsProps {
  readonly request: RecordedRequest
  readonly row: Row
}

/** A request and its answer. */
export function RequestDetails({ request, row }: RequestDetailsProps) {
  const { method, path, query, status, code, at, durationMs, requestId } = request
  const { requestBody, responseBody, requestHeaders, responseHeaders } = request
  const hasQuery = Object.keys(query).length > 0
  return (
    <article data-testid="request">
      <h2 class="call">
        <span class="method">{method}</span> <span class="path">{path}</span>
      </h2>
      <p class="outcome">
        <strong class={`answer ${statusClass(status, row.isCut)}`}>{row.isCut ? 'No answer' : status}</strong>
        {row.isCut && status !== null && <span>{status} was made</span>}
        {code !== null && <code class={statusClass(status, row.isCut)}>{code}</code>}
        <span>{tookText(durationMs)} ms</span>
        <span>{instantText(at)}</span>
      </p>
      <Findings request={request} />
      <RequestActions request={request} />
      <h3>Request</h3>
      <HeadersView title="Request headers" headers={requestHeaders} />
      {hasQuery && (
        <>
          <h4>Query</h4>
          <JsonView value={query} />
        </>
      )}
      <Body value={requestBody} />
      <h3>Answer</h3>
      <HeadersView title="Answer headers" headers={responseHeaders} />
      <Body value={responseBody} />
      <p class="hint">
        Request id <code>{requestId}</code>. Secrets are masked.
      </p>
    </article>
  )
}

function Body({ value }: { readonly value: unknown }) {
  return value === null ? <p class="hint">No body was kept.</p> : <JsonView value={value} />
}

/** What is worth knowing before the rest is read. */
function Findings({ request }: { readonly request: RecordedRequest }) {
  const inspector = useInspector()
  const { sessionId, nearest, fault, warnings, responseBody } = request
  const message = errorMessageOf(responseBody)
  return (
    <dl class="findings">
      {message !== null && (
        <div>
          <dt>Message</dt>
          <dd>{message}</dd>
        </div>
      )}
      {nearest !== null && (
        <div class="advice">
          <dt>What would work</dt>
          <dd data-testid="nearest">{nearest}</dd>
        </div>
      )}
      {fault !== null && (
        <div>
          <dt>Fault</dt>
          <dd>
            {fault.id === null ? 'The Prefer header' : fault.id}: {respondText(fault.respond)}
          </dd>
        </div>
      )}
      {warnings.map((warning) => (
        <div key={warning}>
          <dt>Warning</dt>
          <dd>{warning}</dd>
        </div>
      ))}
      {sessionId !== null && (
        <div>
          <dt>Session</dt>
          <dd>
            <button
              type="button"
              class="link"
              title={`Show the calls of ${sessionId}`}
              onClick={() => inspector.showCallsOf(sessionId)}
            >
              {shortId(sessionId)}
            </button>
          </dd>
        </div>
      )}
    </dl>
  )
}

function errorMessageOf(body: unknown): string | null {
  const error = (body as { error?: { message?: unknown } } | null)?.error
  return typeof error?.message === 'string' ? error.message : null
}
