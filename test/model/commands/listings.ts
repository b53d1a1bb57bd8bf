import { type CommandFactory, refused } from '../command.js'
import { type WorkspaceName, withWorkspace } from '../world.js'
import { seededListings } from './connections.js'

export const listingIds = [...Object.keys(seededListings), '5']

/** Lists the listings of a workspace with a status. */
export function listListings(as: WorkspaceName, status: 'active' | 'inactive' | 'all'): CommandFactory {
  return () => ({
    call: { method: 'GET', path: `/v1/listings?status=${status}`, as },
    expect: (world) => {
      const { inactive, isSeeded } = world.workspaces[as]
      const wanted = Object.keys(seededListings).filter(
        (id) => isSeeded && (status === 'all' || inactive.includes(id) === (status === 'inactive')),
      )
      return {
        status: 200,
        world,
        checks: ({ data }) => [[wanted.join(), data.map(({ id }: { id: string }) => id).join()]],
      }
    },
  })
}

/** Reads a listing, which must be there, and then active. */
export function readListing(as: WorkspaceName, id: string): CommandFactory {
  return () => ({
    call: { method: 'GET', path: `/v1/properties/${id}`, as },
    expect: (world) => {
      const { inactive, isSeeded } = world.workspaces[as]
      if (!isSeeded || !(id in seededListings)) return refused(world, 404, 'not_found')
      if (inactive.includes(id)) return refused(world, 403, 'listing_inactive')
      return { status: 200, world, checks: (body) => [[id, body.id]] }
    },
  })
}

/** Activates or deactivates a listing. */
export function setStatus(as: WorkspaceName, id: string, active: boolean): CommandFactory {
  return () => ({
    call: { method: 'POST', path: '/v1/listings/status', as, body: { listingIds: [id], active } },
    expect: (world) => {
      const { inactive, isSeeded } = world.workspaces[as]
      if (!isSeeded || !(id in seededListings)) return refused(world, 404, 'not_found')
      const changes = inactive.includes(id) === active
      const others = inactive.filter((one) => one !== id)
      return {
        status: 200,
        world: withWorkspace(world, as, { inactive: active ? others : [...others, id] }),
        checks: ({ updated }) => [[changes ? 1 : 0, updated.length]],
      }
    },
  })
}
