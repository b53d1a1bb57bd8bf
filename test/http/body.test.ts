import t from 'tap'
import { type CallOptions, createMock } from '../helpers/mock.js'

const picker = '/v1/connect'
const airbnb = '/v1/connect/airbnb'
const guesty = '/v1/connect/guesty/credentials'
const redirectUrl = 'https://app.example/callback'

t.test('JSON that is none is refused', async (t) => {
  const { call } = await createMock(t)
  for (const text of [
    '{',
    '{"redirectUrl":',
    "{'redirectUrl':'x'}",
    '{redirectUrl:"x"}',
    '{}{}',
    '{} x',
    '{"a":1,}',
    'nonsense',
    ' ',
    '\n',
    'undefined',
    '{"a":NaN}',
    '[1,2',
    '"unfinished',
    '{"a":1} // comment',
  ]) {
    for (const path of [picker, airbnb]) {
      const { status, code, body } = await call('POST', path, { body: text })
      t.equal(status, 400, `${path} ${text}`)
      t.equal(code, 'invalid_body', `${path} ${text}`)
      t.match(body.error.message, /not valid JSON/, text)
      t.match(body.error.fix, /JSON object/, text)
    }
  }
})

t.test('bad JSON is not repeated, because it may hold secrets', async (t) => {
  const { call } = await createMock(t)
  for (const text of [
    '{"apiKey":hunter2}',
    '{"apiKey":"hunter2"',
    '{"apiKey":"hunter2"}}',
    'hunter2',
    '{"hunter2":}',
    "'hunter2'",
  ]) {
    const { code, body } = await call('POST', '/v1/connect/smoobu', { body: text })
    t.equal(code, 'invalid_body', text)
    t.notMatch(JSON.stringify(body), 'hunter2', text)
  }
})

t.test('a body is required where the call needs one', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open(null)
  for (const [path, field] of [
    [picker, 'redirectUrl'],
    ['/v1/connect/sessions', 'redirectUrl'],
    [`/v1/connect/sessions/${id}/complete`, 'provider'],
    [`/v1/connect/sessions/${id}/select-provider`, 'provider'],
    [guesty, 'credentials'],
    ['/v1/connect/booking/verify', 'hotelId'],
    ['/v1/connect/booking/map-rooms', 'mappings'],
  ] as const) {
    for (const options of [{}, { headers: { 'content-type': 'application/json' } }, { body: '' }]) {
      const { status, code, body } = await mock.call('POST', path, options)
      t.equal(status, 400, path)
      t.equal(code, 'invalid_body', path)
      t.match(body.error.message, /no body/, path)
      t.match(body.error.fix, field, 'the fields are named')
    }
  }
})

t.test('an optional body may be absent, empty or typed without being there', async (t) => {
  const { call } = await createMock(t)
  const variants: CallOptions[] = [
    {},
    { body: '' },
    { body: {} },
    { headers: { 'content-type': 'application/json' } },
    { headers: { 'content-type': 'text/plain' } },
    { headers: { 'content-length': '0' } },
    { body: '', headers: { 'content-encoding': 'gzip' } },
  ]
  for (const options of variants) {
    const { status, body } = await call('POST', airbnb, options)
    t.equal(status, 200, JSON.stringify(options))
    t.match(body.sessionId, /^cs_/)
  }
})

t.test('GET and DELETE with a content type and no body work, as a published SDK sends them', async (t) => {
  const { call } = await createMock(t)
  const headers = { 'content-type': 'application/json' }
  await call('POST', '/v1/sandbox/seed')
  t.equal((await call('GET', '/v1/connect/airbnb', { headers })).status, 200)
  t.equal((await call('DELETE', '/v1/connect/airbnb', { headers })).status, 200)
})

t.test('a body of a call that has none is ignored or refused, but breaks nothing', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('GET', airbnb, { body: '{' })).status, 200)
  t.equal((await call('DELETE', airbnb, { body: {} })).code, 'not_found')
})

t.test('a body needs the content type of JSON in UTF-8', async (t) => {
  const { call } = await createMock(t)
  const send = (type: string) =>
    call('POST', picker, { body: { redirectUrl }, headers: { 'content-type': type } })
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset=utf8',
    'application/json; charset="utf-8"',
    'application/vnd.api+json',
    'application/problem+json; charset=utf-8',
  ]) {
    t.equal((await send(type)).status, 201, type)
  }
  for (const type of [
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-80',
    ';;',
    'nonsense',
    'application/',
  ]) {
    const { status, code, body } = await send(type)
    t.equal(status, 400, type)
    t.equal(code, 'invalid_body', type)
    t.equal(body.error.field, 'Content-Type', type)
    t.match(body.error.fix, 'application/json', type)
  }
})

