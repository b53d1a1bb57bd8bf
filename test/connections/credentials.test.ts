import t from 'tap'
import { offeredCredentials, requireCredentials } from '../../src/connections/credentials.js'
import { providerOf } from '../../src/providers/lookup.js'
import { credentialFields } from '../../src/providers/providers.js'

t.test('only what the form asks for is passed on', async (t) => {
  const given = { clientId: 'a', clientSecret: 'b', other: 'c' }
  t.strictSame(requireCredentials(providerOf('guesty'), given, ''), { clientId: 'a', clientSecret: 'b' })
})

t.test('the first missing one is named, with what was meant for it and without any value', async (t) => {
  const missing = (given: Record<string, string>) => {
    try {
      requireCredentials(providerOf('guesty'), given, 'credentials.')
    } catch (error) {
      return error as { code: string; message: string; fix: string; details: Record<string, unknown> }
    }
    return undefined
  }
  const error = missing({ client_id: 'secret-1', clientSecret: 'secret-2' })
  t.match(error, {
    code: 'invalid_body',
    message: /credentials\.clientId is missing: Guesty needs clientId and clientSecret/,
    fix: /client_id/,
    details: { field: 'credentials.clientId', did_you_mean: 'clientId' },
  })
  t.notMatch(JSON.stringify([error?.message, error]), 'secret-')
  t.notOk('did_you_mean' in (missing({ zzzzzz: 'a' })?.details ?? {}))
})

t.test('names that every object inherits are no credentials', async (t) => {
  t.throws(() => requireCredentials(providerOf('smoobu'), {}, ''), { code: 'invalid_body' })
  t.equal(offeredCredentials(providerOf('smoobu'), {}), null)
})

t.test('a lone apiKey is enough for a PMS, for Plum Guide it is not', async (t) => {
  t.strictSame(offeredCredentials(providerOf('guesty'), { apiKey: 'k' }), { apiKey: 'k' })
  t.strictSame(offeredCredentials(providerOf('beds24'), { apiKey: 'k' }), { apiKey: 'k' })
  t.throws(() => offeredCredentials(providerOf('plumguide'), { apiKey: 'k' }), {
    code: 'invalid_body',
    details: { field: 'clientId' },
  })
})

t.test('all of the own fields win over an apiKey that comes along', async (t) => {
  t.strictSame(offeredCredentials(providerOf('guesty'), { clientId: 'a', clientSecret: 'b', apiKey: 'k' }), {
    clientId: 'a',
    clientSecret: 'b',
  })
})

t.test('fields of other providers are none of this one', async (t) => {
  t.equal(offeredCredentials(providerOf('guesty'), { propKey: 'p', username: 'u' }), null)
})

t.test('every field of every provider is known once', async (t) => {
  t.strictSame([...credentialFields].sort(), [
    'accessToken',
    'accountId',
    'apiKey',
    'apiToken',
    'clientId',
    'clientSecret',
    'hotelId',
    'password',
    'propKey',
    'username',
  ])
})
