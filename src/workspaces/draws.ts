import { createChance, createIds, type Random, seededRandom } from '../ids.js'
import type { Workspace } from './workspace.js'

/** Makes what a workspace draws from, by its id. */
export type DrawsOf = (workspaceId: string) => Pick<Workspace, 'ids' | 'chance'>

/**
 * With a seed each workspace draws from its own, so that the same calls of one key get the same ids and faults, whatever
 * others do. Without one all draw from `random`.
 */
export function createDraws(seed: string | null, random: Random): DrawsOf {
  if (seed === null) {
    const draws = { ids: createIds(random), chance: createChance(random) }
    return () => draws
  }
  return (id) => {
    const source = (purpose: string) => seededRandom(JSON.stringify([seed, id, purpose]))
    return {
      ids: createIds(source('sessions'), source('requests'), source('webhooks')),
      chance: createChance(source('faults')),
    }
  }
}
