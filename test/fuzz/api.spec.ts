import t from 'tap'
import { operations } from '../helpers/document.js'
import { run, seed } from './campaign.js'
import { Fuzzer } from './fuzzer.js'
import { createSeeded, createWorld, sendTo } from './injecting.js'

t.test('what openapi.yaml promises under /v1 holds, whatever is sent', async (t) => {
  const mock = await createSeeded(t, seed)
  const fuzzer = new Fuzzer(createWorld(mock, String(seed)), sendTo(mock))
  const ofApi = operations.filter(({ isControl }) => !isControl)
  await run(t, { fuzzer, operations: ofApi, rounds: 12, perRound: 20 })
  const bugs = mock.log.filter((line) => JSON.parse(line).level >= 50)
  t.strictSame(bugs, [], 'nothing failed by a bug')
})
