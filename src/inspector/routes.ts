import { type TObject, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { declare } from '../http/policy.js'
import { wantsHtml } from '../lib/headers.js'
import { listOf, string } from '../lib/schema.js'
import type { Assets } from '../pages/assets.js'
import { filesPolicy } from '../pages/reference-document.js'
import { rootFrom } from '../pages/request.js'
import { type ControlCall, callList } from './call-list.js'
import { factsOf } from './facts.js'
import { inspectorShell } from './shell.js'

export interface InspectorDeps {
  readonly version: string
  /** A fresh secret string. */
  readonly nonce: () => string
  readonly assets: Assets
}

export const ListedCall = Type.Object(
  {
    method: string('The method of the call, like `POST`.'),
    path: string('The path of the call, with its parameters in braces.'),
    summary: string('What the call does.'),
    docs: string(
      'Where the call is described, with a form that makes it. The address is relative to this one.',
    ),
  },
  { $id: 'MockCall', additionalProperties: false, description: 'A call of the control API.' },
)

const sample = {
  method: 'POST',
  path: '/_mock/clock/advance',
  summary: 'Move the clock forward',
  docs: 'docs#/Control/advanceMockClock',
}

/**
 * GET /_mock (ours): the inspector for browsers, the list of the other control calls for all others.
 *
 * @param query what every control call takes.
 */
export function inspectorRoute(
  app: FastifyInstance,
  calls: readonly ControlCall[],
  query: TObject,
  { version, nonce, assets }: InspectorDeps,
): void {
  app.get(
    '/_mock',
    {
      schema: {
        operationId: 'showMockIndex',
        tags: ['Control'],
        summary: 'Show the inspector, or list the control calls',
        description:
          'Callers that accept HTML get the inspector, a page that shows what an app did and lets testers control it. All others get the other calls under `/_mock`.',
        querystring: query,
        response: {
          200: {
            description: 'The page as HTML, or the calls as JSON.',
            content: {
              'application/json': { schema: listOf(ListedCall, 'The calls.') },
              'text/html': { schema: { type: 'string' } },
            },
          },
        },
      },
      config: declare({
        access: 'control',
        // The page has nothing of a workspace. Its calls bring the token, for which it asks.
        isOpen: ({ headers }) => wantsHtml(headers),
        errors: [],
        example: { answer: { data: [sample] } },
      }),
    },
    async (request, reply) => {
      const from = rootFrom(request.url)
      reply.header('vary', 'Accept')
      if (!wantsHtml(request.headers)) {
        const data = calls.map(({ operationId, ...call }) => ({
          ...call,
          docs: `${from}docs#/Control/${operationId}`,
        }))
        return reply.send({ data })
      }
      const secret = nonce()
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': filesPolicy(secret),
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
        })
        .send(
          inspectorShell({
            files: await assets.of('inspector'),
            facts: factsOf(version),
            nonce: secret,
            root: `${from}./`,
            withoutScript: callList(calls, from),
          }),
        )
    },
  )
}
