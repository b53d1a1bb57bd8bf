import t from 'tap'
import { otherOperations } from '../../src/http/other-operations.js'
import { apiVersions } from '../../src/versions/api-version.js'
import { operations as described } from '../helpers/document.js'
import { counterpart } from './compare.js'
import { isIn, readOperations } from './read-operations.js'
import { readVersion } from './read-published.js'
import { keyOf } from './shape.js'

const operations = await readOperations()
const byKey = new Map(operations.map((one) => [keyOf(one.spelling), one]))
const here = new Map(described.map((one) => [keyOf(`${one.method} ${one.path}`), one]))
const other = new Map(otherOperations.map((one) => [keyOf(`${one.method} ${one.path}`), one]))

t.test('every operation that was ever published is here or among the others', async (t) => {
  t.equal(operations.length, 266)
  for (const { spelling, until } of operations) {
    const lacking = other.get(keyOf(spelling))
    if (lacking) t.equal(lacking.until, until, spelling)
    else t.ok(counterpart(here, keyOf(spelling)), spelling)
  }
  for (const key of other.keys()) t.ok(byKey.has(key), `${key} was published`)
})

t.test('each version has the operations of its description', async (t) => {
  for (const [version, count] of [
    ['2026-10', 238],
    ['2026-07', 144],
  ] as const)
    t.equal(operations.filter((one) => isIn(version, one)).length, count, version)
  for (const version of apiVersions) {
    const { operations: detailed } = await readVersion(version)
    for (const [key, { spelling }] of detailed) {
      const operation = byKey.get(key)
      t.ok(operation && isIn(version, operation), `${spelling} is published in ${version}`)
    }
    const forgotten = operations.filter(
      (one) => isIn(version, one) && here.has(keyOf(one.spelling)) && !detailed.has(keyOf(one.spelling)),
    )
    t.strictSame(forgotten, [], `published/ describes all of ${version} that is here`)
  }
})