t.test('a body without a content type is refused', async (t) => {
  const { app } = await createMock(t)
  const answer = await app.inject({
    method: 'POST',
    url: airbnb,
    headers: { authorization: 'Bearer sk_test_a' },
    payload: Buffer.from('{}'),
  })
  t.equal(answer.statusCode, 400)
  t.match(answer.json().error, { code: 'invalid_body', field: 'Content-Type', message: /no Content-Type/ })
})

t.test('a body may begin with a byte order mark', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('POST', picker, { body: `\ufeff{"redirectUrl":"${redirectUrl}"}` })).status, 201)
})

t.test('a body that is not UTF-8 is refused', async (t) => {
  const { app } = await createMock(t)
  for (const payload of [
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from('{"state":"é"}', 'latin1'),
    Buffer.from('\ufeff{}', 'utf16le'),
  ]) {
    const answer = await app.inject({
      method: 'POST',
      url: airbnb,
      headers: { authorization: 'Bearer sk_test_a', 'content-type': 'application/json' },
      payload,
    })
    t.equal(answer.statusCode, 400)
    t.match(answer.json().error, { code: 'invalid_body', message: /UTF-8/ })
  }
})

t.test('characters beyond ASCII come back as they were', async (t) => {
  const { call } = await createMock(t)
  const state = 'état 🏠 ‮ " \\ \u0000'
  t.equal((await call('POST', airbnb, { body: { state } })).body.state, state)
})

t.test('a compressed body is refused', async (t) => {
  const { call } = await createMock(t)
  for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity', 'nonsense']) {
    const { code, body } = await call('POST', airbnb, { body: {}, headers: { 'content-encoding': encoding } })
    t.equal(code, 'invalid_body', encoding)
    t.equal(body.error.field, 'Content-Encoding', encoding)
    t.equal(body.error.value_received, encoding)
  }
  for (const encoding of ['identity', 'Identity']) {
    const { status } = await call('POST', airbnb, { body: {}, headers: { 'content-encoding': encoding } })
    t.equal(status, 200, encoding)
  }
})

t.test('names that would reach into prototypes are refused, and reach nothing', async (t) => {
  const { call } = await createMock(t)
  for (const text of [
    '{"__proto__":{"redirectUrl":"https://evil.example/"}}',
    '{"redirectUrl":"https://app.example/","__proto__":1}',
    '{"a":{"__proto__":{}}}',
    '{"\\u005f_proto__":{}}',
    '{"constructor":{"prototype":{"a":1}}}',
  ]) {
    const { status, code } = await call('POST', picker, { body: text })
    t.equal(status, 400, text)
    t.equal(code, 'invalid_body', text)
  }
  t.equal(({} as Record<string, unknown>).redirectUrl, undefined)
  const harmless = await call('POST', airbnb, { body: { constructor: 1, toString: 2, state: 'a' } })
  t.equal(harmless.status, 200)
  t.equal(harmless.body.state, 'a')
})

t.test('a body that is no object is refused', async (t) => {
  const { call } = await createMock(t)
  for (const text of ['[]', '[{"redirectUrl":"https://app.example/"}]', 'null', '"text"', '42', 'true']) {
    for (const path of [picker, airbnb, guesty]) {
      const { status, code, body } = await call('POST', path, { body: text })
      t.equal(status, 400, `${path} ${text}`)
      t.equal(code, 'invalid_body', `${path} ${text}`)
      t.match(body.error.message, 'The body must be a JSON object', `${path} ${text}`)
      t.equal(body.error.field, undefined, `${path} ${text}`)
    }
  }
})

t.test('exactly 1 MiB is taken, one byte more is 413', async (t) => {
  const { call } = await createMock(t)
  const frame = JSON.stringify({ redirectUrl, padding: '' }).length
  const send = (size: number) =>
    call('POST', picker, { body: { redirectUrl, padding: 'x'.repeat(size - frame) } })
  t.equal((await send(1024 * 1024)).status, 201)
  const { status, code, body } = await send(1024 * 1024 + 1)
  t.equal(status, 413)
  t.equal(code, 'payload_too_large')
  t.match(body.error.fix, '1 MiB')
})

