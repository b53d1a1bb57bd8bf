import { test as base } from 'repull-mock/vitest'
import { describe, expect } from 'vitest'
import { Connect } from '../connect.js'

const test = base.extend<{ connect: Connect }>({
  connect: async ({ repull }, use) => {
    await use(new Connect({ baseUrl: repull.url, apiKey: repull.apiKey }))
  },
})

describe.concurrent('connecting an Airbnb account', () => {
  test('a host who comes back within half an hour goes on with the same link', async ({
    repull,
    connect,
  }) => {
    const session = await connect.open()

    await repull.clock.advance('29m')

    expect(await connect.resume(session.id)).toMatchObject({ id: session.id, url: session.url })
  })

  test('a host who comes back too late gets a fresh link', async ({ repull, connect }) => {
    const session = await connect.open()

    await repull.clock.advance('31m')
    const fresh = await connect.resume(session.id)

    expect(fresh.id).not.toBe(session.id)
    expect(await repull.sessions.get(session.id)).toHaveProperty('status', 'expired')
    expect(await repull.sessions.get(fresh.id)).toHaveProperty('status', 'pending')
  })

  test('we notice when the host has approved', async ({ repull, connect }) => {
    const session = await connect.open()

    const connected = connect.whenConnected(10)
    await repull.requests.waitFor({ method: 'GET', path: '/v1/connect/airbnb' }, { count: 2 })
    const { accountId } = await repull.sessions.approve(session.id)

    expect((await connected).accounts).toMatchObject([{ externalAccountId: accountId }])
  })

  test('there is no link while Airbnb is unavailable, and one afterwards', async ({ repull, connect }) => {
    await repull.faults.add({ times: 1, respond: { error: 'provider_unavailable' } })

    await expect(connect.open()).rejects.toMatchObject({ status: 503, code: 'provider_unavailable' })
    expect(await connect.open()).toHaveProperty('url')
  })
})
