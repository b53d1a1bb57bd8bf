import t from 'tap'
import { createMock } from '../helpers/mock.js'

const lines = [
  '\r\nX-Injected: 1',
  '\nX-Injected: 1',
  '\rX-Injected: 1',
  '\u2028X-Injected: 1',
  '\u010d\u010aX-Injected: 1',
]

t.test('no text from outside begins a header of its own', async (t) => {
  const mock = await createMock(t)
  const origin = await mock.app.listen({ host: '127.0.0.1', port: 0 })
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: { authorization: 'Bearer sk_test_a', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { status, headers } = answer
    t.ok(status < 500, `${method} ${path} ${status}`)
    t.equal(headers.get('x-injected'), null, `${method} ${path}`)
    return { status, headers, body: await answer.text() }
  }
  for (const line of lines) {
    const app = 'https://app.example/'
    const escaped = encodeURIComponent(line)
    await ask('POST', '/v1/connect/airbnb', {
      [`name${line}`]: 1,
      locale: `en${line}`,
      accessType: `x${line}`,
    })
    await ask('POST', '/v1/connect/airbnb', { locale: `de${line}`, [`redirect_url${line}`]: app })
    await ask('POST', '/v1/webhooks', {
      url: `http://127.0.0.1:1/${line}`,
      events: [`account.created${line}`],
    })
    await ask('POST', '/v1/connect', { redirectUrl: `${app}${line}` })
    await ask('POST', `/v1/connect/${escaped}`)
    await ask('GET', `/v1/connect?limit=${escaped}&${escaped}=1`)
    await ask('GET', `/${escaped}`)
    await ask('GET', `/connect/${escaped}?session=${escaped}`)
    const opened = await ask('POST', '/v1/connect/airbnb', {
      redirectUrl: `${app}?a=${escaped}#${escaped}`,
      state: `state${line}`,
    })
    const { id } = JSON.parse(opened.body)
    const { status, headers } = await ask('GET', `/connect/airbnb?session=${id}&auto=approve`)
    t.equal(status, 303)
    const location = new URL(headers.get('location') ?? '')
    t.equal(location.origin, 'https://app.example')
    t.equal(location.searchParams.get('state'), `state${line}`, 'it comes back as it was')
  }
})
