import t from 'tap'
import { otherOperations } from '../../src/http/other-operations.js'
import { apiVersions } from '../../src/versions/api-version.js'
import { refusedBy } from '../helpers/decoders/clients.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver } from '../helpers/receiver.js'
import { readVersion } from '../openapi/read-published.js'
import { keyOf } from '../openapi/shape.js'
import { tour } from './tour.js'

/** What answers 501. */
const lacking = new Set(otherOperations.map(({ method, path }) => keyOf(`${method} ${path}`)))

for (const version of apiVersions) {
  t.test(`strict clients of ${version} decode the answers of every operation`, async (t) => {
    const mock = await createMock(t, { settings: { API_VERSION: version } })
    const { operations } = await readVersion(version)
    const visited = await tour(mock, version, (await createReceiver(t)).url)
    for (const { operation, answer } of visited) {
      const published = operations.get(keyOf(operation))
      if (published === undefined) t.ok(answer.status < 400, operation)
      else t.equal(answer.status, published.status, operation)
      if (published?.answer) t.strictSame(refusedBy(published.answer, answer.body), [], operation)
    }
    const called = new Set(visited.map(({ operation }) => keyOf(operation)))
    const forgotten = [...operations.keys()].filter((key) => !called.has(key) && !lacking.has(key))
    t.strictSame(forgotten, [], 'none was left out')
  })
}
