import t from 'tap'
import { createPause, isoTime, systemClock } from '../../src/lib/clock.js'

t.test('a pause ends after its time', async (t) => {
  const { pause } = createPause()
  const since = performance.now()
  const keepAlive = setTimeout(() => {}, 1000)
  await pause(10)
  clearTimeout(keepAlive)
  t.ok(performance.now() - since >= 9)
})

t.test('a pause ends when its signal aborts, or has aborted before', async (t) => {
  const { pause } = createPause()
  const controller = new AbortController()
  const since = performance.now()
  const ended = pause(60_000, controller.signal)
  controller.abort()
  await ended
  await pause(60_000, controller.signal)
  t.ok(performance.now() - since < 10_000)
})

t.test('a stopped pause never ends', async (t) => {
  const { pause, stop } = createPause()
  const ended = pause(1).then(() => 'ended')
  stop()
  t.equal(
    await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('still waiting'), 20))]),
    'still waiting',
  )
})

t.test('times are written in UTC with milliseconds', async (t) => {
  t.equal(isoTime(0), '1970-01-01T00:00:00.000Z')
  t.ok(Math.abs(systemClock.now() - Date.now()) < 1000)
})
