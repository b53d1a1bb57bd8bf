import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { packageFile } from '../package-file.js'
import { type ApiVersion, apiVersions, descriptionName } from '../versions/api-version.js'

/**
 * The descriptions of the API (ours), which were written as JSON when the program was built. `/openapi.yaml` is that of the
 * version that the server speaks; each has an address of its own too.
 */
export const openapiRoutes: FastifyPluginAsync<{ readonly apiVersion: ApiVersion }> = async (app, deps) => {
  const described: readonly (readonly [string, ApiVersion])[] = [
    ['/openapi', deps.apiVersion],
    ...apiVersions.map((one) => [`/openapi-${one}`, one] as const),
  ]
  for (const [path, apiVersion] of described) {
    const name = descriptionName(apiVersion)
    fileRoute(app, `${path}.yaml`, `${name}.yaml`, 'application/yaml')
    fileRoute(app, `${path}.json`, `bundle/${name}.json`, 'application/json')
  }
}

/** Serves a file of the package, which is read at the first call. */
function fileRoute(app: FastifyInstance, path: string, file: string, type: string): void {
  let text: Promise<Buffer> | undefined
  app.get(path, async (_request, reply) => {
    text ??= readFile(packageFile(file))
    return reply.type(`${type}; charset=utf-8`).send(await text)
  })
}
