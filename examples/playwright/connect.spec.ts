import { test as base, expect } from 'repull-mock/playwright'
import { startApp } from './app.js'

const test = base.extend<{ appUrl: string }>({
  appUrl: async ({ repull }, use) => {
    const app = await startApp({ baseUrl: repull.url, apiKey: repull.apiKey })
    await use(app.url)
    app.close()
  },
})

test('a host who allows access comes back connected', async ({ page, appUrl, repull }) => {
  await page.goto(appUrl)
  await page.getByRole('link', { name: 'Connect Airbnb' }).click()
  await page.getByRole('button', { name: 'Allow access' }).click()
  await page.getByRole('button', { name: 'Connect this account' }).click()

  await expect(page.getByText('Airbnb is connected.')).toBeVisible()
  expect(await repull.connections.list()).toMatchObject([{ provider: 'airbnb', status: 'active' }])
})

test('a host whose link has expired starts again', async ({ page, appUrl, repull }) => {
  await page.goto(`${appUrl}/connect`)
  await repull.clock.advance('31m')
  await page.reload()
  await expect(page.getByRole('heading')).toContainText(/expired/i)

  await page.goto(appUrl)
  await expect(page.getByRole('link', { name: 'Connect Airbnb' })).toBeVisible()
})

test('a host sees when Airbnb cannot be connected', async ({ page, appUrl, repull }) => {
  await repull.faults.add({ match: { method: 'POST' }, respond: { error: 'provider_unavailable' } })

  await page.goto(`${appUrl}/connect`)

  await expect(page.getByText('Airbnb cannot be connected now.')).toBeVisible()
})
