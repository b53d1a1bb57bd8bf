import t from 'tap'
import { catalogue, errorCodes } from '../../src/errors/catalogue.js'
import { createMock } from '../helpers/mock.js'

t.test('llms.txt is short, and says what each error asks for', async (t) => {
  const { call } = await createMock(t)
  const { status, headers, body } = await call('GET', '/llms.txt', { key: null })
  t.match({ status, headers }, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  t.ok(Buffer.byteLength(body) <= 8000, `${Buffer.byteLength(body)} bytes`)
  t.match(body, /^# repull-mock\n\n> Version 0\.0\.0-test\. /)
  for (const code of errorCodes)
    t.ok(body.includes(`\n- ${code} (${catalogue[code].status}): ${catalogue[code].fix}\n`), code)
})

t.test('each call that llms.txt names is there, with the body that it shows', async (t) => {
  const { call, open } = await createMock(t)
  const { body } = await call('GET', '/llms.txt', { key: null })
  const text = body.split('## Errors')[0] as string
  const session = await open('airbnb')
  const calls = [...text.matchAll(/\b(GET|POST|PUT) (\/[\w/{}?=-]+)(?: with `(\{[^`]+\})`)?/g)]
  t.ok(calls.length >= 12)
  for (const [, method = '', path = '', json] of calls) {
    const answer = await call(method, path.replace('{id}', session), json === undefined ? {} : { body: json })
    t.notOk([404, 405, 501].includes(answer.status), `${method} ${path} is there`)
    if (json !== undefined && !path.endsWith('/complete'))
      t.ok(answer.status < 300, `${method} ${path} takes ${json}`)
  }
})

t.test('llms.txt speaks of what its server has', async (t) => {
  const text = async (settings: Parameters<typeof createMock>[1] = {}) =>
    (await (await createMock(t, settings)).call('GET', '/llms.txt', { key: null })).body
  const usual = await text()
  t.match(usual, 'sk_test_demo')
  t.match(usual, 'Send the same key')
  t.match(usual, '(http://localhost:80/_mock)')
  t.notMatch(await text({ settings: { CONTROL: 'off' } }), /_mock|Prefer|auto=/)
  const guarded = await text({ settings: { CONTROL_TOKEN: 'of-the-team', API_KEYS: 'sk_test_one' } })
  t.match(guarded, 'REPULL_MOCK_CONTROL_TOKEN')
  t.match(guarded, 'one of REPULL_MOCK_API_KEYS')
  t.notMatch(guarded, /of-the-team|sk_test_one|sk_test_demo/)
  t.match(
    await text({ settings: { PUBLIC_URL: 'https://mock.example/repull' } }),
    '](https://mock.example/repull/openapi.json)',
  )
})
