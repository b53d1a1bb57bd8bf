import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { answersIn, converse, listen } from './raw-socket.js'
import {
  checkKnocks,
  chunked,
  close,
  get,
  good,
  goodChunks,
  goodLength,
  hidden,
  host,
  json,
  type Knock,
  key,
  post,
} from './table.js'

const lengths: readonly Knock[] = [
  ['a word', post('Content-Length: many\r\n', good), '400 invalid_request'],
  ['none', post('Content-Length:\r\n', good), '400 invalid_request'],
  ['below zero', post('Content-Length: -1\r\n', good), '400 invalid_request'],
  ['a plus', post(`Content-Length: +${good.length}\r\n`, good), '400 invalid_request'],
  ['hexadecimal', post('Content-Length: 0x26\r\n', good), '400 invalid_request'],
  ['a fraction', post('Content-Length: 38.0\r\n', good), '400 invalid_request'],
  ['a blank within', post('Content-Length: 3 8\r\n', good), '400 invalid_request'],
  ['beyond 64 bits', post(`Content-Length: ${'9'.repeat(26)}\r\n`, good), '400 invalid_request'],
  ['64 bits', post('Content-Length: 18446744073709551615\r\n', good), '413 payload_too_large'],
  ['two that differ', post(`${goodLength}Content-Length: 2\r\n`, good), '400 invalid_request'],
  ['two that are the same', post(goodLength + goodLength, good), '400 invalid_request'],
  ['a list', post(`Content-Length: ${good.length}, ${good.length}\r\n`, good), '400 invalid_request'],
  ['zeros before it', post(`Content-Length: 000${good.length}\r\n${close}`, good), '201'],
  [
    'less than there is',
    post(`Content-Length: 2\r\n`, '{}hidden'),
    '400 invalid_body',
    '400 invalid_request',
  ],
  ['none, and a body', post('', good + hidden), '400 invalid_body', '400 invalid_request'],
  [
    'a GET with a body',
    get('/v1/health', `${host}Content-Length: ${hidden.length}\r\n${close}`) + hidden,
    '200',
  ],
  ['an OPTIONS with a body', `OPTIONS / HTTP/1.1\r\n${host}Content-Length: 5\r\n${close}\r\nhello`, '204'],
]

const codings: readonly Knock[] = [
  ['chunked', post(chunked + close, goodChunks), '201'],
  ['chunked, in capitals behind a tab', post(`Transfer-Encoding:\tCHUNKED\r\n${close}`, goodChunks), '201'],
  ['a length, then chunked', post(goodLength + chunked, goodChunks + hidden), '400 invalid_request'],
  ['chunked, then a length', post(chunked + goodLength, goodChunks + hidden), '400 invalid_request'],
  [
    'a length of nothing, and chunked',
    post(`Content-Length: 0\r\n${chunked}`, goodChunks),
    '400 invalid_request',
  ],
  ['chunked on two lines', post(chunked + chunked, goodChunks + hidden), '400 invalid_request'],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked\r\n', goodChunks), '400 invalid_request'],
  ['identity', post('Transfer-Encoding: identity\r\n', good + hidden), '400 invalid_request'],
  [
    'identity, with a length',
    post(`Transfer-Encoding: identity\r\n${goodLength}`, good),
    '400 invalid_request',
  ],
  [
    'identity, then chunked',
    post('Transfer-Encoding: identity, chunked\r\n', goodChunks),
    '400 invalid_request',
  ],
  [
    'chunked, then identity',
    post('Transfer-Encoding: chunked, identity\r\n', goodChunks),
    '400 invalid_request',
  ],
  ['gzip, then chunked', post('Transfer-Encoding: gzip, chunked\r\n', goodChunks), '400 invalid_request'],
  ['gzip', post('Transfer-Encoding: gzip\r\n', goodChunks), '400 invalid_request'],
  ['xchunked', post('Transfer-Encoding: xchunked\r\n', goodChunks), '400 invalid_request'],
  [
    'xchunked, with a length',
    post(`Transfer-Encoding: xchunked\r\n${goodLength}`, good),
    '400 invalid_request',
  ],
  ['chunked in quotes', post('Transfer-Encoding: "chunked"\r\n', goodChunks), '400 invalid_request'],
  ['chunked with a parameter', post('Transfer-Encoding: chunked;a=b\r\n', goodChunks), '400 invalid_request'],
  [
    'chunked behind a control character',
    post('Transfer-Encoding: \x0bchunked\r\n', goodChunks),
    '400 invalid_request',
  ],
  [
    'chunked on a line of its own',
    post('Transfer-Encoding:\r\n chunked\r\n', goodChunks),
    '400 invalid_request',
  ],
  [
    'a blank before the colon',
    post(`Transfer-Encoding : chunked\r\n${goodLength}`, good),
    '400 invalid_request',
  ],
  ['none', post('Transfer-Encoding:\r\n', goodChunks), '400 invalid_request'],
  ['none, with a length', post(`Transfer-Encoding:\r\n${goodLength}`, good + hidden), '400 invalid_request'],
  [
    'another name, which means nothing',
    post(`Transfer_Encoding: chunked\r\n${goodLength}${close}`, good),
    '201',
  ],
  [
    'chunked over HTTP/1.0, which knows no chunks',
    `POST /v1/connect HTTP/1.0\r\n${key}${json}Connection: keep-alive\r\n${chunked}\r\n${goodChunks}${hidden}`,
    '400 invalid_request',
  ],
]

