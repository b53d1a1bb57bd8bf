import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { packageFile } from '../package-file.js'

/** openapi.yaml, and the same as JSON, which was written when the program was built (ours). */
export const openapiRoutes: FastifyPluginAsync = async (app) => {
  for (const [path, file, type] of [
    ['/openapi.yaml', 'openapi.yaml', 'application/yaml'],
    ['/openapi.json', 'bundle/openapi.json', 'application/json'],
  ] as const) {
    let text: Promise<Buffer> | undefined
    app.get(path, async (_request, reply) => {
      text ??= readFile(packageFile(file))
      return reply.type(`${type}; charset=utf-8`).send(await text)
    })
  }
}
