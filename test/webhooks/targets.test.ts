import t from 'tap'
import { readSettings } from '../../src/cli/settings.js'
import type { ApiError } from '../../src/errors/api-error.js'
import { Targets } from '../../src/webhooks/targets.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1', '::1'],
  'metadata.example.internal': ['169.254.169.254'],
  'receiver.internal': ['10.1.2.3'],
  'hooks.example.com': ['93.184.216.34'],
  'both.example.com': ['10.1.2.3', '93.184.216.34'],
  'private.example.com': ['192.168.1.7'],
  'host.containers.internal': ['169.254.1.2'],
  'host.docker.internal': ['0.250.250.254'],
  'host.orb.internal': ['169.254.169.254'],
  'imds.example.com': ['fd00:ec2::254'],
  tailnet: ['100.101.102.103'],
}
const resolve = async (name: string) => {
  const addresses = names[name]
  if (addresses !== undefined) return addresses
  const code = name.startsWith('later.') ? 'EAI_AGAIN' : 'ENOTFOUND'
  throw Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code })
}

const allowed = [
  'http://127.0.0.1:3000/',
  'https://127.9.9.9/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://localhost./',
  'http://[::ffff:7f00:1]/',
  'http://10.255.0.1/',
  'http://172.31.0.1/',
  'http://192.168.0.1/',
  'http://[::1]:3000/',
  'http://[::ffff:127.0.0.1]/',
  'http://[fd00::1]/',
  'http://localhost:3000/hooks',
  'http://receiver.internal/',
  'https://private.example.com/',
  'http://not-up-yet:8080/',
  'http://not-up-yet.local/',
  'http://not-up-yet.internal/',
  'http://receiver.test/',
  'http://receiver.docker/',
  'http://receiver.my-app_default:8080/',
  'http://host.lima.internal/',
  'http://later.example.com/',
  'http://host.docker.internal:3000/hooks',
  'http://HOST.containers.internal./',
]
/** Where clouds keep the credentials of a machine. */
const metadata = [
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xA9FEA9FE/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://①⑥⑨.254.169.254/',
  'http://169.254.169.254./',
  'http://[fd00:ec2::254]/',
  'http://[fd20:ce::254]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://169.254.170.2/v2/credentials',
  'http://100.100.100.200/',
  'http://metadata.google.internal/computeMetadata/v1/',
]
const refused = [
  ...metadata,
  'http://93.184.216.34/',
  'http://0.0.0.0/',
  'http://metadata.example.internal/',
  'http://host.orb.internal/',
  'http://0.250.250.254/',
  'http://169.254.1.2/',
  'http://tailnet/',
  'http://0/',
  'http://172.32.0.1/',
  'http://100.64.0.1/',
  'http://[2606:2800:220:1::1]/',
  'http://[::ffff:93.184.216.34]/',
  'http://[::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[fe80::1]/',
  'http://[::]/',
  'https://hooks.example.com/',
  'https://both.example.com/',
  'https://unknown.example.com/',
]

const nowhere = { isAt: () => false }

t.test('this machine and private networks are allowed by default', async (t) => {
  const targets = new Targets('local', resolve, nowhere)
  for (const url of allowed) await t.resolves(targets.require(url), url)
  for (const url of refused) {
    await t.rejects(targets.require(url), { code: 'invalid_body', details: { field: 'url' } }, url)
  }
  t.equal(targets.isAllowed('no address'), false)
})

t.test(
  'the container host is allowed under its name, whatever its address, and the address under no other name',
  async (t) => {
    const targets = new Targets('local', resolve, nowhere)
    t.equal(targets.isAllowed('169.254.1.2', 'host.containers.internal'), true)
    t.equal(targets.isAllowed('169.254.1.2', 'receiver.internal'), false)
    t.equal(targets.isAllowed('169.254.1.2'), false)
    t.equal(targets.isAllowed('169.254.169.254', 'host.containers.internal'), false)
  },
)

t.test('names, addresses and networks of the setting are allowed', async (t) => {
  const urls = (list: string) =>
    new Targets(readSettings({ WEBHOOK_TARGETS: list }).WEBHOOK_TARGETS, resolve, nowhere)
  const some = urls('local, Hooks.example.com.,100.64.0.0/10 ,2606:2800:220:1::1')
  for (const url of [
    'https://hooks.example.com/',
    'http://100.64.0.1/',
    'http://tailnet/',
    'http://[2606:2800:220:1::1]/',
    'http://127.0.0.1/',
    'http://host.docker.internal/',
  ])
    await t.resolves(some.require(url), url)
  for (const url of ['https://both.example.com/', 'http://93.184.216.35/', 'http://100.100.100.200/'])
    await t.rejects(some.require(url), { code: 'invalid_body', details: { field: 'url' } }, url)
  const strict = urls('10.1.2.3/8')
  await t.resolves(strict.require('http://receiver.internal/'))
  for (const url of ['http://127.0.0.1/', 'http://192.168.0.1/', 'http://host.docker.internal/'])
    await t.rejects(strict.require(url), { code: 'invalid_body', details: { field: 'url' } }, url)
  const { fix, message } = (await strict.require('http://192.168.0.1/').catch((error) => error)) as ApiError
  t.match(message, 'webhooks go only where REPULL_MOCK_WEBHOOK_TARGETS says')
  t.match(fix, 'REPULL_MOCK_WEBHOOK_TARGETS=local,192.168.0.1 or')
  const named = urls('unknown.example.com')
  await t.resolves(named.require('https://unknown.example.com/'), 'a name that was given may come up later')
})

