import type { Connection } from '../data/entries.js'
import { itemKey } from '../data/merged.js'
import { useInspector, useValue } from '../state/hooks.js'

/** The accounts that hosts connected, which break and heal. */
export function ConnectionList() {
  const connections = useValue((state) => state.connections)
  return (
    <>
      <h2>
        Connections <span class="count">{connections.length}</span>
      </h2>
      {connections.length === 0 ? (
        <p class="hint">No account is connected. Approve a session to connect one.</p>
      ) : (
        <ul class="cards">
          {connections.slice(0, 100).map((connection) => (
            <ConnectionCard key={itemKey(connection)} connection={connection} />
          ))}
        </ul>
      )}
    </>
  )
}

function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const inspector = useInspector()
  const { id, workspace, provider, status, externalAccountId, host, action } = connection
  const isBad = status === 'error'
  const change = (name: 'break' | 'heal', done: string) =>
    inspector.act(done, async () => {
      const path = `connections/${encodeURIComponent(id)}/${name}`
      await inspector.api.call('POST', path, { workspace, ...(name === 'break' && { body: {} }) })
      await inspector.loads.connections()
    })
  return (
    <li class="card" data-testid="connection">
      <div class="card-head">
        <strong>{provider}</strong>
        <span class={`status ${isBad ? 'errored' : status}`}>
          {isBad ? (action?.reason ?? 'error') : status}
        </span>
      </div>
      <p class="facts">
        <span>{host?.displayName ?? 'No name'}</span>
        {externalAccountId !== null && <span>account {externalAccountId}</span>}
      </p>
      <div class="actions">
        {isBad ? (
          <button
            type="button"
            data-testid="heal"
            onClick={() => change('heal', 'The connection is well again.')}
          >
            Heal it
          </button>
        ) : (
          <button
            type="button"
            data-testid="break"
            onClick={() => change('break', 'The connection went bad.')}
          >
            Break it
          </button>
        )}
      </div>
    </li>
  )
}
