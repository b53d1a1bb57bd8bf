import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { CompletedConnection, Connection } from '../../src/connections/schema.js'
import { Health } from '../../src/health/routes.js'
import { anyCaseKeyword, anyOf, ref } from '../../src/lib/schema.js'
import { ConnectProvider, ConnectProviderList, ProviderPath } from '../../src/providers/schema.js'
import { CompleteBody, ProviderBody, ProviderSession } from '../../src/sessions/schema.js'
import { versionsKeyword } from '../../src/versions/schema.js'
import { replies } from './replies.js'

/** Fastify with the schemas of the real routes, and answers that never change: what the framework alone costs. */
export function buildBare(): FastifyInstance {
  const app = Fastify({ ajv: { customOptions: { keywords: [versionsKeyword, anyCaseKeyword] } } })
  for (const schema of [
    ProviderSession,
    Connection,
    CompletedConnection,
    ConnectProvider,
    ConnectProviderList,
    Health,
  ]) {
    app.addSchema(schema)
  }
  app.post(
    '/v1/connect/:provider',
    {
      schema: {
        params: ProviderPath,
        body: ProviderBody,
        response: { 200: anyOf(ProviderSession, Connection, 'A session or a connection.') },
      },
    },
    async () => replies.session,
  )
  app.post(
    '/v1/connect/sessions/:id/complete',
    {
      schema: {
        params: Type.Object({ id: Type.String() }),
        body: CompleteBody,
        response: { 200: ref(CompletedConnection) },
      },
    },
    async () => replies.connection,
  )
  app.get(
    '/v1/connect/providers',
    { schema: { response: { 200: ref(ConnectProviderList) } } },
    async () => replies.providers,
  )
  app.get('/v1/health', { schema: { response: { 200: ref(Health) } } }, async () => replies.health)
  return app
}