/** A body of chunks as it is given. */
const sending = (chunks: string, headers = '') => post(chunked + headers, chunks)

const chunks: readonly Knock[] = [
  ['a size that is none', sending('zz\r\n'), '400 invalid_request'],
  ['no size', sending(`\r\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['a size below zero', sending('-1\r\n{}'), '400 invalid_request'],
  ['a size with 0x', sending(`0x26\r\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['a size beyond 64 bits', sending(`${'F'.repeat(17)}\r\n{}`), '400 invalid_request'],
  ['a blank behind the size', sending(`26 \r\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['a size that ends in LF alone', sending(`26\n${good}\n0\n\n`), '400 invalid_request'],
  ['more bytes than its size', sending(`2\r\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['no end of line behind its bytes', sending(`26\r\n${good}0\r\n\r\n`), '400 invalid_request'],
  ['extensions, which nobody needs', sending(`26;a=b;c="d"\r\n${good}\r\n0\r\n\r\n`, close), '201'],
  ['an extension that ends in LF alone', sending(`26;a\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['an extension with a CR', sending(`26;a\rb\r\n${good}\r\n0\r\n\r\n`), '400 invalid_request'],
  ['extensions of 20 kB', sending(`26;${'x'.repeat(20_000)}\r\n`), '413 payload_too_large'],
  ['trailers, of which none counts', sending(`26\r\n${good}\r\n0\r\nx-api-key: a\r\n\r\n`, close), '201'],
  [
    'a length among the trailers',
    sending(`26\r\n${good}\r\n0\r\nContent-Length: 9\r\n\r\n`),
    '400 invalid_request',
  ],
  [
    'trailers of 200 kB',
    sending(`26\r\n${good}\r\n0\r\n${'abcd: e\r\n'.repeat(20_000)}`),
    '431 headers_too_large',
  ],
  [
    'a size of 2 MiB, and its bytes',
    sending(`200000\r\n${'x'.repeat(0x200000)}\r\n`),
    '413 payload_too_large',
  ],
]

const pipelines: readonly Knock[] = [
  [
    'a hundred',
    get('/v1/health', host).repeat(99) + get('/v1/health'),
    ...Array.from({ length: 100 }, () => '200'),
  ],
  ['good, then garbage', `${get('/v1/health', host)}garbage\r\n\r\n`, '200', '400 invalid_request'],
  [
    'three good, then garbage',
    `${get('/v1/health', host).repeat(3)}\0`,
    '200',
    '200',
    '200',
    '400 invalid_request',
  ],
  ['a body, then garbage', post(goodLength, `${good}garbage`), '201', '400 invalid_request'],
  ['a blank between two', `${get('/v1/health', host)} ${get('/v1/health')}`, '200', '400 invalid_request'],
  ['an empty line between two', post(goodLength, `${good}\r\n${get('/v1/health')}`), '201', '200'],
  [
    'good, then headers that are too large',
    `${get('/v1/health', host)}${get('/', `a: ${'x'.repeat(20_000)}`)}`,
    '200',
    '431 headers_too_large',
  ],
  ['one behind the last one', get('/v1/health') + hidden, '200'],
  ['5 MB behind the last one', get('/v1/health') + 'x'.repeat(5_000_000), '200'],
  [
    'good, bad chunks, good',
    [get('/v1/health', host), ...sending('zz\r\n'), hidden],
    '200',
    '400 invalid_request',
  ],
  [
    'chunks of a GET, then another',
    `${get('/v1/health', host + chunked)}0\r\n\r\n${get('/v1/health')}`,
    '200',
    '200',
  ],
]

const cut: readonly Knock[] = [
  ['nothing', ''],
  ['an empty line', '\r\n'],
  ['a cut request line', 'GET /v1/he', '400 invalid_request'],
  ['cut headers', `GET /v1/health HTTP/1.1\r\n${host}`, '400 invalid_request'],
  ['fewer bytes than announced', post('Content-Length: 50\r\n', good), '400 invalid_request'],
  ['a cut chunk', sending(`26\r\n${good.slice(0, 9)}`), '400 invalid_request'],
  ['chunks without the last one', sending(`26\r\n${good}\r\n`), '400 invalid_request'],
  ['a chunk of which almost nothing comes', sending('FFFFFFFFFFFFFFF\r\n{}'), '400 invalid_request'],
  ['good, then a cut one', `${get('/v1/health', host)}GET /v1/he`, '200', '400 invalid_request'],
]

t.test('lengths', (t) => checkKnocks(t, lengths))
t.test('codings', (t) => checkKnocks(t, codings))
t.test('chunks', (t) => checkKnocks(t, chunks))
t.test('several requests at once', (t) => checkKnocks(t, pipelines))
t.test('requests behind which the client has closed its side', (t) => checkKnocks(t, cut, { isEnd: true }))

t.test('a client that closes its side is taken for gone, and gets what was there before', async (t) => {
  const port = await listen(await createMock(t))
  const answers = answersIn(await converse(port, [get('/v1/health', host)], true))
  t.ok(answers.length < 2)
  for (const { status } of answers) t.equal(status, 200)
})
