import { startMock } from 'repull-mock'
import { describe, expect, test } from 'vitest'
import { Connect } from '../connect.js'

async function setUp() {
  const mock = await startMock()
  const connect = new Connect({ baseUrl: mock.url, apiKey: mock.apiKey })
  return { mock, connect, [Symbol.asyncDispose]: mock.close }
}

describe.concurrent('connecting an Airbnb account', () => {
  test('a host who comes back within half an hour goes on with the same link', async () => {
    await using app = await setUp()
    const session = await app.connect.open()

    await app.mock.clock.advance('29m')

    expect(await app.connect.resume(session.id)).toMatchObject({ id: session.id, url: session.url })
  })

  test('a host who comes back too late gets a fresh link', async () => {
    await using app = await setUp()
    const session = await app.connect.open()

    await app.mock.clock.advance('31m')
    const fresh = await app.connect.resume(session.id)

    expect(fresh.id).not.toBe(session.id)
    expect(await app.mock.sessions.get(session.id)).toHaveProperty('status', 'expired')
    expect(await app.mock.sessions.get(fresh.id)).toHaveProperty('status', 'pending')
  })

  test('we notice when the host has approved', async () => {
    await using app = await setUp()
    const session = await app.connect.open()

    const connected = app.connect.whenConnected(10)
    await app.mock.requests.waitFor({ method: 'GET', path: '/v1/connect/airbnb' }, { count: 2 })
    const { accountId } = await app.mock.sessions.approve(session.id)

    expect((await connected).accounts).toMatchObject([{ externalAccountId: accountId }])
  })

  test('the link cannot be made while Airbnb is unavailable, and can afterwards', async () => {
    await using app = await setUp()
    await app.mock.faults.add({ times: 1, respond: { error: 'provider_unavailable' } })

    await expect(app.connect.open()).rejects.toMatchObject({ status: 503, code: 'provider_unavailable' })
    expect(await app.connect.open()).toHaveProperty('url')
  })
})
