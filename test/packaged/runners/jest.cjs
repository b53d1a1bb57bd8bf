const library = require('repull-mock')
const { expected, expireSession } = require('./use.cjs')

test('a session expires', async () => {
  expect(await expireSession(library)).toEqual(expected)
})

test('a session expires while the test has fake timers', async () => {
  jest.useFakeTimers()
  try {
    expect(await expireSession(library)).toEqual(expected)
  } finally {
    jest.useRealTimers()
  }
})