t.test('too large a body is 413 even when it is no JSON, but a bad slug wins', async (t) => {
  const { call } = await createMock(t)
  const body = 'x'.repeat(1024 * 1024 + 1)
  t.equal((await call('POST', airbnb, { body })).code, 'payload_too_large')
  t.equal((await call('POST', '/v1/connect/nonsense', { body })).code, 'invalid_provider')
})

t.test('a missing field is named, and the one that was meant', async (t) => {
  const { call } = await createMock(t)
  const none = await call('POST', picker, { body: {} })
  t.match(none.body.error, { code: 'invalid_body', field: 'redirectUrl', message: 'redirectUrl is missing.' })
  t.equal(none.body.error.did_you_mean, undefined)
  t.equal('value_received' in none.body.error, false)
  for (const name of ['redirect_url', 'redirecturl', 'redirectURI', 'RedirectUrl']) {
    const { code, body } = await call('POST', picker, { body: { [name]: redirectUrl } })
    t.equal(code, 'invalid_body', name)
    t.equal(body.error.field, 'redirectUrl', name)
    t.equal(body.error.did_you_mean, 'redirectUrl', name)
    t.match(body.error.fix, name, 'and which one to rename')
  }
  const far = await call('POST', picker, { body: { unrelated: 1 } })
  t.equal(far.body.error.did_you_mean, undefined)
  const taken = await call('POST', picker, { body: { state: 'redirectUrl' } })
  t.equal(taken.body.error.did_you_mean, undefined, 'a field that is known is not taken for another')
})

t.test('a field within a list is named by its place', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  const send = (mappings: unknown) =>
    mock.call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
  const missing = await send([{ roomId: '1' }, { roomid: '2' }])
  t.match(missing.body.error, { field: 'mappings[1].roomId', message: 'mappings[1].roomId is missing.' })
  t.match(missing.body.error.fix, 'roomid')
  const type = await send([{ roomId: '1', listingId: 5 }])
  t.match(type.body.error, {
    field: 'mappings[0].listingId',
    message: /a text or null; it is 5/,
    value_received: 5,
  })
  t.match((await send([5])).body.error, { field: 'mappings[0]', message: /JSON object/ })
  t.match((await send([])).body.error, { field: 'mappings', message: /1 to 1000 items/ })
})

t.test('a field in an object is named by its path', async (t) => {
  const { call } = await createMock(t)
  for (const [name, field] of [['clientId', 'credentials.clientId']] as const) {
    const { code, body } = await call('POST', guesty, { body: { credentials: { [name]: [5] } } })
    t.equal(code, 'invalid_body', name)
    t.equal(body.error.field, field, name)
    t.match(body.error.message, `${field} must be a string`, name)
  }
})

t.test('a wrong type names field, value and remedy', async (t) => {
  const { call } = await createMock(t)
  const base = { redirectUrl }
  for (const [more, field, problem] of [
    [{ redirectUrl: 5 }, 'redirectUrl', 'redirectUrl must be a text; it is 5'],
    [{ redirectUrl: null }, 'redirectUrl', 'redirectUrl must be a text'],
    [{ state: 5 }, 'state', 'state must be a text or null; it is 5'],
    [{ state: false }, 'state', 'state must be a text or null; it is false'],
    [{ state: { a: 1 } }, 'state', 'state must be a text or null.'],
    [{ locale: [] }, 'locale', 'locale must be a text or null.'],
    [{ allowedProviders: 'airbnb' }, 'allowedProviders', 'must be a list or null; it is "airbnb"'],
    [{ allowedProviders: [5] }, 'allowedProviders[0]', 'allowedProviders[0] must be a text; it is 5'],
  ] as const) {
    const { status, code, body } = await call('POST', picker, { body: { ...base, ...more } })
    t.equal(status, 400, problem)
    t.equal(code, 'invalid_body', problem)
    t.equal(body.error.field, field, problem)
    t.match(body.error.message, problem)
    t.match(body.error.fix, `Send ${field} as`, problem)
  }
})

t.test('a text is not turned into a number, nor a number into a text', async (t) => {
  const { call } = await createMock(t)
  t.equal((await call('POST', airbnb, { body: { state: 1 } })).code, 'invalid_body')
  t.equal((await call('POST', '/v1/connect/smoobu', { body: { apiKey: 12345 } })).code, 'invalid_body')
})

