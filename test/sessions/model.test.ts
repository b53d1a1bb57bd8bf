import t from 'tap'
import {
  accessOf,
  bind,
  claim,
  complete,
  end,
  expire,
  isExpired,
  isTerminal,
  requireOpen,
  type Session,
  type SessionStatus,
  unbind,
} from '../../src/sessions/model.js'
import { session } from '../helpers/session.js'

const pending = session('cs_1', { provider: null, isPicker: true, accessType: null })

t.test('a session is open a millisecond before expiresAt, and expired at expiresAt', async (t) => {
  t.equal(isExpired(pending, 999), false)
  t.doesNotThrow(() => requireOpen(pending, 999))
  t.equal(isExpired(pending, 1000), true)
  t.throws(() => requireOpen(pending, 1000), {
    code: 'session_expired',
    statusCode: 410,
    message: /1970-01-01T00:00:01\.000Z/,
    details: { session_status: 'expired' },
  })
  t.throws(() => requireOpen(pending, 1e12), { code: 'session_expired' })
})

t.test('a claim that awaits its mapping expires like any open session', async (t) => {
  const claimed = claim(pending, '1234567')
  t.equal(claimed.status, 'awaiting_room_mapping')
  t.equal(isTerminal(claimed), false)
  t.throws(() => requireOpen(claimed, 1000), { code: 'session_expired' })
})

for (const status of ['completed', 'cancelled', 'errored'] satisfies SessionStatus[]) {
  t.test(`${status} is final, before and after the lifetime`, async (t) => {
    const ended: Session = { ...pending, status }
    t.equal(isTerminal(ended), true)
    for (const now of [0, 999, 1000, 1e12]) {
      t.equal(isExpired(ended, now), false)
      t.throws(() => requireOpen(ended, now), {
        code: 'session_terminal',
        statusCode: 409,
        message: new RegExp(status),
        details: { session_status: status },
      })
    }
  })
}

t.test('a change makes a new session and leaves the old one as it was', async (t) => {
  const before = structuredClone(pending)
  bind(pending, 'airbnb')
  claim(pending, '1234567')
  complete(pending, '5')
  end(pending, 'cancelled')
  t.strictSame(pending, before)
})

t.test('binding chooses the provider once', async (t) => {
  const bound = bind(pending, 'airbnb')
  t.match(bound, { provider: 'airbnb', accessType: 'full_access' })
  t.equal(bind(bound, 'airbnb'), bound, 'the same again is no change')
  t.throws(() => bind(bound, 'booking'), {
    code: 'invalid_provider',
    details: { value_received: 'booking', valid_values: ['airbnb'] },
  })
  t.equal(bind(pending, 'guesty').accessType, null)
})

t.test(
  'a choice can be taken back until a hotel is claimed, and keeps the access that was asked for',
  async (t) => {
    const asked: Session = { ...pending, accessType: 'read_only' }
    const bound = bind(asked, 'guesty')
    t.equal(accessOf(bound), null)
    const again = unbind(bound)
    t.equal(again.provider, null)
    t.equal(accessOf(bind(again, 'airbnb')), 'read_only')
    const claimed = claim(bind(asked, 'booking'), '777425')
    t.equal(unbind(claimed), claimed, 'too late')
  },
)

t.test('binding takes only an offered provider', async (t) => {
  const choosy: Session = { ...pending, allowedProviders: ['vrbo', 'guesty'] }
  t.equal(bind(choosy, 'vrbo').provider, 'vrbo')
  t.throws(() => bind(choosy, 'airbnb'), {
    code: 'invalid_provider',
    details: { valid_values: ['vrbo', 'guesty'] },
  })
  t.throws(() => bind(choosy, 'VRBO'), { code: 'invalid_provider', details: { did_you_mean: 'vrbo' } })
})

t.test('claiming the same hotel again keeps the progress of its import', async (t) => {
  const polled: Session = { ...claim(pending, '777425'), claim: { hotelId: '777425', polls: 1 } }
  t.equal(claim(polled, '777425'), polled)
  t.strictSame(claim(polled, '888425').claim, { hotelId: '888425', polls: 0 })
})

t.test('ending keeps the status, completing keeps the account', async (t) => {
  t.equal(end(pending, 'errored').status, 'errored')
  t.equal(end(pending, 'cancelled').status, 'cancelled')
  t.match(complete(pending, '42'), { status: 'completed', accountId: '42' })
})

t.test('a session that is made to expire is expired from that instant on', async (t) => {
  const expired = expire(pending, 500)
  t.equal(isExpired(expired, 499), false)
  t.equal(isExpired(expired, 500), true)
})
