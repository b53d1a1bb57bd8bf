const { startMock } = require('repull-mock')
const { Links } = require('./links')

let mock
let repull
let links

beforeAll(async () => {
  mock = await startMock()
})

beforeEach(() => {
  repull = mock.workspace()
  links = new Links({ baseUrl: repull.url, apiKey: repull.apiKey })
})

afterAll(() => mock.close())

test('a link that works is kept', async () => {
  const { id } = await links.open()
  await repull.clock.advance('29m')

  expect((await links.resume(id)).id).toBe(id)
})

test('a link that has expired is replaced', async () => {
  const { id } = await links.open()
  await repull.sessions.expire(id)

  expect((await links.resume(id)).id).not.toBe(id)
  expect(await repull.sessions.list()).toMatchObject([{ status: 'expired' }, { status: 'pending' }])
})

test('an error says why there is no link', async () => {
  await repull.faults.add({ times: 1, respond: { error: 'provider_unavailable' } })

  await expect(links.open()).rejects.toThrow('provider_unavailable')
  expect(await repull.requests.count({ status: 503 })).toBe(1)
})
