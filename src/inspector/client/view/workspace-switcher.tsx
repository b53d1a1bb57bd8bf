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
            ? workspaces[0].name
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

function optionText(workspace: Workspace): string {
  const { name, sessions, lastCallAt } = workspace
  const last = lastCallAt ? ` · ${instantText(lastCallAt)}` : ''
  return `${name} · ${sessions} ${sessions === 1 ? 'session' : 'sessions'}${last}`
}
