import { deepStrictEqual } from 'node:assert'
import * as library from 'repull-mock'
import { expected, expireSession } from './use.cjs'

Deno.test('a session expires', async () => {
  deepStrictEqual(await expireSession(library), expected)
})
