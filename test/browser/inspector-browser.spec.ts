import type { Page } from 'playwright-core'
import t from 'tap'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const wide = { viewport: { width: 1280, height: 800 } }

/** What a browser does with a page when another tab comes to the front, and when the page does. */
function hide(page: Page, isHidden: boolean): Promise<unknown> {
  return page.evaluate(`{
    Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }`)
}

scene(
  'many tabs leave each other and the app connections to the server, and miss nothing',
  async (t, { page, url, mock }) => {
    const tabs: Page[] = []
    for (let count = 0; count < 7; count++) {
      const tab = await page.context().newPage()
      await tab.goto(`${url}/_mock`)
      await tab.getByTestId('live').getByText('Live').waitFor()
      await hide(tab, true)
      tabs.push(tab)
    }
    await page.goto(url)
    t.equal(await page.evaluate(`fetch('v1/health').then(({ status }) => status)`), 200)
    await mock.call('GET', '/v1/connect')
    const [tab] = tabs as [Page]
    while (!/^\(\d\) Timeline/.test(await tab.title())) await tab.waitForTimeout(50)
    await hide(tab, false)
    await mock.call('GET', '/v1/connect/providers')
    await tab.getByTestId('row').filter({ hasText: '/v1/connect/providers' }).waitFor()
    t.ok(
      await tab
        .getByTestId('row')
        .filter({ hasText: /v1\/connect200/ })
        .isVisible(),
    )
  },
  wide,
)

scene(
  'a browser that keeps nothing for pages shows all, and asks for a token once',
  async (t, { page, url, mock, faults }) => {
    await page.addInitScript(`Object.defineProperty(window, 'sessionStorage', {
      get() { throw new DOMException('The page may store nothing.', 'SecurityError') },
    })`)
    await page.goto(`${url}/_mock`)
    await page.getByTestId('token').fill('the-token')
    await page.keyboard.press('Enter')
    await page.getByTestId('live').getByText('Live').waitFor()
    await mock.call('GET', '/v1/connect')
    await page.getByTestId('row').click()
    await page.getByTestId('send-again').click()
    await page.getByTestId('again-key').fill('sk_test_tests')
    await page.getByTestId('again-send').click()
    t.match(await page.getByTestId('comparison').textContent(), 'The same status, 200')
    // Asking without a token is logged by the browser itself.
    t.ok(faults.every((fault) => /status of 401/.test(fault)))
    faults.length = 0
  },
  { ...wide, settings: { CONTROL_TOKEN: 'the-token' } },
)

scene(
  'the question for the token stays, however often Esc is pressed',
  async (t, { page, url, faults }) => {
    await page.goto(`${url}/_mock`)
    const token = page.getByTestId('token')
    await token.fill('the-token')
    for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
    await token.waitFor()
    t.equal(await token.inputValue(), 'the-token')
    await token.press('Enter')
    await page.getByTestId('live').getByText('Live').waitFor()
    faults.length = 0
  },
  { ...wide, settings: { CONTROL_TOKEN: 'the-token' } },
)

scene(
  'whoever copies without a clipboard stays at the button',
  async (t, { page, url, mock }) => {
    await page.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`)
    await mock.open('airbnb')
    await page.goto(`${url}/_mock`)
    const button = page.getByTestId('copy-id')
    await button.focus()
    await page.keyboard.press('Enter')
    await button.filter({ hasText: 'Copied' }).waitFor()
    t.equal(await page.evaluate('document.activeElement.dataset.testid'), 'copy-id')
  },
  wide,
)
