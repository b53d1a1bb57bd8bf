import type { MockWorkspace } from 'repull-mock'
import * as playwright from 'repull-mock/playwright'
import { type RepullFixtures, repullTest, test } from 'repull-mock/vitest'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

true satisfies Same<RepullFixtures['repull'], MockWorkspace>

test('Vitest', async ({ repull, expect }) => {
  true satisfies Same<typeof repull, MockWorkspace>
  expect(await repull.sessions.open({ provider: 'airbnb' })).toHaveProperty('id')
})

const short = repullTest({ settings: { SESSION_TTL: '5s' } }).extend<{ id: string }>({
  id: async ({ repull }, use) => use((await repull.sessions.open({ provider: 'airbnb' })).id),
})
short('a fixture on top', ({ id, repull }) => repull.sessions.expire(id))

// @ts-expect-error a setting that there is not
repullTest({ settings: { SESION_TTL: '5s' } })

playwright.test.use({ repullOptions: { apiKey: 'sk_test_app' } })
playwright.test('Playwright', async ({ page, repull }) => {
  true satisfies Same<typeof repull, MockWorkspace>
  await page.goto((await repull.sessions.open({ provider: 'airbnb' })).url)
  await playwright.expect(page).toHaveTitle(/Airbnb/)
})

// @ts-expect-error an option that there is not
playwright.test.use({ repullOptions: { apKey: 'sk_test_app' } })
