import { useState } from 'preact/hooks'
import type { Endpoint } from '../data/entries.js'
import { useInspector } from '../state/hooks.js'

/** Sends a sample of an event to a webhook. */
export function SendSample({ endpoint: { id, workspace } }: { readonly endpoint: Endpoint }) {
  const inspector = useInspector()
  const { events } = inspector.facts
  const [type, setType] = useState(events.find((one) => one === 'account.created') ?? events[0] ?? '')
  const send = () =>
    inspector.act('The sample is under way.', async () => {
      const path = `endpoints/${encodeURIComponent(id)}/test`
      await inspector.api.call('POST', path, { workspace, body: { type } })
    })
  return (
    <div class="actions">
      <span class="group">
        <select
          aria-label="Type of the sample"
          value={type}
          onChange={({ currentTarget }) => setType(currentTarget.value)}
        >
          {events.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <button type="button" data-testid="send-sample" onClick={send}>
          Send a sample
        </button>
      </span>
    </div>
  )
}
