import t from 'tap'
import { EventText } from '../../src/inspector/client/data/event-text.js'
import { noFilter } from '../../src/inspector/client/data/filter.js'
import { Log, maxRows } from '../../src/inspector/client/data/log.js'
import { entryOf, request } from './rows.js'

const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => {
    const id = `jrn_a_${from + at}`
    return entryOf({ type: 'request', request: { ...request, id, status: (from + at) % 2 ? 200 : 404 } }, id)
  })

t.test('a log keeps each entry once, and finds it', async (t) => {
  const log = new Log()
  t.equal(log.add(entries(0, 10)).length, 10)
  t.equal(log.add(entries(5, 12)).length, 2, 'those that come again are left out')
  t.equal(log.find('jrn_a_3')?.entry.id, 'jrn_a_3')
  t.equal(log.find(`jrn_a_3@${request.at}`)?.entry.id, 'jrn_a_3')
  t.equal(log.find('jrn_a_99'), undefined)
  log.show({ ...noFilter, status: '4' }, null)
  t.equal(log.shown.length, 6)
  log.add(entries(12, 14))
  t.equal(log.shown.length, 7)
  log.forget(12)
  t.strictSame(
    log.rows.map(({ entry }) => entry.id),
    ['jrn_a_12', 'jrn_a_13'],
  )
  log.clear()
  t.strictSame([log.rows.length, log.shown.length], [0, 0])
  t.equal(log.add(entries(0, 1)).length, 1, 'what was cleared may come again')
})

t.test('a log forgets the oldest when there are too many', async (t) => {
  const log = new Log()
  const opening = { ...request, id: 'jrn_a_0', method: 'POST', sessionId: 'cs_1' }
  log.add([entryOf({ type: 'request', request: opening }, 'jrn_a_0')])
  t.equal(log.openingOf('cs_1')?.id, 'jrn_a_0')
  log.show({ ...noFilter, status: '4' }, null)
  log.add(entries(1, maxRows * 1.2))
  t.equal(log.rows.length, maxRows)
  t.equal(log.shown.length, maxRows / 2)
  t.equal(log.find('jrn_a_0'), undefined)
  t.equal(log.openingOf('cs_1'), undefined)
})

t.test('events are read whatever the pieces are in which they come', async (t) => {
  const text =
    ': repull-mock\n\nid: a\nevent: request\ndata: {"a":1}\n\ndata: one\ndata: two\n\nevent: clock\ndata: {}'
  for (const size of [1, 7, 1000]) {
    const events = new EventText()
    const found = []
    for (let at = 0; at < text.length; at += size) found.push(...events.read(text.slice(at, at + size)))
    t.strictSame(found, [
      { event: 'request', data: '{"a":1}' },
      { event: 'message', data: 'one\ntwo' },
    ])
  }
})
