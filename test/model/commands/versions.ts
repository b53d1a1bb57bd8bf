import { type ApiVersion, newestVersion } from '../../../src/versions/api-version.js'
import { type CommandFactory, refused } from '../command.js'
import { type WorkspaceName, type World, withWorkspace } from '../world.js'

/** The version that a call in a workspace speaks. */
export function versionIn(world: World, name: WorkspaceName, prefer: ApiVersion | null): ApiVersion {
  return prefer ?? world.workspaces[name].apiVersion ?? newestVersion
}

/** Sets the version of a workspace. */
export function setVersion(as: WorkspaceName, version: ApiVersion): CommandFactory {
  return () => ({
    call: { method: 'PUT', path: '/_mock/api-version', as, body: { version } },
    expect: (world) => ({
      status: 200,
      world: withWorkspace(world, as, { apiVersion: version }),
      checks: (body) => [[version, body.version]],
    }),
  })
}

/** Asks with a bad query, which each version refuses with a status of its own. */
export function askBadly(as: WorkspaceName, prefer: ApiVersion | null): CommandFactory {
  return () => ({
    call: { method: 'GET', path: '/v1/connect?limit=0', as, prefer },
    expect: (world) =>
      refused(world, versionIn(world, as, prefer) === '2026-10' ? 422 : 400, 'invalid_params'),
  })
}
