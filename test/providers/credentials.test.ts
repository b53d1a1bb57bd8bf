import t from 'tap'
import { credentialNames, isCredential, isSecret } from '../../src/providers/credentials.js'
import { providers } from '../../src/providers/providers.js'

t.test('the fields of forms are those that a provider asks for', async (t) => {
  const asked = new Set(providers.flatMap<string>(({ credentials }) => credentials))
  t.strictSame([...asked].sort(), [...credentialNames].sort())
})

t.test('secrets, and the accounts that they belong to, are known in any spelling', async (t) => {
  for (const name of [
    'client_secret',
    'apiKey',
    'credentials.anything',
    'X-Auth-Token',
    'credentials.prop_key',
  ])
    t.ok(isSecret(name) && isCredential(name), name)
  for (const name of ['username', 'client-id', 'sessions[0].accountId'])
    t.strictSame([isSecret(name), isCredential(name)], [false, true], name)
  for (const name of ['hotelId', 'externalAccountId', 'state', 'account.id'])
    t.notOk(isCredential(name), name)
  t.strictSame(
    credentialNames.filter((name) => !isCredential(name)),
    [
      'hotelId',
      'propertyIds',
      'environment',
      'domain',
      'keyType',
      'authMode',
      'hmacRealm',
      'secretIsBase64',
      'paymentTypeId',
      'moveReasonId',
    ],
  )
})
