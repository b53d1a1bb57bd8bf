import t from 'tap'
import { type Answer, createMock } from '../helpers/mock.js'

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

function times<T>(number: number, make: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: number }, (_, at) => make(at)))
}

t.test('of two mappings at once one counts', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1234567' } })
  const answers = await times(2, (at) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', {
      body: { sessionId, mappings: [{ roomId: `12345670${at + 1}`, listingId: '800000001' }] },
    }),
  )
  t.equal(count(answers, 200), 1)
  t.equal(count(answers, 409), 1)
  const { body } = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`)
  const mapped = body.rooms.filter((room: { currentListingId: string | null }) => room.currentListingId)
  const winner = answers.findIndex(({ status }) => status === 200)
  t.strictSame(
    mapped.map(({ roomId }: { roomId: string }) => roomId),
    [`12345670${winner + 1}`],
  )
})

t.test('a mapping is checked against the hotel that is claimed at that moment', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  const verify = (hotelId: string) =>
    mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId } })
  await verify('1234567')
  const [verified, mapped] = await Promise.all([
    verify('7654321'),
    mock.call('POST', '/v1/connect/booking/map-rooms', {
      body: { sessionId, mappings: [{ roomId: '123456701' }] },
    }),
  ])
  const outcome = [verified.status, mapped.status]
  t.ok(
    `${outcome}` === '200,403' || `${outcome}` === '409,200',
    `verify and map-rooms answered ${outcome}: never both, and never the rooms of one hotel for another`,
  )
  const status = await mock.call('GET', '/v1/connect/booking')
  t.equal(status.body.connected, mapped.status === 200)
})

t.test('polls at once count each: exactly two answer importing', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '777425' } })
  const answers = await times(5, () => mock.call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`))
  const states = answers.map(({ body }) => body.status)
  t.equal(states.filter((status) => status === 'importing').length, 2)
  t.equal(states.filter((status) => status === 'ready').length, 3)
})

t.test('two sessions of one hotel that are mapped at once keep both mappings', async (t) => {
  const mock = await createMock(t)
  const sessionIds = await times(2, () => mock.open('booking'))
  for (const sessionId of sessionIds) {
    await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId, hotelId: '1234567' } })
  }
  await times(2, (at) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', {
      body: {
        sessionId: sessionIds[at],
        mappings: [{ roomId: `12345670${at + 1}`, listingId: '800000001' }],
      },
    }),
  )
  const { body } = await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${sessionIds[0]}`)
  t.strictSame(
    body.rooms.map((room: { currentListingId: string | null }) => room.currentListingId),
    ['800000001', '800000001', null],
  )
})

t.test('a hotel that is claimed during a slow completion is the one that is connected', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  mock.onPause = async () => {
    const body = { sessionId, hotelId: '1234567' }
    t.equal((await mock.call('POST', '/v1/connect/booking/verify', { body })).status, 200)
  }
  const { body } = await mock.call('POST', `/v1/connect/sessions/${sessionId}/complete`, {
    body: { provider: 'booking', credentials: { partner: 'slow' } },
  })
  t.equal(body.externalAccountId, '1234567')
  t.match((await mock.call('GET', '/v1/connect/booking')).body.accounts, [{ externalAccountId: '1234567' }])
})
