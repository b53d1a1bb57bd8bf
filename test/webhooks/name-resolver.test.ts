import t from 'tap'
import { createNameResolver, type NameResolverDeps } from '../../src/webhooks/name-resolver.js'

const no = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }))
const notFound = no('ENOTFOUND')

function create(deps: Partial<NameResolverDeps> = {}) {
  const lookedUp: string[] = []
  const lookUp = async (name: string) => {
    lookedUp.push(name)
    return [{ address: '10.0.0.9' }]
  }
  const readHosts = async () =>
    '10.0.0.1 one.example ONE # 10.0.0.3 none.example\n\n::5 one.example\n# 10.0.0.2 two'
  return {
    resolve: createNameResolver({ readHosts, queries: [notFound, notFound], lookUp, ...deps }),
    lookedUp,
  }
}

t.test('the names of this machine and those of the file of hosts need no DNS', async (t) => {
  const { resolve, lookedUp } = create({ queries: [no('ETIMEOUT')] })
  t.strictSame(await resolve('localhost'), ['127.0.0.1', '::1'])
  t.strictSame(await resolve('one.example'), ['10.0.0.1', '::5'])
  t.strictSame(await resolve('one'), ['10.0.0.1'])
  await t.rejects(resolve('two'), { code: 'ETIMEOUT' })
  await t.rejects(resolve('none.example'), { code: 'ETIMEOUT' })
  t.strictSame(lookedUp, [])
})

t.test('addresses of one family are enough', async (t) => {
  const { resolve } = create({ queries: [no('ETIMEOUT'), async () => ['::7']] })
  t.strictSame(await resolve('app.example'), ['::7'])
})

t.test('only a private name that DNS does not know is looked up by the system', async (t) => {
  const { resolve, lookedUp } = create()
  await t.rejects(resolve('app.example'), { code: 'ENOTFOUND' })
  t.strictSame(await resolve('printer.local'), ['10.0.0.9'])
  t.strictSame(lookedUp, ['printer.local'])
  const away = create({ queries: [no('ECONNREFUSED'), async () => []] })
  await t.rejects(away.resolve('app.example'), { code: 'EAI_AGAIN' })
})

t.test('two names at once are looked up by the system', async (t) => {
  const ends: (() => void)[] = []
  const { resolve } = create({
    lookUp: () => new Promise((done) => ends.push(() => done([{ address: '10.0.0.9' }]))),
  })
  const all = ['a', 'b', 'c', 'd'].map((name) => resolve(name))
  const settle = () => new Promise((done) => setImmediate(done))
  await settle()
  t.equal(ends.length, 2)
  ends[0]?.()
  await settle()
  t.equal(ends.length, 3)
  for (let at = 0; at < 4; at++) {
    ends[at]?.()
    await settle()
  }
  t.equal((await Promise.all(all)).length, 4)
})
