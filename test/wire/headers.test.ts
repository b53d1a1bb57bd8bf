import t from 'tap'
import {
  checkKnocks,
  close,
  get,
  good,
  goodLength,
  hidden,
  host,
  json,
  type Knock,
  key,
  post,
} from './table.js'

/** A request for a name and port. */
const to = (name: string) => get('/v1/health', `Host: ${name}\r\n${close}`)

const hosts: readonly Knock[] = [
  ['none', get('/v1/health', close), '400 invalid_request'],
  ['an empty one', to(''), '400 invalid_request'],
  ['two', get('/v1/health', `${host}Host: evil.example\r\n${close}`), '400 invalid_request'],
  [
    'the same twice, one in capitals',
    get('/v1/health', `${host}HOST: 127.0.0.1\r\n${close}`),
    '400 invalid_request',
  ],
  ['two names in one', to('a, b'), '400 invalid_request'],
  ['a user', to('me@a'), '400 invalid_request'],
  ['a path', to('a/b'), '400 invalid_request'],
  ['markup', to('a b/<c>'), '400 invalid_request'],
  ['letters beyond ASCII', to('h\xe9'), '400 invalid_request'],
  ['a name of 300 letters', to('a'.repeat(300)), '400 invalid_request'],
  ['a port that is no number', to('a:b'), '400 invalid_request'],
  ['a port that there is not', to('a:65536'), '400 invalid_request'],
  ['the last port', to('a:65535'), '200'],
  ['an IPv6 address', to('[::1]:7855'), '200'],
  ['an IPv6 address without brackets', to('::1'), '400 invalid_request'],
  ['an IPv6 address with a zone', to('[fe80::1%25eth0]'), '400 invalid_request'],
]

/** A request for what needs no key, with more headers. */
const asking = (headers: string) => get('/v1/health', host + headers + close)

const forms: readonly Knock[] = [
  ['no colon', asking('nonsense\r\n'), '400 invalid_request'],
  ['no name', asking(': a\r\n'), '400 invalid_request'],
  ['a blank in a name', asking('a b: c\r\n'), '400 invalid_request'],
  ['a blank before the colon', asking('a : b\r\n'), '400 invalid_request'],
  ['a name beyond ASCII', asking('h\xe9: a\r\n'), '400 invalid_request'],
  ['a value beyond ASCII', asking('a: h\xe9\xff\r\n'), '200'],
  ['a NUL in a name', asking('a\0: b\r\n'), '400 invalid_request'],
  ['a NUL in a value', asking('a: b\0c\r\n'), '400 invalid_request'],
  ['a control character in a value', asking('a: \x0b\r\n'), '400 invalid_request'],
  ['a CR in a value', asking('a: b\rc: d\r\n'), '400 invalid_request'],
  ['a line that ends in LF alone', asking('a: b\nc: d\r\n'), '400 invalid_request'],
  ['a value on two lines', asking('a: b\r\n c\r\n'), '400 invalid_request'],
  ['a first line that goes on', `GET / HTTP/1.1\r\n a: b\r\n${host}\r\n`, '400 invalid_request'],
  ['a thousand', asking('a: b\r\n'.repeat(998)), '200'],
  ['one more than a thousand', asking('a: b\r\n'.repeat(999)), '431 headers_too_large'],
  ['three thousand', asking('a:\r\n'.repeat(3000)), '431 headers_too_large'],
  ['a name of 17 kB', asking(`${'a'.repeat(17_000)}: b\r\n`), '431 headers_too_large'],
  ['a value of 20 kB', asking(`a: ${'x'.repeat(20_000)}\r\n`), '431 headers_too_large'],
  ['a value of 5 MB', asking(`a: ${'x'.repeat(5_000_000)}\r\n`), '431 headers_too_large'],
]

/** A request that needs a key, with headers that may bring one. */
const bringing = (headers: string) => get('/v1/connect', host + headers + close)

/** A request that opens a session, with more headers. */
const opening = (headers: string) => post(goodLength + headers + close, good)

