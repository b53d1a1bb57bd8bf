import type { Connection, Session } from '../data/entries.js'
import { itemKey, merged } from '../data/merged.js'
import type { Row } from '../data/row.js'
import type { Loads } from './loads.js'
import type { State } from './state.js'

/** What rows that just came change in what the page shows. What they do not tell is read again. */
export function changesOf(
  { sessions, connections, workspaces }: State,
  added: readonly Row[],
  loads: Loads,
): Partial<State> {
  const newSessions = new Map<string, Session | null>()
  const newConnections = new Map<string, Connection | null>()
  const known = new Set(workspaces.map(({ id }) => id))
  for (const { entry } of added) {
    if (entry.workspace !== null && !known.has(entry.workspace)) loads.soon('workspaces')
    switch (entry.type) {
      case 'session':
        newSessions.set(itemKey(entry.session), entry.session)
        break
      case 'connection': {
        const connection = { ...entry.connection, workspace: entry.workspace as string }
        newConnections.set(itemKey(connection), entry.change === 'removed' ? null : connection)
        break
      }
      case 'clock':
        loads.turned(entry.workspace, entry.clock)
        break
      case 'webhook':
        loads.soon('endpoints')
        break
      case 'fault':
        loads.soon('faults')
        break
      case 'request':
        if (entry.request.fault?.id) loads.soon('faults')
        if (/^\/v1\/webhooks/.test(entry.request.path) && entry.request.method !== 'GET')
          loads.soon('endpoints')
        break
      case 'reset':
        for (const part of ['workspaces', 'sessions', 'connections', 'faults', 'endpoints', 'clock'] as const)
          loads.soon(part)
    }
  }
  return {
    ...(newSessions.size > 0 && { sessions: merged(sessions, newSessions) }),
    ...(newConnections.size > 0 && { connections: merged(connections, newConnections) }),
  }
}
