import t from 'tap'
import { operations } from '../helpers/document.js'
import { run, seed } from './campaign.js'
import { Fuzzer } from './fuzzer.js'
import { createSeeded, createWorld, loggedErrors, sendTo } from './mock.js'

t.test('what openapi.yaml promises under /v1 holds, whatever is sent', async (t) => {
  const mock = await createSeeded(t, seed)
  const fuzzer = new Fuzzer(createWorld(mock, String(seed)), sendTo(mock))
  const ofApi = operations.filter(({ isControl }) => !isControl)
  await run(t, { fuzzer, operations: ofApi, rounds: 12, perRound: 20 })
  t.strictSame(loggedErrors(mock), [], 'nothing failed by a bug')
})
