import type { Test } from 'tap'
import { answering, createReceiver } from '../helpers/receiver.js'
import type { Stage } from './stage.js'

/**
 * What an app and its tester do in a day: hosts agree, refuse and come too late, calls are misspelt and made to fail, and an
 * endpoint is down.
 *
 * @returns the id of the request that found its session expired.
 */
export async function workday(t: Test, { mock, app, url }: Stage): Promise<string> {
  const receiver = await createReceiver(t, answering(500))
  await mock.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['account.created'] } })
  const options = { headers: { host: url.replace('http://', '') } }
  const open = (provider: string, state: string) =>
    mock.open(provider, { redirectUrl: `${app.url}/callback`, state }, options)
  const [airbnb, booking, vrbo] = [
    await open('airbnb', 'user-42'),
    await open('booking', 'user-43'),
    await open('vrbo', 'user-44'),
  ]
  await mock.call('POST', `/_mock/sessions/${airbnb}/approve`)
  await mock.call('GET', '/v1/connect/airbnb')
  await mock.call('GET', '/v1/listings')
  await mock.call('POST', `/_mock/sessions/${booking}/deny`)
  await mock.call('GET', `/v1/connect/sessions/${booking}`)
  await mock.call('GET', '/v1/connect/airbnbb')
  await mock.call('POST', '/v1/connect/airbnb', { body: { redirectUri: `${app.url}/callback` } })
  await mock.call('POST', '/_mock/faults', { body: { times: 2, respond: { status: 503 } } })
  await mock.call('GET', '/v1/reservations')
  await mock.call('GET', '/v1/connect/providers')
  await mock.call('GET', '/v1/connect', { key: 'sk_test_tests' })
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
  await mock.call('GET', `/v1/connect/sessions/${vrbo}`)
  await open('vrbo', 'user-44')
  await mock.call('POST', `/v1/connect/sessions/${airbnb}/complete`, { body: { provider: 'airbnb' } })
  const { data } = (await mock.call('GET', '/_mock/requests?status=410')).body
  return data[0].id
}
