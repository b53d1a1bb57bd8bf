import t from 'tap'
import { offeredCredentials, requireCredentials } from '../../src/connections/credentials.js'
import { providerOf } from '../../src/providers/lookup.js'

const version = '2026-10'
const asking = { version, within: 'credentials.' } as const

t.test('only the fields of the form are passed on', async (t) => {
  const given = { clientId: 'a', clientSecret: 'b', other: 'c' }
  t.strictSame(requireCredentials(providerOf('guesty'), given, asking), { clientId: 'a', clientSecret: 'b' })
})

t.test('the error names the first missing credential and the misspelt one, and shows no value', async (t) => {
  const missing = (given: Record<string, string>) => {
    try {
      requireCredentials(providerOf('guesty'), given, asking)
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

t.test('an empty body has no credentials', async (t) => {
  t.throws(() => requireCredentials(providerOf('smoobu'), {}, asking), { code: 'invalid_body' })
  t.equal(offeredCredentials(providerOf('smoobu'), {}, version), null)
})

t.test('a lone apiKey is enough for a PMS, for Plum Guide it is not', async (t) => {
  t.strictSame(offeredCredentials(providerOf('guesty'), { apiKey: 'k' }, version), { apiKey: 'k' })
  t.strictSame(offeredCredentials(providerOf('beds24'), { apiKey: 'k' }, version), { apiKey: 'k' })
  t.throws(() => offeredCredentials(providerOf('plumguide'), { apiKey: 'k' }, version), {
    code: 'invalid_body',
    details: { field: 'clientId' },
  })
})

t.test('a complete set of credentials wins over an additional apiKey', async (t) => {
  t.strictSame(
    offeredCredentials(providerOf('guesty'), { clientId: 'a', clientSecret: 'b', apiKey: 'k' }, version),
    {
      clientId: 'a',
      clientSecret: 'b',
    },
  )
})

t.test('credentials of other providers are ignored', async (t) => {
  t.equal(offeredCredentials(providerOf('guesty'), { propKey: 'p', username: 'u' }, version), null)
})
