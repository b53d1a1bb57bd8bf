import t from 'tap'
import type { Session } from '../../src/connect/session.js'
import { Commons } from '../../src/stores/commons.js'
import { session } from '../helpers/session.js'

t.test('fresh sessions that are alike share what they have in common', async (t) => {
  const commons = new Commons()
  const allowed = (...slugs: NonNullable<Session['allowedProviders']>) =>
    session('a', { allowedProviders: slugs })
  const first = commons.of(session('a', { redirectUrl: 'x', state: 's', createdAt: 1, expiresAt: 2 }))
  t.equal(commons.of(session('b', { redirectUrl: 'y', state: 't', createdAt: 3, expiresAt: 4 })), first)
  const picker = commons.of(allowed('vrbo', 'airbnb'))
  t.equal(commons.of(allowed('vrbo', 'airbnb')), picker, 'lists that have the same items')
  t.equal(commons.of(session('c')), first, 'the first kind is still known')
  for (const other of [
    allowed('vrbo'),
    allowed('airbnb', 'vrbo'),
    allowed(),
    session('a', { accountId: '1' }),
  ])
    for (const known of [first, picker]) t.not(commons.of(other), known)
})

t.test('none gets what another one has: each member counts', async (t) => {
  const differing: readonly Partial<Session>[] = [
    {},
    { workspaceId: 'two' },
    { status: 'cancelled' },
    { provider: 'booking' },
    { isPicker: true },
    { allowedProviders: ['vrbo'] },
    { locale: 'en' },
    { accessType: null },
    { claim: { hotelId: '1', polls: 0 } },
    { accountId: '1' },
    { version: 2 },
  ]
  const commons = new Commons()
  for (const more of [...differing, ...differing]) {
    const { id, redirectUrl, state, createdAt, expiresAt, ...expected } = session('a', more)
    t.strictSame(commons.of(session('a', more)), expected)
  }
})

t.test('only the kinds that came last are kept, and none of sessions that have changed', async (t) => {
  const commons = new Commons()
  const ofKind = (at: number) => session('a', { workspaceId: `w${at}` })
  const first = commons.of(ofKind(0))
  const changed = commons.of(session('a', { version: 2 }))
  t.not(commons.of(session('a', { version: 2 })), changed)
  for (let at = 1; at < 16; at++) commons.of(ofKind(at))
  t.equal(commons.of(ofKind(0)), first)
  commons.of(ofKind(16))
  t.not(commons.of(ofKind(0)), first)
})
