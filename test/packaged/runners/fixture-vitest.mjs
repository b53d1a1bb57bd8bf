import { repullTest, test } from 'repull-mock/vitest'
import { describe, expect } from 'vitest'

const ask = ({ url, apiKey }, method, path) => fetch(url + path, { method, headers: { 'x-api-key': apiKey } })
const keys = new Set()

describe.concurrent('at once', () => {
  for (const provider of ['airbnb', 'vrbo'])
    test(`only ${provider} is there`, async ({ repull, expect }) => {
      keys.add(repull.apiKey)
      await ask(repull, 'POST', `/v1/connect/${provider}`)
      await expect.poll(() => keys.size).toBe(2)
      expect(await repull.sessions.list()).toMatchObject([{ provider }])
    })
})

const short = repullTest({ settings: { SESSION_TTL: '5s' } }).extend({
  session: async ({ repull }, use) => use(await repull.sessions.open({ provider: 'airbnb' })),
})

short('its own settings, and a fixture on top', ({ session }) => {
  expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(5000)
})

test.fails('a failure that is expected prints nothing', async ({ repull }) => {
  await ask(repull, 'GET', '/v1/expected')
  expect(repull.apiKey).toBe('')
})

// What follows fails where the environment says so.
test('a misspelt provider', async ({ repull }) => {
  await ask(repull, 'POST', '/v1/connect/airbnb')
  const { status } = await ask(repull, 'POST', '/v1/connect/airbnbpro')
  expect(status).toBe(process.env.SHALL_FAIL ? 200 : 400)
})

test('no request', ({ repull }) => {
  expect(repull.url).toMatch(process.env.SHALL_FAIL ? /^https/ : /^http/)
})
