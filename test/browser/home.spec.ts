import t from 'tap'
import { startScenes } from './stage.js'

const scene = await startScenes(t)

/** Lets the pages of a stage write to the clipboard and read it. */
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

scene(
  'from the home page to a connected account, by its button',
  async (t, stage) => {
    const { page, url } = stage
    await page.goto(url)
    await stage.look('home')
    await stage.click('copy-first-call')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const command = await page.evaluate('navigator.clipboard.readText()')
    t.equal(command, await page.locator('[data-testid="first-call"]').textContent())
    t.match(command, `curl -s -X POST '${url}/v1/connect/airbnb'`)
    await stage.click('try')
    await stage.click('approve')
    await stage.click('confirm-account')
    await page.waitForURL(`${url}/demo/callback?**`)
    t.equal(await page.locator('h1').textContent(), 'An account is connected')
    await stage.look('callback-connected')
    const read = await page.locator('[data-testid="command"]').textContent()
    t.match(read, `'${url}/v1/connect/airbnb'`)
    const { body } = await stage.mock.call('GET', '/v1/connect/airbnb', { key: 'sk_test_demo' })
    t.match(await page.locator('[data-testid="parameters"]').textContent(), body.externalAccountId)
  },
  clipboard,
)

scene('the inspector leads to the form of a call', async (t, { page, url }) => {
  await page.goto(url)
  await page.getByRole('link', { name: 'Inspector' }).click()
  await page.waitForURL(`${url}/_mock`)
  await page.getByRole('button', { name: 'Keys' }).click()
  await page.getByRole('link', { name: 'All control calls' }).click()
  await page.waitForURL(`${url}/docs#/Control`)
  await page.locator('#operations-Control-advanceMockClock .opblock-summary-control').click()
  const form = page.locator('#operations-Control-advanceMockClock .execute')
  await form.click()
  const answer = page.locator('#operations-Control-advanceMockClock .live-responses-table')
  t.match(await answer.innerText(), /\b200\b[\s\S]*offsetMs/)
})

scene('a host who refuses ends on a page that says how to try again', async (t, stage) => {
  const { page, url } = stage
  await page.goto(url)
  await stage.click('try')
  await stage.click('cancel')
  await page.waitForURL(`${url}/demo/callback?**`)
  t.equal(await page.locator('h1').textContent(), 'Nothing was connected')
  await stage.look('callback-cancelled')
  await page.getByRole('link', { name: 'About this server' }).click()
  await page.waitForURL(`${url}/`)
})

scene('the button of the home page says why it opened no session', async (t, stage) => {
  const { page, url } = stage
  const said = page.getByRole('alert')
  await page.goto(url)
  const match = { path: '/v1/connect/*' }
  await stage.mock.call('POST', '/_mock/faults', {
    key: null,
    body: { match, times: 1, respond: { error: 'provider_unavailable' } },
  })
  await stage.click('try')
  await said.filter({ hasText: 'The provider cannot be reached' }).waitFor()
  await page.route('**/v1/connect/airbnb', (route) => route.abort())
  await stage.click('try')
  await said.filter({ hasText: 'Copy the command instead' }).waitFor()
  stage.faults.splice(0)
  t.equal(page.url(), `${url}/`)
})

scene('without a clipboard, the command is copied as by hand', async (t, stage) => {
  const { page, url } = stage
  await page.addInitScript('Object.defineProperty(navigator, "clipboard", { value: undefined })')
  await page.goto(url)
  await stage.click('copy-first-call')
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  t.match(await page.evaluate('String(getSelection())'), "curl -s -X POST '")
})

scene(
  'without script there is no button, and the links lead on',
  async (t, { page, url }) => {
    await page.goto(url)
    t.equal(await page.locator('button:visible').count(), 0)
    await page.getByRole('link', { name: 'Errors' }).click()
    await page.waitForURL(`${url}/docs/errors`)
  },
  { javaScriptEnabled: false },
)

for (const width of [1280, 390, 320]) {
  scene(
    `the pages for developers fit a window of ${width} pixels`,
    async (_, stage) => {
      const redirect = `/demo/callback?status=connected&accountId=${'9'.repeat(60)}&state=${'x'.repeat(600)}`
      for (const [name, path] of [
        ['home', '/'],
        ['callback', redirect],
        ['callback-empty', '/demo/callback'],
        ['inspector', '/_mock'],
      ] as const) {
        await stage.page.goto(stage.url + path)
        await stage.look(`${width}-${name}`)
      }
    },
    { viewport: { width, height: 800 } },
  )
}
