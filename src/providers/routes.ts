import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import { versionOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { type ApiVersion, apiVersions } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import { type Provider, type ProviderSlug, providers } from './providers.js'
import { type ConnectProvider, ConnectProviderList } from './schema.js'

const Unchanged = Type.Unsafe<undefined>({
  type: 'null',
  description: 'The list has not changed since the ETag in `If-None-Match`. The answer has no body.',
})

const sampleList = {
  data: [{ ...presentProvider(providers[0]), logoUrl: 'data:image/svg+xml,%3Csvg%2F%3E', aliases: ['abnb'] }],
}

/** The list of a version, with its bytes and their ETag. */
interface ProviderList {
  readonly list: Static<typeof ConnectProviderList>
  readonly body: string
  readonly etag: string
}

function listIn(version: ApiVersion): ProviderList {
  const listsAll = inVersion(version, 'providersListed') === 'all'
  const isListed = ({ listedSince }: Provider) => listsAll || listedSince === undefined
  const list = { data: providers.filter(isListed).map(presentProvider) }
  const body = JSON.stringify(list)
  return { list, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** GET /v1/connect/providers (published): the registry. The same bytes for all callers of a version, so they are made once. */
export const providersRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const lists = new Map(apiVersions.map((version) => [version, listIn(version)]))
  app.get(
    '/v1/connect/providers',
    {
      schema: {
        operationId: 'listConnectProviders',
        tags: ['Connect'],
        summary: 'List the providers that a host can connect',
        description:
          'Use it to build a picker of your own. It needs no key, is the same for everybody, and can be cached for five minutes.',
        response: { 200: ref(ConnectProviderList), 304: Unchanged },
      },
      config: declare({ access: 'public', errors: [], example: { answer: sampleList } }),
    },
    async (request, reply) => {
      const { list, body, etag } = lists.get(versionOf(request)) as ProviderList
      reply.headers({ 'cache-control': 'public, max-age=300', etag })
      if (isFresh(request.headers['if-none-match'], etag)) return reply.code(304).send()
      reply.header('content-type', 'application/json; charset=utf-8').serializer(() => body)
      return list
    },
  )
}

/** Whether the caller has these bytes already (RFC 9110, If-None-Match). */
function isFresh(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, ''))) ?? false
}

function presentProvider(provider: Provider & { id: ProviderSlug }): Static<typeof ConnectProvider> {
  const { id, displayName, category, connectPattern, status, description, aliases, color } = provider
  return {
    id,
    displayName,
    category,
    connectPattern,
    status,
    logoUrl: monogram(displayName, color),
    description,
    docsUrl: `https://repull.dev/docs/channels/${id}`,
    aliases: [...aliases],
    migrationCapabilities: null,
  }
}

/** A provider's first letter on its colour. */
function monogram(name: string, color: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="10" fill="${color}"/><text x="24" y="33" font-family="sans-serif" font-size="26" text-anchor="middle" fill="#fff">${name.charAt(0)}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
