import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { boundSessionOf } from '../http/context.js'
import type { Delays } from '../http/delays.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { sampleSession } from '../sessions/present.js'
import { beginSignIn } from '../sessions/sign-in.js'
import { presentExtranetLogin, presentExtranetStatus, presentInvite } from './extranet-present.js'
import * as schema from './extranet-schema.js'
import { type ExtranetSignIn, twoFactorNumber } from './extranet-service.js'
import { added } from './fields.js'

export interface ExtranetSignInRoutesDeps {
  extranetSignIn: ExtranetSignIn
  delays: Delays
}

const sessionId = sampleSession.id
const accountId = 4_180_361
const account = { id: String(accountId), name: 'Harbour Inn' }
const sample = beginSignIn('booking-extranet-login', account, { step: 'signing_in' })
const path = '/v1/connect/booking-extranet-login'
const inBody = {
  access: 'session',
  added,
  session: { in: 'body', provider: 'booking' },
  body: 'required',
} as const
const magic =
  'The word before the @, or the name of an invitation, chooses what comes next: `blocked`, `pending`, `permissions`, `importing`, `slow` or `unavailable`.'

/** The sign-in at the Booking.com Extranet (published since 2026-10). The session is the capability. */
export const extranetSignInRoutes: FastifyPluginAsyncTypebox<ExtranetSignInRoutesDeps> = async (
  app,
  { extranetSignIn, delays },
) => {
  app.post(
    `${path}/invite`,
    {
      schema: {
        operationId: 'inviteBookingExtranetUser',
        tags: ['Connect'],
        summary: 'Let the host invite a user to the Extranet',
        description: `For hosts who do not give their login away: they invite the user of the answer in the Extranet. Ask for the status until it is \`awaiting_mapping\`. ${magic}`,
        body: schema.InviteBody,
        response: { 200: ref(schema.ExtranetInvite) },
      },
      config: declare({
        ...inBody,
        errors: ['provider_unavailable'],
        example: {
          body: { sessionId, name: 'Noor at Repull' },
          answer: presentInvite(sample, 'Noor at Repull', sessionId),
        },
      }),
    },
    async (request) => {
      const context = boundSessionOf(request)
      const { name } = request.body
      const host = { email: null, password: '', name }
      const begun = await extranetSignIn.begin(context, host, delays.pauseOf(request))
      return presentInvite(begun, name, context.session.id)
    },
  )

  app.get(
    `${path}/session`,
    {
      schema: {
        operationId: 'getBookingExtranetLoginConfig',
        tags: ['Connect'],
        summary: 'Read the phone number for the codes of the Extranet',
        description: 'The host enters it in the Extranet before they sign in, so that they need no code.',
        querystring: schema.ExtranetQuery,
        response: { 200: ref(schema.ExtranetConfig) },
      },
      config: declare({
        access: 'session',
        added,
        session: { in: 'query', provider: 'booking' },
        errors: [],
        example: { answer: { twoFactorNumber: twoFactorNumber(sessionId) } },
      }),
    },
    async (request) => ({ twoFactorNumber: twoFactorNumber(boundSessionOf(request).session.id) }),
  )

  app.post(
    `${path}/session`,
    {
      schema: {
        operationId: 'startBookingExtranetLogin',
        tags: ['Connect'],
        summary: 'Sign in at the Extranet as the host',
        description: `Ask for the status until it is \`awaiting_mapping\`, then map the units with \`POST /v1/connections/booking_extranet:{accountId}/mappings\`: that makes the connection. ${magic} The password \`invalid\` is refused.`,
        body: schema.ExtranetLoginBody,
        response: { 200: ref(schema.ExtranetLogin) },
      },
      config: declare({
        ...inBody,
        errors: ['provider_unavailable'],
        example: {
          body: { sessionId, email: 'noor@example.com', password: 'my-password' },
          answer: presentExtranetLogin(sample, sessionId),
        },
      }),
    },
    async (request) => {
      const context = boundSessionOf(request)
      const { email, password, label: name } = request.body
      const begun = await extranetSignIn.begin(context, { email, password, name }, delays.pauseOf(request))
      return presentExtranetLogin(begun, context.session.id)
    },
  )

  app.get(
    `${path}/status`,
    {
      schema: {
        operationId: 'getBookingExtranetLoginStatus',
        tags: ['Connect'],
        summary: 'Ask how a sign-in at the Extranet stands',
        description:
          'Call it until `awaitingMapping` is true. The host of an invitation accepts it after the first call. It works after the session is completed, too.',
        querystring: schema.ExtranetStatusQuery,
        response: { 200: ref(schema.ExtranetStatus) },
      },
      config: declare({
        access: 'session',
        added,
        session: { in: 'query', provider: 'booking', completedToo: true },
        errors: [],
        example: { answer: presentExtranetStatus({ signIn: sample, completed: false }) },
      }),
    },
    async (request) =>
      presentExtranetStatus(await extranetSignIn.status(boundSessionOf(request), request.query.accountId)),
  )

  app.post(
    `${path}/recheck`,
    {
      schema: {
        operationId: 'recheckBookingExtranetLogin',
        tags: ['Connect'],
        summary: 'Look once more whether the host has given access',
        description: 'Use it after the host has accepted an invitation, or given full access.',
        body: schema.RecheckBody,
        response: { 200: ref(schema.ExtranetRecheck) },
      },
      config: declare({
        ...inBody,
        added: { ...added, since: '2026-10-03' },
        errors: [],
        example: { body: { sessionId, accountId }, answer: { ok: true, jobId: 'job_9f86d081884c7d659a2f' } },
      }),
    },
    async (request) => extranetSignIn.recheck(boundSessionOf(request), request.body.accountId),
  )
}