const meanings: readonly Knock[] = [
  ['two keys', bringing(`${key}Authorization: Bearer sk_test_other\r\n`), '400 invalid_request'],
  ['a key on two lines', bringing('Authorization: Bearer\r\n sk_test_doors\r\n'), '400 invalid_request'],
  ['an empty Authorization', bringing('Authorization:\r\n'), '401 unauthorized'],
  ['a tab before the key', bringing('Authorization: Bearer\tsk_test_doors\r\n'), '401 unauthorized'],
  ['a key beyond ASCII', bringing('Authorization: Bearer sk_test_\xe9\r\n'), '401 invalid_api_key'],
  ['both headers with a key', bringing(`${key}x-api-key: nonsense\r\n`), '200'],
  ['two in x-api-key', bringing('x-api-key: sk_test_a\r\nx-api-key: sk_test_b\r\n'), '401 invalid_api_key'],
  ['two content types', opening('Content-Type: text/plain\r\n'), '400 invalid_request'],
  ['an X-Request-ID of 10 kB', asking(`X-Request-ID: ${'a'.repeat(10_000)}\r\n`), '200'],
  ['an X-Request-ID of odd bytes', asking('X-Request-ID: \xff\x80 "\r\n'), '200'],
  ['an Idempotency-Key of odd bytes', opening('Idempotency-Key: \xff\xfe \x80\r\n'), '201'],
  ['an empty Idempotency-Key', opening('Idempotency-Key:\r\n'), '422 invalid_params'],
  [
    'an Idempotency-Key of 256 signs',
    opening(`Idempotency-Key: ${'k'.repeat(256)}\r\n`),
    '422 invalid_params',
  ],
  ['junk for a cookie', asking(`Cookie: ;;;=;a="\xff${'x'.repeat(5000)}\r\n`), '200'],
  ['a preference that is none', asking('Prefer: \xff=;;,=\r\n'), '200'],
  ['an error of odd bytes preferred', bringing(`${key}Prefer: error=\xe9\r\n`), '422 invalid_params'],
  ['a range', asking('Range: bytes=0-5\r\n'), '200'],
  [
    'an ETag that fits everything',
    get('/v1/connect/providers', `${host}If-None-Match: *\r\n${close}`),
    '304',
  ],
  [
    'names of headers to drop',
    get('/v1/connect', `${host}${key}Connection: close, authorization\r\n`),
    '200',
  ],
  ['a name that objects inherit', asking('__proto__: a\r\nconstructor: b\r\n'), '200'],
]

const expectations: readonly Knock[] = [
  ['to go on', opening('Expect: 100-continue\r\n'), '100', '201'],
  ['to go on, in capitals', opening('Expect: 100-CONTINUE\r\n'), '100', '201'],
  ['to go on, twice', opening('Expect: 100-continue\r\nExpect: 100-continue\r\n'), '100', '201'],
  ['to go on, without a body', asking('Expect: 100-continue\r\n'), '100', '200'],
  [
    'to go on, over HTTP/1.0, which knows no such thing',
    `POST /v1/connect HTTP/1.0\r\n${key}${json}${goodLength}Expect: 100-continue\r\n\r\n${good}`,
    '201',
  ],
  ['wonders', opening('Expect: wonders\r\n'), '417 expectation_failed'],
  ['nothing', opening('Expect:\r\n'), '417 expectation_failed'],
  [
    'wonders, and a request in its body',
    post(`Expect: wonders\r\nContent-Length: ${hidden.length}\r\n`, hidden),
    '417 expectation_failed',
  ],
  [
    'wonders, of 5 MB',
    post('Expect: wonders\r\nContent-Length: 5000000\r\n', Buffer.alloc(5_000_000)),
    '417 expectation_failed',
  ],
]

/** A wish to speak something else from here on. */
const upgrade = (protocol: string, more = '') =>
  `Upgrade: ${protocol}\r\nConnection: upgrade, close\r\n${more}`

const upgrades: readonly Knock[] = [
  ['h2c', get('/v1/health', host + upgrade('h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__\r\n')), '200'],
  ['websocket', get('/v1/health', host + upgrade('websocket', 'Sec-WebSocket-Version: 13\r\n')), '200'],
  ['h2c, with a body', post(goodLength + upgrade('h2c'), good), '201'],
  ['nonsense', get('/v1/health', host + upgrade('wonders/9')), '200'],
]

t.test('Host', (t) => checkKnocks(t, hosts))
t.test('the form of headers', (t) => checkKnocks(t, forms))
t.test('what headers mean', (t) => checkKnocks(t, meanings))
t.test('Expect', (t) => checkKnocks(t, expectations))
t.test('Upgrade', (t) => checkKnocks(t, upgrades))
