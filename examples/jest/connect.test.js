import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startMock } from 'repull-mock'
import { Connect } from '../connect.js'

describe('connecting an Airbnb account', () => {
  let mock
  let connect

  beforeAll(async () => {
    mock = await startMock()
    connect = new Connect({ baseUrl: mock.url, apiKey: mock.apiKey })
  })

  beforeEach(() => mock.reset())
  afterAll(() => mock.close())

  test('the account is connected under the name of its host', async () => {
    const { id } = await connect.open()

    const { accounts } = await connect.complete(id, 'Lidia')

    expect(accounts).toMatchObject([{ host: { displayName: 'Lidia' } }])
  })

  test('a lost reply does not connect the account twice', async () => {
    const { id } = await connect.open()
    await mock.faults.add({
      match: { path: '/v1/connect/sessions/*/complete' },
      times: 1,
      respond: { drop: 'after' },
    })

    const { accounts } = await connect.complete(id, 'Lidia')

    expect(accounts).toHaveLength(1)
    const asked = await mock.requests.list({ method: 'POST', session: id, path: '/v1/connect/sessions/*' })
    expect(asked.map(({ status }) => status)).toEqual([200, 409])
  })

  test('a host who refuses is not taken for connected', async () => {
    const { id } = await connect.open()
    await mock.sessions.deny(id)

    await expect(connect.complete(id, 'Lidia')).rejects.toMatchObject({ code: 'session_terminal' })
    expect(await connect.connection()).toHaveProperty('connected', false)
  })

  test('a link that has expired is replaced', async () => {
    const { id } = await connect.open()
    await mock.sessions.expire(id)

    const fresh = await connect.resume(id)

    expect(fresh.id).not.toBe(id)
  })
})
