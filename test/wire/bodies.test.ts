import t from 'tap'
import { checkKnocks, chunked, close, good, goodLength, host, json, type Knock, key, post } from './table.js'

const mebibyte = 1024 * 1024

/** A request with a body of some length, and the type of JSON. */
function sending(body: string | Buffer, headers = ''): readonly (string | Buffer)[] {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return post(`Content-Length: ${bytes.length}\r\n${headers}${close}`, bytes)
}

/** A request with a good body under another content type. */
const typed = (type: string) =>
  `POST /v1/connect HTTP/1.1\r\n${host}${key}Content-Type: ${type}\r\n${goodLength}${close}\r\n${good}`

/** A body with which a session opens, with more in it. */
const opening = (more: string) => `{"redirectUrl":"https://app.example/",${more}}`

/** The same, so many bytes long. */
const sized = (length: number) => opening(`"pad":"${'x'.repeat(length - opening('"pad":""').length)}"`)

/** The same in chunks of 64 KiB. */
const inChunks = (body: string) =>
  `${body.replace(/.{1,65536}/g, (piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)}0\r\n\r\n`

const sizes: readonly Knock[] = [
  ['1 MiB', sending(sized(mebibyte)), '201'],
  ['one byte more', sending(sized(mebibyte + 1)), '413 payload_too_large'],
  ['5 MB, all of it sent', sending(Buffer.alloc(5_000_000)), '413 payload_too_large'],
  [
    '5 MB, all of it sent without a key',
    [
      `POST /v1/connect HTTP/1.1\r\n${host}${json}Content-Length: 5000000\r\n${close}\r\n`,
      Buffer.alloc(5_000_000),
    ],
    '401 unauthorized',
  ],
  ['2 MB that are only announced', post(`Content-Length: 2000000\r\n${close}`, '{'), '413 payload_too_large'],
  ['1 MiB in chunks', post(chunked + close, inChunks(sized(mebibyte))), '201'],
  ['one byte more in chunks', post(chunked + close, inChunks(sized(mebibyte + 1))), '413 payload_too_large'],
  ['5 MB in chunks', post(chunked, inChunks('x'.repeat(5_000_000))), '413 payload_too_large'],
]

const types: readonly Knock[] = [
  ['JSON in UTF-16', typed('application/json; charset=utf-16'), '400 invalid_body'],
  ['JSON in a charset that there is not', typed('application/json; charset=wonders'), '400 invalid_body'],
  ['a form', typed('application/x-www-form-urlencoded'), '400 invalid_body'],
  ['parts', typed('multipart/form-data; boundary=x'), '400 invalid_body'],
  ['text', typed('text/plain'), '400 invalid_body'],
  ['a type that is none', typed(';;;'), '400 invalid_body'],
  ['a type of 10 kB', typed(`application/${'x'.repeat(10_000)}`), '400 invalid_body'],
  ['a type beyond ASCII', typed('application/json\xe9'), '400 invalid_body'],
  ['gzip', sending(good, 'Content-Encoding: gzip\r\n'), '400 invalid_body'],
  ['identity, which is no encoding', sending(good, 'Content-Encoding: identity\r\n'), '201'],
]

const texts: readonly Knock[] = [
  ['bytes that are no UTF-8', sending(Buffer.from(opening('"state":"\xff"'), 'latin1')), '400 invalid_body'],
  [
    'half a surrogate in UTF-8',
    sending(Buffer.from(opening('"state":"\xed\xa0\x80"'), 'latin1')),
    '400 invalid_body',
  ],
  ['half a surrogate in an escape, which JSON allows', sending(opening('"state":"a\\ud800b"')), '201'],
  ['UTF-16', sending(Buffer.from(good, 'utf16le')), '400 invalid_body'],
  ['a byte order mark', sending(`\ufeff${good}`), '201'],
  ['a NUL', sending(opening('"state":"a\0b"')), '400 invalid_body'],
  ['an escaped NUL', sending(opening('"state":"a\\u0000b"')), '201'],
]

const nested = (open: string, end: string, depth: number) => open.repeat(depth) + end.repeat(depth)
const manyFields = Array.from({ length: 80_000 }, (_, at) => `"k${at}":1`).join(',')

const values: readonly Knock[] = [
  ['lists, ten thousand deep', sending(nested('[', ']', 10_000)), '400 invalid_body'],
  ['lists, half a million deep', sending(nested('[', ']', 500_000)), '400 invalid_body'],
  ['lists that are not closed', sending('['.repeat(500_000)), '400 invalid_body'],
  ['lists in an unknown field', sending(opening(`"a":${nested('[', ']', 10_000)}`)), '201'],
  ['lists in a known field', sending(opening(`"state":${nested('[', ']', 10_000)}`)), '400 invalid_body'],
  [
    'objects in an unknown field of a call that can be repeated',
    sending(opening(`"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 'Idempotency-Key: deep\r\n'),
    '201',
  ],
  ['80,000 unknown fields', sending(opening(manyFields)), '201'],
  ['a name of 1 MB', sending(opening(`"${'k'.repeat(1_000_000)}":1`)), '201'],
  [
    'a list of 200,000',
    sending(opening(`"allowedProviders":[${'"a",'.repeat(200_000)}"a"]`)),
    '400 invalid_body',
  ],
  ['__proto__', sending(opening('"__proto__":{"state":"a"}')), '400 invalid_body'],
  ['__proto__ in escapes', sending(opening('"\\u005f_proto__":{"state":"a"}')), '400 invalid_body'],
  ['a prototype', sending(opening('"constructor":{"prototype":{"state":"a"}}')), '400 invalid_body'],
  ['names that objects inherit', sending(opening('"toString":1,"hasOwnProperty":2')), '201'],
  [
    'a name twice, of which the last counts',
    sending(opening('"redirectUrl":"https://last.example/"')),
    '201',
  ],
  ['a number beyond all numbers', sending(opening('"state":1e999')), '400 invalid_body'],
  [
    'a number of thirty digits',
    sending(opening('"state":123456789012345678901234567890')),
    '400 invalid_body',
  ],
  ['minus nothing', sending(opening('"state":-0')), '400 invalid_body'],
  ['NaN', sending(opening('"state":NaN')), '400 invalid_body'],
  ['a number of a megabyte', sending('9'.repeat(1_000_000)), '400 invalid_body'],
]

t.test('sizes', (t) => checkKnocks(t, sizes))
t.test('types', (t) => checkKnocks(t, types))
t.test('texts', (t) => checkKnocks(t, texts))
t.test('values', (t) => checkKnocks(t, values))
