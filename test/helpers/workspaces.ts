import { systemRandom } from '../../src/ids.js'
import { MemoryDocuments } from '../../src/stores/memory-documents.js'
import { createDraws } from '../../src/workspaces/draws.js'
import { Standings } from '../../src/workspaces/standings.js'
import { Workspaces, type WorkspacesOptions } from '../../src/workspaces/workspaces.js'
import { HandClock } from './mock.js'

/** Workspaces without a server, all of them empty. */
export function createWorkspaces(options: Partial<WorkspacesOptions> = {}): Workspaces {
  const clock = new HandClock()
  let eras = 0
  const createEra = () => String(++eras)
  return new Workspaces({
    clock,
    standings: new Standings({ clock, createEra, documents: new MemoryDocuments() }),
    drawsOf: createDraws(null, systemRandom),
    maxWorkspaces: 10,
    isEmpty: async () => true,
    forgetRest: async () => {},
    ...options,
  })
}
