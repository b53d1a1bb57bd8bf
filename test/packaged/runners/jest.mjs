import { expect, test } from '@jest/globals'
import * as library from 'repull-mock'
import { expected, expireSession } from './use.cjs'

test('a session expires', async () => {
  expect(await expireSession(library)).toEqual(expected)
})
