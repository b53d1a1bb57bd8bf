import t from 'tap'
import { operations } from '../helpers/document.js'
import { run, seed } from './campaign.js'
import { Fuzzer, type Send } from './fuzzer.js'
import { createSeeded, createWorld, loggedErrors, sendTo } from './mock.js'

const ofControl = operations.filter(({ isControl }) => isControl)

t.test('what openapi.yaml promises under /_mock holds, whatever is sent', async (t) => {
  const mock = await createSeeded(t, seed)
  const fuzzer = new Fuzzer(createWorld(mock, String(seed)), sendTo(mock))
  await run(t, { fuzzer, operations: ofControl, rounds: 12, perRound: 20 })
  t.strictSame(loggedErrors(mock), [], 'nothing failed by a bug')
})

t.test('it holds with a control token too', async (t) => {
  const token = 'token-of-testers'
  const mock = await createSeeded(t, seed, { CONTROL_TOKEN: token })
  const send = sendTo(mock)
  const sendGuarded: Send = (request) => {
    const { authorization, ...headers } = request.headers
    const apiKey = /^bearer +(.*)/i.exec(authorization ?? '')?.[1]
    const own = authorization === undefined ? headers : { ...(apiKey && { 'x-api-key': apiKey }), ...headers }
    return send({ ...request, headers: { ...own, authorization: `Bearer ${token}` } })
  }
  const fuzzer = new Fuzzer(createWorld(mock, String(seed), token), sendGuarded)
  await run(t, { fuzzer, operations: ofControl, rounds: 1, perRound: 20 })
})
