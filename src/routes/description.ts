import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { packageFile } from '../package-file.js'
import { type ErrorPagesDeps, errorPagesRoutes } from './error-pages.js'

/**
 * GET /openapi.yaml and /openapi.json (ours): the committed description of the API, read when first asked for. Beside it the
 * pages about errors.
 */
export const descriptionRoutes: FastifyPluginAsync<ErrorPagesDeps> = async (app, deps) => {
  await app.register(errorPagesRoutes, deps)
  let yaml: Promise<string> | undefined
  let json: Promise<string> | undefined
  const readYaml = () => {
    yaml ??= readFile(packageFile('openapi.yaml'), 'utf8')
    return yaml
  }
  const readJson = async () => {
    const { parse } = await import('yaml')
    return JSON.stringify(parse(await readYaml()))
  }
  app.get('/openapi.yaml', async (_request, reply) =>
    reply.type('application/yaml; charset=utf-8').send(await readYaml()),
  )
  app.get('/openapi.json', async (_request, reply) => {
    json ??= readJson()
    return reply.type('application/json; charset=utf-8').send(await json)
  })
}
