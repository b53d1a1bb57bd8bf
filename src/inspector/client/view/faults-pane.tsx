import type { Fault, FaultInput } from '../data/entries.js'
import { faultPresets } from '../data/fault-presets.js'
import { faultText } from '../data/fault-text.js'
import { useInspector, useValue } from '../state/hooks.js'
import { FaultFormView } from './fault-form-view.js'

/** Makes calls and deliveries fail. */
export function FaultsPane() {
  const inspector = useInspector()
  const { api, loads } = inspector
  const faults = useValue((state) => state.faults)
  const draft = useValue((state) => state.draft)
  const workspace = useValue(() => loads.workspace)
  const add = (fault: FaultInput) =>
    inspector.act('The fault waits for its calls.', async () => {
      await api.call('POST', 'faults', { workspace, body: fault })
      await loads.faults()
    })
  const remove = (id: string | null) =>
    inspector.act('', async () => {
      await api.call('DELETE', id === null ? 'faults' : `faults/${encodeURIComponent(id)}`, { workspace })
      await loads.faults()
    })
  return (
    <>
      <h2>
        Faults <span class="count">{faults.length}</span>
      </h2>
      {faults.length === 0 ? (
        <p class="hint">Calls are answered normally.</p>
      ) : (
        <>
          <ul class="cards">
            {faults.map((fault) => (
              <FaultCard key={fault.id} fault={fault} remove={() => remove(fault.id)} />
            ))}
          </ul>
          <button type="button" class="quiet" data-testid="clear-faults" onClick={() => remove(null)}>
            Remove all
          </button>
        </>
      )}
      <h2>Presets</h2>
      <div class="actions presets">
        {faultPresets.map(({ name, fault }) => (
          <button type="button" key={name} data-testid="preset" onClick={() => add(fault)}>
            {name}
          </button>
        ))}
      </div>
      <h2>Another fault</h2>
      {workspace === null && (
        <p class="hint">
          Faults go to all workspaces, later ones too. Choose a workspace to make one for it alone.
        </p>
      )}
      <FaultFormView key={draft?.number ?? 0} draft={draft?.fault ?? null} add={add} />
    </>
  )
}

function FaultCard({ fault, remove }: { readonly fault: Fault; readonly remove: () => void }) {
  const { id, remaining, hits, probability, warnings } = fault
  return (
    <li class="card" data-testid="fault">
      <p>{faultText(fault)}</p>
      <p class="facts">
        <code>{id}</code>
        <span>
          {hits} {hits === 1 ? 'hit' : 'hits'}
        </span>
        <span>{remaining === null ? 'no limit' : `${remaining} left`}</span>
        {probability < 1 && <span>{Math.round(probability * 100)} %</span>}
        <button type="button" class="link" data-testid="remove-fault" onClick={remove}>
          Remove
        </button>
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
    </li>
  )
}
