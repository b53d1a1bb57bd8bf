import type { Page } from 'playwright-core'
import t from 'tap'
import { type Stage, startScenes } from './stage.js'

const scene = await startScenes(t)

/** Opens the reference and waits until it shows operations. What the policy refuses becomes an error on the console. */
async function open({ page, url }: Stage, path = '/docs'): Promise<void> {
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error('the policy refuses', effectiveDirective, blockedURI))`,
  )
  await page.goto(url + path)
  await page.locator('.opblock').first().waitFor()
}

function scrollTo(page: Page, selector: string): Promise<unknown> {
  return page.evaluate(`document.querySelector('${selector}').scrollIntoView()`)
}

/** Opens the operation with an id, and gives it. */
async function expand(page: Page, id: string) {
  const operation = page.locator(`#operations-${id}`)
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.execute').waitFor()
  await scrollTo(page, `#operations-${id}`)
  return operation
}

const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
}

for (const [size, viewport] of Object.entries(sizes)) {
  scene(
    `the reference on a ${size}: an operation is tried, and its answer is there`,
    async (t, stage) => {
      const { page, look } = stage
      await open(stage)
      const paints = await page.evaluate(
        'performance.getEntriesByType("paint").map(({ name, startTime }) => name + " " + Math.round(startTime) + " ms")',
      )
      t.comment(
        `measured: ${paints}; operations after ${await page.evaluate('Math.round(performance.now())')} ms`,
      )
      await look(`reference-${size}`)

      const operation = await expand(page, 'Connect-create_connection')
      await look(`reference-${size}-open`)
      await operation.locator('[data-param-name="provider"] :is(input, select)').fill('airbnb')
      await operation.locator('.execute').click()
      const answer = operation.locator('.live-responses-table')
      await answer.waitFor()
      t.match(await answer.innerText(), /\b200\b[\s\S]*"sessionId": "cs_[\s\S]*"provider": "airbnb"/)
      const command = await operation.locator('.curl').innerText()
      t.match(command, 'Authorization: Bearer sk_test_demo')
      t.match(command, `"redirectUrl": "${stage.url}/demo/callback"`, 'the example comes back to this server')
      await scrollTo(page, '.responses-wrapper')
      await look(`reference-${size}-tried`)
      const opened = await stage.mock.call('GET', '/_mock/sessions', { key: 'sk_test_demo' })
      t.equal(opened.body.data.length, 1, 'the session is in the workspace of the key')
    },
    { viewport },
  )
}

scene('another key takes the place of the first, with the keyboard alone', async (t, stage) => {
  const { page, look } = stage
  await open(stage)
  await page.locator('.btn.authorize').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  t.ok(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null'), 'the focus is in it')
  await look('reference-keys')
  await dialog.getByRole('button', { name: 'Logout' }).press('Enter')
  await dialog.locator('#auth-bearer-value').fill('sk_test_other')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const operation = await expand(page, 'Sandbox-seed_sandbox')
  await operation.locator('.execute').click()
  await operation.locator('.live-responses-table').waitFor()
  t.match(await operation.locator('.curl').innerText(), 'Authorization: Bearer sk_test_other')
})

scene('the contents lead to the tags', async (t, stage) => {
  await open(stage, '/docs/')
  await stage.page.getByRole('navigation', { name: 'Operations' }).getByText('Webhooks').click()
  const top = await stage.page.evaluate(
    'document.querySelector("#operations-tag-Webhooks").getBoundingClientRect().top',
  )
  t.ok(Number(top) > 40 && Number(top) < 200, `below the contents: ${top}`)
})

scene('an address of one operation opens it', async (t, stage) => {
  await open(stage, '/docs#/Connect/listConnectProviders')
  await stage.page.locator('#operations-Connect-listConnectProviders .execute').click()
  await stage.page.locator('#operations-Connect-listConnectProviders .live-responses-table').waitFor()
  t.match(
    await stage.page.locator('#operations-Connect-listConnectProviders .live-responses-table').innerText(),
    '"id": "airbnb"',
  )
})

scene('the reference says so when its description does not come', async (t, stage) => {
  await stage.page.route('**/openapi.json', (route) => route.fulfill({ status: 200, body: 'a bad gateway' }))
  await stage.page.goto(`${stage.url}/docs`)
  await stage.page.getByText('The reference cannot be shown').waitFor()
  t.pass()
})
