import { instantText } from '../data/duration.js'
import type { Workspace } from '../data/entries.js'
import { useInspector, useValue } from '../state/hooks.js'

/** Chooses the workspace that the page is about. */
export function WorkspaceSwitcher() {
  const inspector = useInspector()
  const workspaces = useValue((state) => state.workspaces)
  const workspace = useValue((state) => state.place.workspace)
  const isGone = workspace !== null && !workspaces.some(({ id }) => id === workspace)
  return (
    <label class="workspace">
      <span class="unseen">Workspace</span>
      <select
        value={workspace ?? ''}
        data-testid="workspace"
        onChange={({ currentTarget }) =>
          inspector.go({ workspace: currentTarget.value === '' ? null : currentTarget.value, row: null })
        }
      >
        <option value="">
          {workspaces.length === 1 && workspaces[0]
            ? nameOf(workspaces[0])
            : `All ${workspaces.length} workspaces`}
        </option>
        {isGone && <option value={workspace}>{workspace}</option>}
        {workspaces.length > 1 &&
          workspaces.map((one) => (
            <option key={one.id} value={one.id}>
              {optionText(one)}
            </option>
          ))}
      </select>
    </label>
  )
}

/** The masked key of a workspace; the end of its id where the server tells no key. */
export function nameOf({ name, id }: Workspace): string {
  return name ?? `Workspace …${id.slice(-8)}`
}

function optionText(workspace: Workspace): string {
  const { sessions, lastCallAt } = workspace
  const last = lastCallAt ? ` · ${instantText(lastCallAt)}` : ''
  return `${nameOf(workspace)} · ${sessions} ${sessions === 1 ? 'session' : 'sessions'}${last}`
}
