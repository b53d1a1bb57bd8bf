import t from 'tap'
import { clients, refusedBy } from '../helpers/decoders/clients.js'
import { decode } from '../helpers/decoders/decode.js'
import { enumOf, listOf, ofKind, orNull, type Shape, unionOf } from '../openapi/shape.js'

const member = (shape: Shape, isRequired = true) => ({ isRequired, shape })
const Host = ofKind('object', { members: new Map([['name', member(ofKind('string'))]]) })
const Model = ofKind('object', {
  members: new Map([
    ['id', member(ofKind('integer'))],
    ['status', member(enumOf(['active', 'error']))],
    ['host', member(orNull(Host), false)],
    ['data', member(listOf(ofKind('string')), false)],
    ['createdAt', member(ofKind('date-time'), false)],
    ['text', member(ofKind('string'), false)],
  ]),
})
const good = { id: 1, status: 'active', host: null, data: ['a'], createdAt: '2026-11-21T09:00:00.000Z' }

t.test('what is published decodes everywhere, members that are not published too', async (t) => {
  t.strictSame(refusedBy(Model, { ...good, more: 1 }), [])
})

t.test('each client refuses what its generated code refuses', async (t) => {
  const { status: _, ...withoutStatus } = good
  const cases: readonly [string, unknown, readonly string[]][] = [
    ['an unknown value of an enum', { ...good, status: 'pending' }, ['python']],
    ['a required member that is missing', withoutStatus, ['python']],
    ['a string for an integer', { ...good, id: '1' }, ['go']],
    ['an object for a list', { ...good, data: {} }, ['python', 'go']],
    ['a list for an object', [good], ['python', 'go']],
    ['null for a text', { ...good, text: null }, ['php']],
    ['null for a list', { ...good, data: null }, ['python', 'php']],
    ['a time that is none', { ...good, createdAt: 'now' }, ['python', 'go']],
    ['a member of a nested model', { ...good, host: { name: null } }, ['php']],
  ]
  for (const [what, body, refusing] of cases) {
    const found = Object.entries(clients).filter(([, one]) => decode(one, Model, body).length > 0)
    t.strictSame(
      found.map(([name]) => name),
      refusing,
      what,
    )
  }
})

t.test('a union decodes as the variant that fits', async (t) => {
  const either = unionOf([Model, ofKind('object', { members: new Map([['url', member(ofKind('string'))]]) })])
  t.strictSame(refusedBy(either, { url: 'http://127.0.0.1' }), [])
  t.strictSame(refusedBy(either, {}), ['python: body.url: is missing'])
})
