import t from 'tap'
import { createMock } from '../helpers/mock.js'

t.test('event types: 32 with reviews are listed in 2026-10, 15 in 2026-07', async (t) => {
  const mock = await createMock(t)
  const list = async (version: string) =>
    (await mock.call('GET', '/v1/webhooks/event-types', { headers: { prefer: `api-version=${version}` } }))
      .body
  const newest = await list('2026-10')
  t.equal(newest.flat.length, 32)
  t.ok(newest.flat.some(({ type }: { type: string }) => type === 'connect.session.completed'))
  t.ok(newest.domains.some(({ id }: { id: string }) => id === 'reviews'))

  const july = await list('2026-07')
  t.strictSame(
    july.flat.map(({ type }: { type: string }) => type),
    [
      'reservation.created',
      'reservation.updated',
      'reservation.cancelled',
      'reservation.message.received',
      'listing.created',
      'listing.updated',
      'listing.deleted',
      'calendar.updated',
      'account.created',
      'account.disconnected',
      'ai.operation.completed',
      'ai.operation.failed',
      'payment.completed',
      'payment.refunded',
      'repull.ping',
    ],
    'in the order of July',
  )
  t.strictSame(
    july.domains.map(({ id }: { id: string }) => id),
    ['reservations', 'listings', 'calendar', 'accounts', 'ai', 'payments', 'system'],
  )
})
