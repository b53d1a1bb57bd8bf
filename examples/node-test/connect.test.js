import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startMock } from 'repull-mock'
import { Connect } from '../connect.js'

const mock = await startMock()
after(() => mock.close())

function newHost() {
  const workspace = mock.workspace()
  return { ...workspace, connect: new Connect({ baseUrl: mock.url, apiKey: workspace.apiKey }) }
}

describe('connecting an Airbnb account', { concurrency: true }, () => {
  test('a host who comes back after lunch gets a fresh link', async () => {
    const { connect, clock, sessions } = newHost()
    const session = await connect.open()

    await clock.advance('31m')

    const fresh = await connect.resume(session.id)
    assert.notEqual(fresh.url, session.url)
    assert.equal((await sessions.get(fresh.id)).status, 'pending')
  })

  test('a host who comes back at once keeps the link, whatever time it is for others', async () => {
    const { connect } = newHost()
    const session = await connect.open()

    const same = await connect.resume(session.id)
    assert.equal(same.url, session.url)
  })

  test('a reply lost on its way leaves one connection', async () => {
    const { connect, faults, requests } = newHost()
    const path = '/v1/connect/sessions/*/complete'
    await faults.add({ match: { path }, times: 1, respond: { drop: 'after' } })
    const { id } = await connect.open()

    const { accounts } = await connect.complete(id, 'Lidia')

    assert.equal(accounts.length, 1)
    assert.equal(await requests.count({ path }), 2)
  })

  test('the page moves on as soon as the host has approved', async () => {
    const { connect, requests, sessions } = newHost()
    const { id } = await connect.open()

    const connected = connect.whenConnected(10)
    await requests.waitFor({ path: '/v1/connect/airbnb', method: 'GET' })
    await sessions.approve(id)

    assert.equal((await connected).accounts.length, 1)
  })
})
