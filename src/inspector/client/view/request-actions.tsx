import { useState } from 'preact/hooks'
import { copiedTest, type TestRunner, testRunners } from '../data/copied-test.js'
import type { RecordedRequest } from '../data/entries.js'
import { useInspector } from '../state/hooks.js'
import { CopyButton } from './copy-button.js'
import { SendAgain } from './send-again.js'

/** What can be done with a request. */
export function RequestActions({ request }: { readonly request: RecordedRequest }) {
  const inspector = useInspector()
  const { api, log } = inspector
  const [runner, setRunner] = useState<TestRunner>('Vitest')
  const [isSending, send] = useState(false)
  const test = () =>
    copiedTest(request, { runner, rows: log.rows, url: api.url, needsToken: api.token !== null })
  return (
    <>
      <div class="actions" data-testid="request-actions">
        <CopyButton text={() => request.curl} testId="copy-curl">
          Copy as curl
        </CopyButton>
        <span class="group">
          <CopyButton text={test} testId="copy-test">
            Copy as test
          </CopyButton>
          <select
            aria-label="Test runner"
            value={runner}
            data-testid="runner"
            onChange={({ currentTarget }) => setRunner(currentTarget.value as TestRunner)}
          >
            {testRunners.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </span>
        <button
          type="button"
          aria-expanded={isSending}
          data-testid="send-again"
          onClick={() => send(!isSending)}
        >
          Send again
        </button>
        <button type="button" data-testid="make-fail" onClick={() => inspector.makeFail(request)}>
          Make this call fail
        </button>
      </div>
      {isSending && <SendAgain request={request} />}
    </>
  )
}
