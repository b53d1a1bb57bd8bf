import { expect, test } from 'repull-mock/playwright'

test.use({ repullOptions: { settings: { SESSION_TTL: '5s' } } })

test('a host allows access', async ({ page, repull }) => {
  const { id, url, createdAt, expiresAt } = await repull.sessions.open({ provider: 'airbnb' })
  expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(5000)
  await repull.clock.freeze()
  await page.goto(url)
  await page.getByRole('button', { name: 'Allow access' }).click()
  await page.getByRole('button', { name: 'Connect this account' }).click()
  await expect.poll(async () => (await repull.sessions.get(id)).status).toBe('completed')
})

test('a misspelt provider', async ({ request, repull }) => {
  expect(await repull.sessions.list()).toEqual([])
  const headers = { 'x-api-key': repull.apiKey }
  const answer = await request.post(`${repull.url}/v1/connect/airbnbpro`, { headers })
  expect(answer.status()).toBe(process.env.SHALL_FAIL ? 200 : 400)
})
