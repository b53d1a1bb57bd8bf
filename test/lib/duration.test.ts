import t from 'tap'
import { durationMs, formatDuration, parseDuration } from '../../src/lib/duration.js'

t.test('durations are read and written', async (t) => {
  for (const [text, ms] of [
    ['1ms', 1],
    ['1500ms', 1500],
    ['5s', 5000],
    ['31m', 1_860_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ] as const) {
    t.equal(parseDuration(text), ms)
    t.equal(formatDuration(ms), text)
  }
  t.equal(formatDuration(60_000), '1m')
})

t.test('without a unit it is milliseconds where a schema lets it through', async (t) => {
  t.strictSame([31, '31', '31ms', '31s'].map(durationMs), [31, 31, 31, 31_000])
})

t.test('anything else is no duration', async (t) => {
  for (const text of [
    '',
    '5',
    's',
    '-1s',
    '1.5s',
    '5 s',
    '5S',
    '5s ',
    '1w',
    '1m30s',
    `${'9'.repeat(13)}s`,
    '__proto__',
  ]) {
    t.equal(parseDuration(text), undefined, text)
  }
})