t.test('a value out of a list names the list', async (t) => {
  const { call } = await createMock(t)
  for (const accessType of ['full', 'READ_ONLY', '', 'admin']) {
    const { code, body } = await call('POST', airbnb, { body: { accessType } })
    t.equal(code, 'invalid_body', accessType)
    t.equal(body.error.field, 'accessType', accessType)
    t.equal(body.error.value_received, accessType)
    t.strictSame(body.error.valid_values, ['full_access', 'messaging', 'read_only'])
    t.match(body.error.fix, 'full_access, messaging, read_only')
  }
})

t.test('a list of numbers is named as texts, as every list of values is', async (t) => {
  const { call } = await createMock(t)
  const { body: taken } = await call('GET', '/_mock/snapshot')
  const { status, body } = await call('PUT', '/_mock/snapshot', { body: { ...taken, version: 2 } })
  t.equal(status, 400)
  t.equal(body.error.field, 'version')
  t.strictSame(body.error.valid_values, ['1'])
})

t.test('redirectUrl is an absolute http or https URL on both creating calls', async (t) => {
  const { call } = await createMock(t)
  for (const path of [picker, '/v1/connect/sessions', airbnb]) {
    for (const bad of [
      '',
      '/callback',
      'app.example',
      '//app.example/',
      'ftp://app.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      'myapp://callback',
      'http://',
      'https://a b/',
      'https://app.example/\nx',
      'https:\\\\app.example',
      'https:///app.example/',
      'https:app.example',
      'https://app.example/\u0000',
      'https://app.example/?a=\u007f',
      'https://app.example/#\u0085',
    ]) {
      const { code, body } = await call('POST', path, { body: { redirectUrl: bad } })
      t.equal(code, 'invalid_body', `${path} ${bad}`)
      t.equal(body.error.field, 'redirectUrl', bad)
      t.equal(body.error.value_received, bad)
      t.match(body.error.message, /absolute http or https URL/, bad)
      t.match(body.error.fix, 'https://', bad)
    }
    for (const good of [
      'http://localhost:3000',
      'HTTPS://App.Example/a?b=c#d',
      'https://[::1]/',
      'http://1.2.3.4/é',
    ]) {
      t.ok((await call('POST', path, { body: { redirectUrl: good } })).status < 300, `${path} ${good}`)
    }
  }
})

t.test('redirectUrl has no user name or password, and the answer does not repeat them', async (t) => {
  const { call } = await createMock(t)
  for (const path of [picker, airbnb]) {
    for (const user of ['hunter2', 'me:hunter2', 'me@home:hunter2', ':hunter2']) {
      const { code, body } = await call('POST', path, {
        body: { redirectUrl: `https://${user}@app.example/` },
      })
      t.equal(code, 'invalid_body', user)
      t.match(body.error, { field: 'redirectUrl', message: /without a user name or password/ }, user)
      t.notMatch(JSON.stringify(body), 'hunter2', user)
    }
    const { status } = await call('POST', path, { body: { redirectUrl: 'https://app.example/@a?b=c@d#@' } })
    t.ok(status < 300, 'a path, a query and a fragment may have an @')
  }
})

t.test('texts have a greatest length, which the error names', async (t) => {
  const { call } = await createMock(t)
  const long = (length: number) => `https://app.example/${'x'.repeat(length - 20)}`
  t.equal((await call('POST', picker, { body: { redirectUrl: long(4096) } })).status, 201)
  const url = await call('POST', picker, { body: { redirectUrl: long(4097) } })
  t.match(url.body.error, { code: 'invalid_body', field: 'redirectUrl', message: /at most 4096 characters/ })
  t.ok(url.body.error.value_received.length <= 201, 'a long value is cut')
  t.equal((await call('POST', airbnb, { body: { state: 'x'.repeat(500) } })).status, 200)
  const state = await call('POST', airbnb, { body: { state: 'x'.repeat(501) } })
  t.match(state.body.error, { code: 'invalid_body', field: 'state', message: /at most 500 characters/ })
  t.match(state.body.error.fix, '500')
  const list = Array.from({ length: 101 }, () => 'airbnb')
  const many = await call('POST', picker, { body: { redirectUrl, allowedProviders: list } })
  t.match(many.body.error, { field: 'allowedProviders', message: /at most 100 items/ })
  const empty = await call('POST', '/v1/connect/smoobu', { body: { apiKey: '' } })
  t.match(empty.body.error, { field: 'apiKey', message: /1 to 1024 characters/ })
})

