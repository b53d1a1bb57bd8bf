import { useState } from 'preact/hooks'
import type { RecordedRequest } from '../data/entries.js'
import { lineDiff } from '../data/line-diff.js'
import { useInspector } from '../state/hooks.js'
import { hadKey, type Repetition, repeat } from '../state/repeat.js'
import { statusClass } from './row-view.js'

/** Sends a request again, and compares the answers. */
export function SendAgain({ request }: { readonly request: RecordedRequest }) {
  const { api } = useInspector()
  const keyName = `repull-mock key ${request.workspace ?? ''}`
  const [key, setKey] = useState(() => api.tab.get(keyName) ?? '')
  const [answer, setAnswer] = useState<Repetition | null>(null)
  const needsKey = hadKey(request)
  const send = async (event: Event) => {
    event.preventDefault()
    if (needsKey) api.tab.set(keyName, key)
    setAnswer(await repeat(api, request, needsKey ? key : ''))
  }
  return (
    <form class="again" onSubmit={send} data-testid="again">
      {needsKey && (
        <>
          <label for="again-key">API key of the workspace</label>
          <input
            id="again-key"
            type="password"
            autocomplete="off"
            required
            placeholder="sk_test_…"
            value={key}
            data-testid="again-key"
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
          <p class="hint">The journal has no keys. This tab keeps it until it is closed.</p>
        </>
      )}
      <button type="submit" class="main" data-testid="again-send">
        Send it now
      </button>
      {answer !== null && <Comparison request={request} answer={answer} />}
    </form>
  )
}

function Comparison({ request, answer }: { readonly request: RecordedRequest; readonly answer: Repetition }) {
  const isSameStatus = answer.status === request.status
  const lines = lineDiff(pretty(request.responseBody), pretty(answer.body))
  const changed = lines.filter(({ sign }) => sign !== ' ').length
  const status = (value: number | null) => (
    <strong class={statusClass(value, value === null)}>{value ?? 'no answer'}</strong>
  )
  return (
    <div data-testid="comparison">
      <p>
        {isSameStatus ? (
          <>The same status, {status(answer.status)}. </>
        ) : (
          <>
            {status(request.status)} then, {status(answer.status)} now.{' '}
          </>
        )}
        {changed === 0 ? 'The same body.' : `${changed} lines of the body differ.`}
      </p>
      {changed > 0 && (
        <pre class="diff">
          {lines.map(({ sign, text }, at) => (
            <span key={at} class={sign === ' ' ? '' : sign === '-' ? 'gone' : 'new'}>
              {`${sign} ${text}\n`}
            </span>
          ))}
        </pre>
      )}
    </div>
  )
}

function pretty(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2)
}