t.test('WEBHOOK_TARGETS=any allows every address but those of cloud metadata', async (t) => {
  const targets = new Targets('any', resolve, nowhere)
  for (const url of [...allowed, ...refused].filter((url) => !metadata.includes(url)))
    await t.resolves(targets.require(url), url)
  for (const url of metadata)
    await t.rejects(targets.require(url), { code: 'invalid_body', details: { field: 'url' } }, url)
  t.equal(targets.isAllowed('93.184.216.34'), true)
  t.equal(targets.isAllowed('169.254.169.254', 'hooks.example.com'), false, 'nor by a name')
})

t.test('a url with a user name or a password is refused, and the answer does not repeat it', async (t) => {
  const { call } = await createMock(t, { settings: { WEBHOOK_TARGETS: 'any' } })
  for (const url of ['http://me:hunter2@127.0.0.1/', 'http://hunter2@127.0.0.1/']) {
    const body = { url, events: ['account.created'] }
    const answer = await call('POST', '/v1/webhooks', { body })
    t.equal(answer.code, 'invalid_body')
    t.notMatch(JSON.stringify(answer.body), /hunter2/)
  }
})

t.test('the API refuses a public address when a webhook is created, changed or tested', async (t) => {
  const { call } = await createMock(t, { resolve })
  const events = ['account.created']
  const far = 'https://hooks.example.com/in'
  const refusal = {
    status: 400,
    body: { error: { code: 'invalid_body', field: 'url', value_received: far, fix: /WEBHOOK_TARGETS=any/ } },
  }
  t.match(await call('POST', '/v1/webhooks', { body: { url: far, events } }), refusal)
  const { body } = await call('POST', '/v1/webhooks', { body: { url: 'http://localhost:1/', events } })
  t.match(await call('PATCH', `/v1/webhooks/${body.id}`, { body: { url: far } }), refusal)
  t.equal((await call('GET', `/v1/webhooks/${body.id}`)).body.url, 'http://localhost:1/')
  t.match(await call('POST', '/v1/webhooks/test', { body: { url: far } }), refusal)
})

t.test('a name whose address changes after the check is not followed', async (t) => {
  const seen: string[] = []
  let addresses = ['127.0.0.1']
  const mock = await createMock(t, {
    resolve: async (name) => {
      seen.push(name)
      return addresses
    },
  })
  const body = { url: 'http://rebinding.example.com:9/', events: ['account.created'] }
  t.equal((await mock.call('POST', '/v1/webhooks', { body })).status, 201)
  for (addresses of [['169.254.169.254'], ['127.0.0.1', '93.184.216.34'], ['fd00:ec2::254']]) {
    await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: String(addresses) } })
  }
  const attempts = await sent(mock, 3)
  for (const { success, statusCode, errorMessage } of attempts)
    t.match(
      { success, statusCode, errorMessage },
      { success: false, statusCode: null, errorMessage: /WEBHOOK_TARGETS/ },
    )
  t.ok(seen.length >= 4, 'the name was resolved for each attempt')
})

t.test('a restored snapshot cannot bypass the check of addresses', async (t) => {
  const mock = await createMock(t)
  await subscribe(mock, 'http://127.0.0.1:9/')
  const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
  const text = JSON.stringify(snapshot).replaceAll('http://127.0.0.1:9/', 'http://169.254.169.254/')
  await mock.call('PUT', '/_mock/snapshot', { body: text })
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
  for (const { success, errorMessage } of await sent(mock, 1))
    t.match({ success, errorMessage }, { success: false, errorMessage: /WEBHOOK_TARGETS/ })
})

t.test('a name that is resolved later is called at its address', async (t) => {
  let addresses: readonly string[] | null = null
  const receiver = await createReceiver(t)
  const mock = await createMock(t, {
    resolve: async () => addresses ?? Promise.reject(Object.assign(new Error('none'), { code: 'EAI_AGAIN' })),
  })
  await subscribe(mock, receiver.url.replace('127.0.0.1', 'receiver.my-app_default'))
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
  t.match(await sent(mock, 1), [{ success: false, errorMessage: /cannot be resolved/ }])
  addresses = ['127.0.0.1']
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'b' } })
  t.match((await sent(mock, 2)).at(-1), { success: true, statusCode: 200 })
})
