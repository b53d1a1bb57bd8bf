import { spawnSync } from 'node:child_process'
import { EventEmitter, setMaxListeners } from 'node:events'
import t from 'tap'
import * as own from '../../src/lib/node-globals.js'

t.test('they are the globals of Node', (t) => {
  const { nextTick, queueMicrotask, ...globals } = own
  for (const [name, value] of Object.entries(globals)) t.equal(value, Reflect.get(globalThis, name), name)
  t.equal(nextTick, process.nextTick)
  t.end()
})

t.test('Node takes their signal, and their timers need not be waited for', (t) => {
  const controller = new own.AbortController()
  setMaxListeners(0, controller.signal, new EventEmitter())
  t.ok(controller.signal instanceof own.AbortSignal)
  own.clearTimeout(own.setTimeout(t.fail, 10_000).unref())
  t.end()
})

t.test('a microtask runs before the next tick of the event loop', async (t) => {
  const order: string[] = []
  await new Promise<void>((resolve) => {
    own.setImmediate(() => resolve(void order.push('immediate')))
    own.queueMicrotask(() => order.push('microtask'))
    order.push('now')
  })
  t.strictSame(order, ['now', 'microtask', 'immediate'])
})

t.test('what a microtask throws is an exception that nobody caught', async (t) => {
  const file = new URL('../../src/lib/node-globals.js', import.meta.url).href
  const code = `
    process.on('uncaughtException', ({ message }, origin) => console.log(message, origin))
    const { queueMicrotask } = await import('${file}')
    queueMicrotask(() => { throw new Error('broken') })
  `
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code])
  t.equal(String(stdout), 'broken uncaughtException\n')
})
