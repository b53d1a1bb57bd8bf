import t from 'tap'
import { newestVersion } from '../../src/versions/api-version.js'
import { operationIn, operations } from '../helpers/document.js'
import { run, seed } from './campaign.js'
import { Fuzzer } from './fuzzer.js'
import { createSeeded, createWorld, loggedErrors, sendTo } from './mock.js'

for (const [version, rounds] of [
  [newestVersion, 9],
  ['2026-07', 5],
] as const)
  t.test(`what is promised under /v1 in ${version} holds, whatever is sent`, async (t) => {
    const mock = await createSeeded(t, seed, { API_VERSION: version })
    const fuzzer = new Fuzzer(createWorld(mock, String(seed)), sendTo(mock), version)
    const ofApi = operations.filter((one) => !one.isControl && operationIn(version, one) !== undefined)
    await run(t, { fuzzer, operations: ofApi, rounds, perRound: 20 })
    t.strictSame(loggedErrors(mock), [], 'nothing failed by a bug')
  })
