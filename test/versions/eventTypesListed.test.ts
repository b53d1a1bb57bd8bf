import t from 'tap'
import { inEachVersion } from './both.js'

const july = [
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
]

t.test('32 event types are listed in 2026-10, and the 15 of July in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call) => {
    const { body } = await call('GET', '/v1/webhooks/event-types')
    const types = body.flat.map(({ type }: { type: string }) => type)
    const domains = body.domains.map(({ id }: { id: string }) => id)
    if (version === '2026-07') t.strictSame(types, july, 'in the order of July')
    else t.equal(types.length, 32)
    t.strictSame(
      types.filter((type: string) => july.includes(type)),
      july,
    )
    t.equal(types.includes('connect.session.completed'), version === '2026-10')
    t.equal(domains.includes('reviews'), version === '2026-10', 'no empty domain')
    const events = ['connect.session.completed']
    const created = await call('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9/hooks', events } })
    t.match(created, { status: 201, body: { events } }, 'what is not listed can be subscribed to')
  }),
)
