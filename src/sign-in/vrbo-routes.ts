import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { noImport } from '../connections/import.js'
import { presentImport } from '../connections/import-present.js'
import { VrboImport } from '../connections/import-schema.js'
import { boundSessionOf } from '../http/context.js'
import type { Delays } from '../http/delays.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { sampleSession } from '../sessions/present.js'
import { added, requireField } from './fields.js'
import { presentVrboLogin } from './vrbo-present.js'
import { ImportQuery, VrboLogin, VrboLoginBody } from './vrbo-schema.js'
import type { VrboSignIn } from './vrbo-service.js'

export interface VrboSignInRoutesDeps {
  vrboSignIn: VrboSignIn
  delays: Delays
}

const sample = { id: '3847291', name: 'Noor' }
const email = 'noor@example.com'

/** The host sign-in of Vrbo (published since 2026-10). The session is the capability. */
export const vrboSignInRoutes: FastifyPluginAsyncTypebox<VrboSignInRoutesDeps> = async (
  app,
  { vrboSignIn, delays },
) => {
  app.post(
    '/v1/connect/vrbo-login/session',
    {
      schema: {
        operationId: 'vrboLogin',
        tags: ['Connect'],
        summary: 'Sign in at Vrbo as the host',
        description:
          'Log in with e-mail and password, then send the one-time code. When the status is `connected`, map the units of the account with `POST /v1/connections/vrbo:{accountId}/mappings`: that makes the connection and begins the import. ' +
          'A sign-in that fails answers 200 with `failed`, and the session stays usable. The word before the @ chooses the answer: `blocked`, `pending`, `trusted`, `importing`, `slow` or `unavailable`; the password `invalid` and the code 000000 are refused.',
        body: VrboLoginBody,
        response: { 200: ref(VrboLogin) },
      },
      config: declare({
        access: 'session',
        added,
        session: { in: 'body', provider: 'vrbo' },
        body: 'required',
        errors: ['provider_unavailable'],
        example: {
          body: { sessionId: sampleSession.id, action: 'login', email, password: 'my-password' },
          answer: presentVrboLogin({ account: sample, email, step: 'otp_required', reason: null }),
        },
      }),
    },
    async (request) => {
      const context = boundSessionOf(request)
      const { action, email, password, accountId, code, accessType } = request.body
      if (action === 'otp') {
        const given = { accountId, code: requireField(code, 'code', action) }
        return presentVrboLogin(await vrboSignIn.enterCode(context, given))
      }
      const login = {
        email: requireField(email, 'email', action),
        password: requireField(password, 'password', action),
        accessType,
      }
      return presentVrboLogin(await vrboSignIn.login(context, login, delays.pauseOf(request)))
    },
  )

  app.get(
    '/v1/connect/vrbo-login/session',
    {
      schema: {
        operationId: 'getVrboConnectImport',
        tags: ['Connect'],
        summary: 'Ask how far the import of an account of Vrbo is',
        description:
          'Signing in imports nothing: the import begins when the mapping is confirmed, which completes the session. It works after that, too.',
        querystring: ImportQuery,
        response: { 200: ref(VrboImport) },
      },
      config: declare({
        access: 'session',
        added,
        session: { in: 'query', provider: 'vrbo', completedToo: true },
        errors: ['claim_pending'],
        example: { answer: presentImport(sample.id, 'full_access', noImport) },
      }),
    },
    async (request) => {
      const { account, accessType, progress } = await vrboSignIn.importOf(boundSessionOf(request))
      return presentImport(account.id, accessType, progress)
    },
  )
}
