import type { Pause } from '../lib/clock.js'
import type { Workspace } from './workspace.js'

/** Waits once for a request, however often its transaction runs. */
export function pauseOnce(workspace: Workspace, pause: Pause): Pause {
  return async (delayMs) => {
    if (workspace.hasWaited) return
    workspace.hasWaited = true
    await pause(delayMs)
  }
}