t.test('a value of the wrong form says which form is right', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open('booking')
  for (const hotelId of ['12345', 'abcdef', '123456x', '', ' 123456']) {
    const { code, body } = await mock.call('POST', '/v1/connect/booking/verify', {
      body: { sessionId, hotelId },
    })
    t.equal(code, 'invalid_body', hotelId)
    t.match(body.error, { field: 'hotelId', value_received: hotelId }, hotelId)
    t.match(body.error.fix, 'digits', hotelId)
  }
  const number = await mock.call('POST', '/v1/connect/booking/verify', {
    body: { sessionId, hotelId: 1234567 },
  })
  t.match(number.body.error, { field: 'hotelId', message: /must be a text; it is 1234567/ })
})

t.test('no answer repeats the value of a credentials field', async (t) => {
  const mock = await createMock(t)
  const { call } = mock
  const id = await mock.open('guesty')
  const fields = [
    'apiKey',
    'clientId',
    'clientSecret',
    'username',
    'password',
    'apiToken',
    'propKey',
    'accessToken',
    'accountId',
  ]
  for (const name of fields) {
    for (const value of [['hunter2'], { hunter2: 1 }, 424242, 'hunter2'.repeat(200)]) {
      const answers = [
        await call('POST', '/v1/connect/guesty', { body: { [name]: value } }),
        await call('POST', guesty, { body: { credentials: { [name]: value } } }),
        await call('POST', `/v1/connect/sessions/${id}/complete`, {
          body: { provider: 'guesty', credentials: { [name]: value } },
        }),
      ]
      for (const { status, body, headers } of answers) {
        t.equal(status, 400, name)
        t.notMatch(JSON.stringify([body, headers]), /hunter2|424242/, name)
      }
    }
  }
  for (const credentials of [
    'hunter2',
    ['hunter2'],
    { clientId: 'hunter2' },
    { clientid: 'hunter2', x: 'hunter2' },
  ]) {
    const { status, body, headers } = await call('POST', guesty, { body: { credentials } })
    t.equal(status, 400)
    t.notMatch(JSON.stringify([body, headers]), 'hunter2')
  }
  const refused = await call('POST', '/v1/connect/ownerrez/credentials', {
    body: { credentials: { username: 'invalid', apiToken: 'hunter2' } },
  })
  t.equal(refused.status, 401)
  t.notMatch(JSON.stringify(refused.body), 'hunter2')
})

t.test('no answer repeats an API key, wherever it stood', async (t) => {
  const { call } = await createMock(t)
  const secret = 'sk_live_hunter2'
  const answers = [
    await call('GET', `/v1/connect/${secret}`),
    await call('GET', `/v1/connect/x${secret}`),
    await call('GET', `/v1/connect/sessions/${secret}`),
    await call('DELETE', `/v1/connect/airbnb?accountId=${secret}`),
    await call('POST', picker, { body: { redirectUrl: secret } }),
    await call('POST', picker, { body: { redirectUrl: `https:// ?key=${secret}` } }),
    await call('POST', picker, { body: { redirectUrl, allowedProviders: [secret] } }),
    await call('POST', airbnb, { body: { accessType: secret } }),
    await call('POST', airbnb, { body: '{}', headers: { 'content-type': secret } }),
    await call('POST', airbnb, { body: '{}', headers: { 'content-encoding': secret } }),
    await call('POST', '/v1/connect/booking/verify', { body: { sessionId: secret, hotelId: '1234567' } }),
    await call('POST', picker, { body: { [`redirectUrl ${secret}`]: 1 } }),
    await call('GET', '/v1/connect', { headers: { host: secret.replaceAll('_', '/') } }),
  ]
  answers.forEach(({ status, body, headers }, at) => {
    t.ok(status >= 400, `answer ${at} is an error`)
    t.notMatch(JSON.stringify([body, headers]), secret, `answer ${at}`)
  })
})

t.test('an unknown field is not refused, but never passed over in silence', async (t) => {
  const { call } = await createMock(t)
  const { status, headers } = await call('POST', airbnb, { body: { redirect_url: redirectUrl } })
  t.equal(status, 200)
  t.equal(headers['x-repull-mock-warning'], 'unknown field redirect_url; did you mean redirectUrl?')
  const far = await call('POST', picker, { body: { redirectUrl, colour: 'blue' } })
  t.equal(far.status, 201)
  t.equal(far.headers['x-repull-mock-warning'], 'unknown field colour')
  const none = await call('POST', picker, { body: { redirectUrl, state: 'a' } })
  t.equal(none.headers['x-repull-mock-warning'], undefined)
})

