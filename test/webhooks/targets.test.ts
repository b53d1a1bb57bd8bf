import t from 'tap'
import { Targets } from '../../src/webhooks/targets.js'
import { createMock } from '../helpers/mock.js'
import { sent, subscribe } from '../helpers/receiver.js'

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1', '::1'],
  'metadata.example.internal': ['169.254.169.254'],
  'receiver.internal': ['10.1.2.3'],
  'hooks.example.com': ['93.184.216.34'],
  'both.example.com': ['10.1.2.3', '93.184.216.34'],
  'private.example.com': ['192.168.1.7'],
}
const resolve = async (name: string) => {
  const addresses = names[name]
  if (addresses === undefined) throw new Error('ENOTFOUND')
  return addresses
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
]
const refused = [
  'http://93.184.216.34/',
  'http://0.0.0.0/',
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xA9FEA9FE/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://①⑥⑨.254.169.254/',
  'http://169.254.169.254./',
  'http://[fd00:ec2::254]/',
  'http://[fd20:ce::254]/',
  'http://metadata.example.internal/',
  'http://0/',
  'http://172.32.0.1/',
  'http://100.64.0.1/',
  'http://[2606:2800:220:1::1]/',
  'http://[::ffff:93.184.216.34]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[fe80::1]/',
  'http://[::]/',
  'https://hooks.example.com/',
  'https://both.example.com/',
  'https://unknown.example.com/',
]

t.test('webhooks may go to this machine and to private networks', async (t) => {
  const targets = new Targets('local', resolve)
  for (const url of allowed) await t.resolves(targets.require(url), url)
  for (const url of refused) {
    await t.rejects(targets.require(url), { code: 'invalid_body', details: { field: 'url' } }, url)
  }
  t.equal(targets.isAllowed('no address'), false)
})

t.test('with WEBHOOK_TARGETS=any they may go anywhere', async (t) => {
  const targets = new Targets('any', resolve)
  for (const url of [...allowed, ...refused]) await t.resolves(targets.require(url), url)
  t.equal(targets.isAllowed('93.184.216.34'), true)
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

t.test('the API refuses a far address when a webhook is made, changed or tried out', async (t) => {
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

t.test('a name that leads elsewhere once it was checked is not followed there', async (t) => {
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

t.test('a snapshot brings no address past the check', async (t) => {
  const mock = await createMock(t)
  await subscribe(mock, 'http://127.0.0.1:9/')
  const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
  const text = JSON.stringify(snapshot).replaceAll('http://127.0.0.1:9/', 'http://169.254.169.254/')
  await mock.call('PUT', '/_mock/snapshot', { body: text })
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'a' } })
  for (const { success, errorMessage } of await sent(mock, 1))
    t.match({ success, errorMessage }, { success: false, errorMessage: /WEBHOOK_TARGETS/ })
})
