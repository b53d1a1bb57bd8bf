import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOrNull } from '../http/context.js'
import { ref } from '../lib/schema.js'
import { ApiVersionBody, ApiVersionReading } from './api-version-schema.js'
import { type ControlDeps, controlCall } from './deps.js'

const response = { 200: ref(ApiVersionReading) }
const sample = { version: '2026-07' }

/** /_mock/api-version (ours): the version of the API that a workspace speaks, or all. */
export const apiVersionRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { apiVersions }) => {
  app.get(
    '/_mock/api-version',
    controlCall(
      { operationId: 'getMockApiVersion', summary: 'Read the version of the API', response },
      { example: { answer: sample } },
    ),
    async (request) => ({ version: await apiVersions.read(workspaceOrNull(request)) }),
  )

  app.put(
    '/_mock/api-version',
    controlCall(
      {
        operationId: 'setMockApiVersion',
        summary: 'Set the version of the API',
        description:
          'Calls and hosted pages speak it from now on. A call that prefers another version with Prefer: api-version speaks that.',
        body: ApiVersionBody,
        response,
      },
      { body: 'required', example: { body: sample, answer: sample } },
    ),
    async (request) => {
      await apiVersions.set(workspaceOrNull(request), request.body.version)
      return request.body
    },
  )
}