t.test('an unknown field within another one is named by its path', async (t) => {
  const { call } = await createMock(t)
  const credentials = { apiKey: 'cbat_key' }
  const body = { credentials, writePolicy: { calendar: { rate: true } } }
  const { headers } = await call('POST', '/v1/connect/cloudbeds/credentials', { body })
  const named = 'unknown field writePolicy.calendar.rate; did you mean rates?'
  t.equal(headers['x-repull-mock-warning'], named)
})

t.test('the warning comes with errors too', async (t) => {
  const { call } = await createMock(t)
  const { status, headers } = await call('POST', picker, { body: { redirect_url: redirectUrl } })
  t.equal(status, 400)
  t.match(headers['x-repull-mock-warning'], 'did you mean redirectUrl?')
})

t.test('several unknown fields are all named, five at most', async (t) => {
  const { call } = await createMock(t)
  const two = await call('POST', airbnb, { body: { stat: 1, accesstype: 1 } })
  t.equal(
    two.headers['x-repull-mock-warning'],
    'unknown field stat; did you mean state?, unknown field accesstype; did you mean accessType?',
  )
  const body = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}`, 1]))
  const warning = (await call('POST', airbnb, { body })).headers['x-repull-mock-warning'] ?? ''
  t.strictSame(
    warning.split(', '),
    [0, 1, 2, 3, 4].map((at) => `unknown field f${at}`),
  )
})

t.test('a warning is percent-encoded and has 200 characters at most', async (t) => {
  const { call } = await createMock(t)
  const awkward = (await call('POST', airbnb, { body: { 'é, "b"\r\nSet-Cookie: c=d': 1 } })).headers
  t.equal(awkward['x-repull-mock-warning'], 'unknown field %C3%A9%2C%20%22b%22%0D%0ASet-Cookie%3A%20c%3Dd')
  t.equal(awkward['set-cookie'], undefined)
  for (const name of ['x'.repeat(5000), '€'.repeat(100), '🏠'.repeat(100), '\ud800', 'a\ud83c']) {
    const body = Object.fromEntries([name, `${name}2`, 'third'].map((each) => [each, 1]))
    const { status, headers } = await call('POST', airbnb, { body })
    const warning = headers['x-repull-mock-warning'] ?? ''
    t.equal(status, 200)
    t.match(warning, /^unknown field [\w%]/)
    t.match(warning, /^[\x20-\x7e]{1,200}$/)
    t.doesNotThrow(() => decodeURIComponent(warning), 'no escape is cut in two')
  }
})

t.test('a warning that no longer fits is left out whole, a shorter one after it is not', async (t) => {
  const { call } = await createMock(t)
  const long = (one: string) => one.repeat(60)
  const body = { [long('p')]: 1, [long('q')]: 1, [long('r')]: 1, colour: 1 }
  const { headers } = await call('POST', airbnb, { body })
  const named = [long('p'), long('q'), 'colour'].map((name) => `unknown field ${name}`)
  t.equal(headers['x-repull-mock-warning'], named.join(', '))
})

t.test('a warning gives away no key', async (t) => {
  const { call } = await createMock(t)
  const { status, headers } = await call('POST', airbnb, { body: { sk_test_hunter2: 1 } })
  t.equal(status, 200)
  t.match(headers['x-repull-mock-warning'], 'unknown field')
  t.notMatch(headers['x-repull-mock-warning'], 'hunter2')
})

t.test('fields that a provider does not use are named beside the unknown ones', async (t) => {
  const { call } = await createMock(t)
  const { status, headers } = await call('POST', '/v1/connect/igms', {
    body: { accessType: 'read_only', password: 'a', extra: 1 },
  })
  t.equal(status, 200)
  const warning = headers['x-repull-mock-warning']
  t.match(warning, 'unknown field extra')
  t.match(warning, 'accessType is not used by igms')
  t.match(warning, 'password is not used by igms')
})

t.test('an unknown credential is named, never its value', async (t) => {
  const { call } = await createMock(t)
  const { status, headers } = await call('POST', guesty, {
    body: { credentials: { clientId: 'a', clientSecret: 'b', clientsecret: 'hunter2' } },
  })
  t.equal(status, 200)
  t.match(headers['x-repull-mock-warning'], /clientsecret; did you mean clientSecret\?$/)
  t.notMatch(headers['x-repull-mock-warning'], 'hunter2')
})
