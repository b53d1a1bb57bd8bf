import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { packageFile } from '../package-file.js'
import { type ErrorPagesDeps, errorPagesRoutes } from './error-routes.js'

/**
 * GET /openapi.yaml and /openapi.json (ours): the committed description of the API, and the same as it was written in JSON
 * when the program was built. Each is read when first asked for. Beside them the pages about errors.
 */
export const descriptionRoutes: FastifyPluginAsync<ErrorPagesDeps> = async (app, deps) => {
  await app.register(errorPagesRoutes, deps)
  const read = (name: string) => {
    let text: Promise<Buffer> | undefined
    return () => {
      text ??= readFile(packageFile(name))
      return text
    }
  }
  const readYaml = read('openapi.yaml')
  const readJson = read('bundle/openapi.json')
  app.get('/openapi.yaml', async (_request, reply) =>
    reply.type('application/yaml; charset=utf-8').send(await readYaml()),
  )
  app.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(await readJson()),
  )
}
