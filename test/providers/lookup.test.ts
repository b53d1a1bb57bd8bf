import t from 'tap'
import { knownProvider, requireSameProvider, reservedWords } from '../../src/providers/lookup.js'
import { providers } from '../../src/providers/providers.js'

t.test('each slug is known exactly as it is written', async (t) => {
  for (const { id } of providers) {
    t.equal(knownProvider(id).id, id)
    for (const other of [id.toUpperCase(), ` ${id}`, `${id} `, `${id}s`]) {
      t.throws(() => knownProvider(other), {
        code: 'invalid_provider',
        message: `Unknown provider: ${other}`,
        details: { did_you_mean: id, value_received: other, field: 'provider' },
      })
    }
  }
})

t.test('an alias is no slug, and the error suggests the slug', async (t) => {
  for (const { id, aliases } of providers) {
    for (const alias of aliases) {
      t.throws(() => knownProvider(alias), { code: 'invalid_provider', details: { did_you_mean: id } }, alias)
    }
  }
})

t.test('no two providers share an alias', async (t) => {
  const all = providers.flatMap(({ id, aliases }) => [id, ...aliases])
  t.equal(new Set(all).size, all.length)
})

t.test('the longest slug that a word begins with is suggested', async (t) => {
  t.throws(() => knownProvider('bookingsyncpro'), {
    code: 'invalid_provider',
    details: { did_you_mean: 'bookingsync' },
  })
  t.throws(() => knownProvider('bookingpro'), {
    code: 'invalid_provider',
    details: { did_you_mean: 'booking' },
  })
})

t.test('one typo in a short slug gets a suggestion, noise gets none', async (t) => {
  t.throws(() => knownProvider('vrb'), { code: 'invalid_provider', details: { did_you_mean: 'vrbo' } })
  for (const noise of ['', 'x', '???', 'zz', 'constructor', '__proto__']) {
    try {
      knownProvider(noise)
      t.fail(noise)
    } catch (error) {
      t.notOk('did_you_mean' in (error as { details: object }).details, noise)
    }
  }
})

t.test('the error names the field of the slug', async (t) => {
  t.throws(() => knownProvider('x', 'allowedProviders'), {
    code: 'invalid_provider',
    details: { field: 'allowedProviders' },
  })
})

t.test('a session belongs to one provider', async (t) => {
  t.doesNotThrow(() => requireSameProvider('airbnb', 'airbnb'))
  t.throws(() => requireSameProvider('booking', 'airbnb'), {
    code: 'invalid_provider',
    message: /airbnb.*booking/,
    details: { value_received: 'booking', valid_values: ['airbnb'], did_you_mean: 'airbnb' },
  })
  t.throws(() => requireSameProvider('airbnb', null), { code: 'invalid_provider', fix: /select-provider/ })
  t.throws(() => requireSameProvider('airbnbpro', 'airbnb'), { message: 'Unknown provider: airbnbpro' })
})

t.test('no slug is a reserved word, and none appears twice', async (t) => {
  t.equal(new Set(providers.map(({ id }) => id)).size, providers.length)
  for (const { id } of providers) t.notOk(reservedWords.has(id))
})

t.test('the name of a connection that is no slug leads to where it is read', async (t) => {
  t.throws(() => knownProvider('booking_extranet'), {
    code: 'invalid_provider',
    fix: 'Use booking to connect such an account. It is read with GET /v1/connect/booking-extranet-login; in a test, DELETE /_mock/connections/{id} removes it.',
    details: { did_you_mean: 'booking' },
  })
})
