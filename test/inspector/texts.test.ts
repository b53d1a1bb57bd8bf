import t from 'tap'
import { durationText, instantText, timeText, tookText } from '../../src/inspector/client/data/duration.js'
import { lineDiff } from '../../src/inspector/client/data/line-diff.js'
import { readPlace, writePlace } from '../../src/inspector/client/data/place.js'
import { timeOf } from '../../src/inspector/client/data/session-time.js'
import { withShortIds } from '../../src/inspector/client/data/short-id.js'
import { shownBy } from '../../src/inspector/client/data/workspace-clock.js'

t.test('times are short', async (t) => {
  t.equal(durationText(90_000), '1 m 30 s')
  t.equal(durationText(3_600_000), '1 h')
  t.equal(durationText(93_784_000), '1 d 2 h')
  t.equal(durationText(200), '0 s')
  t.equal(timeText('2026-11-21T09:00:00.123Z'), '09:00:00.123')
  t.equal(instantText('2026-11-21T09:00:00.123Z'), '2026-11-21 09:00:00')
  t.strictSame([tookText(1.23), tookText(123.4)], ['1.2', '123'])
})

t.test('ids in paths are short', async (t) => {
  t.equal(
    withShortIds('/v1/connect/sessions/cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5/rooms'),
    '/v1/connect/sessions/cs_…B3C4D5/rooms',
  )
  t.equal(withShortIds('/v1/connect/sessions/cs_1'), '/v1/connect/sessions/cs_1')
})

t.test('an address says what the page shows', async (t) => {
  const fragment = '#pane=details&workspace=w1&row=jrn_a_1&status=4&text=a+b'
  t.equal(writePlace(readPlace(fragment)), fragment)
  t.equal(writePlace(readPlace('')), '#')
  t.match(readPlace('#pane=nonsense'), { pane: 'timeline', workspace: null, row: null })
})

t.test('a session has the time that its clock leaves it', async (t) => {
  const session = {
    status: 'pending',
    createdAt: '2026-11-21T09:00:00.000Z',
    expiresAt: '2026-11-21T09:30:00.000Z',
  } as Parameters<typeof timeOf>[0]
  const at = (time: string) => Date.parse(`2026-11-21T${time}Z`)
  t.strictSame(timeOf(session, at('09:15:00')), { status: 'pending', leftMs: 900_000, left: 0.5 })
  t.strictSame(timeOf(session, at('09:31:00')), { status: 'expired', leftMs: 0, left: 0 })
  t.strictSame(timeOf({ ...session, status: 'completed' }, at('09:15:00')), {
    status: 'completed',
    leftMs: 0,
    left: 0,
  })
  const clock = { now: '2026-11-21T09:00:00.000Z', offsetMs: 0, heardMs: 1000 }
  t.equal(shownBy({ ...clock, frozen: false }, 3000), at('09:00:02'))
  t.equal(shownBy({ ...clock, frozen: true }, 3000), at('09:00:00'))
})

t.test('two texts are compared line by line', async (t) => {
  const signs = (one: string, other: string) => lineDiff(one, other).map(({ sign, text }) => `${sign}${text}`)
  t.strictSame(signs('a\nb\nc', 'a\nx\nc'), [' a', '-b', '+x', ' c'])
  t.strictSame(signs('a', 'a\nb'), [' a', '+b'])
  t.strictSame(signs('a\nb', 'b'), ['-a', ' b'])
  const long = 'x\n'.repeat(700)
  t.equal(lineDiff(long, long).filter(({ sign }) => sign !== ' ').length, 0)
  t.equal(lineDiff(long, 'y').length, 702)
})
