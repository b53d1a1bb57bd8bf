import t from 'tap'
import { fill, operations } from '../helpers/document.js'
import { createMock } from '../helpers/mock.js'
import { post, tokenIn, visit } from '../helpers/pages.js'
import { listen, talk } from '../wire/raw-socket.js'

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']

/** Calls that do what they do whatever body comes along, or never end. */
const leftOut: ReadonlySet<string> = new Set(['watchMockEvents'])

t.test('no name that objects inherit reaches a prototype or breaks a call, wherever it stands', async (t) => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const mock = await createMock(t)
  const polluting = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']
  for (const operation of operations) {
    const { id, method, path } = operation
    if (leftOut.has(id)) continue
    const at = fill(operation, { provider: 'guesty' })
    for (const body of polluting) {
      const { status, code } = await mock.call(method, at, { body })
      t.ok(status < 500, `${id} ${status}`)
      if (operation.body !== null && code !== 'forbidden' && status !== 404)
        t.equal(code, 'invalid_body', `${id} with ${body}`)
    }
    for (const name of names) {
      const filled = path.replace(/\{\w+\}/g, name)
      const answers = [
        ...(filled === path ? [] : [await mock.call(method, filled)]),
        await mock.call(method, `${at}?${name}=1&${name}[polluted]=1`),
      ]
      for (const { status } of answers) t.ok(status < 500, `${id} with ${name}: ${status}`)
    }
  }
  const path = `/connect/guesty?session=${await mock.open('guesty')}`
  const formToken = tokenIn(await visit(mock, path))
  for (const name of names) {
    const fields = Object.fromEntries([
      ['formToken', formToken],
      ['decision', 'submit'],
      [name, 'polluted'],
    ])
    t.ok((await post(mock, path, fields)).status < 500, `a form with ${name}`)
    t.ok((await post(mock, path, { formToken, decision: name })).status < 500, `a decision named ${name}`)
    t.ok((await visit(mock, `${path}&auto=${name}&step=${name}`)).status < 500, `a page with ${name}`)
  }
  const fault = {
    match: { header: Object.fromEntries(names.slice(1).map((name) => [name, 'x'])) },
    respond: { error: 'not_found' },
  }
  t.equal((await mock.call('POST', '/_mock/faults', { body: fault })).status, 201)
  const headers = names.map((name) => `${name}: x\r\n`).join('')
  const { status } = await talk(
    await listen(mock),
    `GET /v1/connect HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk_test_other\r\n${headers}Connection: close\r\n\r\n`,
  )
  t.equal(status, 200)
  t.strictSame(Object.getOwnPropertyNames(Object.prototype), before)
  t.equal(({} as Record<string, unknown>).polluted, undefined)
})
