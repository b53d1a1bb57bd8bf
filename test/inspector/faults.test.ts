import t from 'tap'
import type { FaultInput } from '../../src/inspector/client/data/entries.js'
import { emptyForm, faultOf, formOf } from '../../src/inspector/client/data/fault-form.js'
import { faultLike, faultPresets } from '../../src/inspector/client/data/fault-presets.js'
import { createMock } from '../helpers/mock.js'

t.test('a form shows a fault, and means the same one', async (t) => {
  for (const fault of [
    ...faultPresets.map(({ fault }) => fault),
    { match: { event: 'account.created' }, respond: { drop: 'before' } },
    { match: { path: '/v1/*', provider: 'airbnb' }, times: 3, respond: { drop: 'before' } },
    { match: { path: '/v1/*' }, probability: 0.5, respond: { truncate: 5 } },
    { match: { path: '/v1/*' }, respond: { error: 'forbidden', delay: 100 } },
    { match: { path: '/v1/*' }, respond: { error: 'forbidden', headers: { 'X-A': 'b: c', 'X-B': '' } } },
    { match: { path: '/v1/*' }, respond: { status: 418, body: { data: [null] } } },
    {
      match: { path: '/v1/*' },
      respond: { status: 302, body: '', headers: { Location: 'http://a.example' } },
    },
  ] as FaultInput[])
    t.strictSame(faultOf(formOf(fault)), fault)
  t.equal(formOf({ respond: { body: 'hi' } }).status, '200')
  t.equal(formOf({ times: null, respond: { status: 503 } }).path, '/v1/*')
  t.strictSame(faultOf({ ...emptyForm, path: '', effect: 'none', delay: '5 s', times: '' }), {
    match: {},
    respond: { delay: '5s' },
  })
  for (const [deliveryEffect, respond] of [
    ['twice', { times: 2 }],
    ['late', { order: 'after-next' }],
    ['forged', { badSignature: true }],
    ['none', { delay: '1m' }],
  ] as const) {
    const delay = deliveryEffect === 'none' ? '1m' : ''
    t.strictSame(faultOf({ ...emptyForm, target: 'deliveries', deliveryEffect, delay }).respond, respond)
  }
})

t.test('the server says so where the form has no number', async (t) => {
  const { call } = await createMock(t)
  for (const changes of [
    { times: 'twice' },
    { status: 'four' },
    { effect: 'truncate', truncate: 'all' },
  ] as const) {
    const added = await call('POST', '/_mock/faults', { body: faultOf({ ...emptyForm, ...changes }) })
    t.equal(added.code, 'invalid_body', JSON.stringify(changes))
  }
  t.equal(faultOf({ ...emptyForm, probability: '' }).probability, undefined)
})

t.test('the server takes each preset, and each can apply', async (t) => {
  const { call } = await createMock(t)
  for (const { name, fault } of faultPresets) {
    const added = await call('POST', '/_mock/faults', { body: fault })
    t.match(added, { status: 201, body: { warnings: [] } }, name)
  }
})

t.test('a fault like a request is for calls like it', async (t) => {
  t.match(faultLike({ method: 'GET', path: '/v1/connect/sessions/cs_01ABC/rooms' }), {
    match: { method: 'GET', path: '/v1/connect/sessions/*/rooms' },
  })
})
