import fc from 'fast-check'
import t from 'tap'
import { operationCalled, operations } from '../helpers/document.js'
import { listen } from '../wire/raw-socket.js'
import { run, seed } from './campaign.js'
import { Fuzzer, type Send } from './fuzzer.js'
import { createSeeded, createWorld, loggedErrors } from './mock.js'
import { requestFor } from './request.js'
import { answerIn, bytesOf, exchange } from './socket-client.js'

t.test('what openapi.yaml promises holds over sockets, in one piece, in two and in chunks', async (t) => {
  const mock = await createSeeded(t, seed)
  const port = await listen(mock)
  let count = 0
  const send: Send = async (request) => {
    const bytes = bytesOf(request, ++count % 3 === 0)
    const at = count % 2 === 0 ? Math.floor(bytes.length / 3) : bytes.length
    const isStream = (text: string) => text.includes('\r\n: repull-mock')
    return answerIn(await exchange(port, [bytes.subarray(0, at), bytes.subarray(at)], isStream))
  }
  const fuzzer = new Fuzzer(createWorld(mock, String(seed)), send)
  await run(t, { fuzzer, operations, rounds: 1, perRound: 20 })
})

t.test('a malformed request gets an error of the catalogue, or no answer', async (t) => {
  const mock = await createSeeded(t, seed)
  const port = await listen(mock)
  const body = { redirectUrl: 'https://app.example/callback', state: 'user-42' }
  const whole = requestFor(operationCalled('createConnectSession'), { body }, 'sk_test_bytes')
  const fragments = fc.constantFrom(
    '\r\n',
    '\n',
    '\0',
    ':',
    ' ',
    '\t',
    '%',
    '\xff',
    '0',
    '99999999999',
    'HTTP/1.1',
    '\r\n\r\n',
  )
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(3), fragments), { minLength: 1, maxLength: 4 })
  const property = fc.asyncProperty(fc.boolean(), changes, async (isChunked, all) => {
    const bytes = all.reduce((text, [at, dropped, fragment]) => {
      const place = at % text.length
      return text.slice(0, place) + fragment + text.slice(place + dropped)
    }, bytesOf(whole, isChunked).toString('latin1'))
    const text = await exchange(port, [Buffer.from(bytes, 'latin1')])
    const answer = text === '' ? null : answerIn(text)
    if (text !== '' && answer === null) throw new Error(`no whole answer: ${text}`)
    if (answer === null || answer.status < 300) return
    const { error } = JSON.parse(answer.body)
    if (answer.status >= 500 || error.request_id !== answer.headers['x-request-id']) throw new Error(text)
  })
  const details = await fc.check(property, { seed, numRuns: 400 })
  t.notOk(details.failed, `${String(details.errorInstance)}\n${JSON.stringify(details.counterexample)}`)
  t.strictSame(loggedErrors(mock), [], 'nothing failed by a bug')
})
