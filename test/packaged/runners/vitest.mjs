import * as library from 'repull-mock'
import { expect, test, vi } from 'vitest'
import { expected, expireSession } from './use.cjs'

test('a session expires', async () => {
  expect(await expireSession(library)).toEqual(expected)
})

test('a session expires while the test has fake timers', async () => {
  vi.useFakeTimers()
  try {
    expect(await expireSession(library)).toEqual(expected)
  } finally {
    vi.useRealTimers()
  }
})
