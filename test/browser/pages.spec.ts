import type { Request } from 'playwright-core'
import t, { type Test } from 'tap'
import { providers } from '../../src/providers/providers.js'
import { type Stage, startScenes } from './stage.js'

const scene = await startScenes(t)

/** Presses Tab until what has the test id has the focus. */
async function tabTo({ page }: Stage, testId: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate('document.activeElement.dataset.testid')) === testId) return
  }
  throw new Error(`Tab never reaches ${testId}`)
}

scene('a host connects with the keyboard alone, and sees where the focus is', async (t, stage) => {
  const { page } = stage
  await page.goto(await stage.address(null))
  await tabTo(stage, 'provider-search')
  await page.keyboard.type('Host away')
  await tabTo(stage, 'provider-hostaway')
  t.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid')
  await stage.look('keyboard-picker')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/connect/hostaway?**')
  await tabTo(stage, 'field-accountId')
  await page.keyboard.type('a-1')
  await page.keyboard.press('Enter')
  await page.locator('[data-testid="field-error-apiKey"]').waitFor()
  t.equal(
    await page.evaluate('document.activeElement.dataset.testid'),
    'field-apiKey',
    'the error has the focus',
  )
  t.equal(await page.locator('[data-testid="field-error-apiKey"]').getAttribute('role'), 'alert')
  await stage.look('credentials-error')
  await tabTo(stage, 'field-accountId')
  await page.keyboard.type('a-1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('k-1')
  await page.keyboard.press('Enter')
  t.match(await stage.backAtApp(), { status: 'connected', provider: 'hostaway' })
})

scene(
  'the search of the picker finds a provider by its other names, and says when there is none',
  async (t, stage) => {
    await stage.page.goto(await stage.address(null))
    const shown = () => stage.page.locator('[data-testid^="provider-"]:visible:not(input)').count()
    t.equal(await shown(), providers.length)
    for (const [word, count] of [
      ['BDC', 1],
      ['book', 3],
      ['air-bnb', 1],
      ['nonsense', 0],
      ['日本', 0],
      ['Ágoda', 0],
      ['ÁirBNB', 1],
      ['', providers.length],
    ] as const) {
      await stage.fill('provider-search', word)
      t.equal(await shown(), count, word)
      t.equal(await stage.page.getByText('No provider has that name.').isVisible(), count === 0)
      if (word === 'book') await stage.look('picker-search')
    }
  },
)

scene('the rooms of a slow hotel appear by themselves, also after a failed poll', async (t, stage) => {
  const { page } = stage
  await page.goto(await stage.address('booking'))
  await stage.tick()
  await stage.click('designation-done')
  await stage.fill('hotel-id', '1234412')
  await stage.click('verify-hotel')
  await page.locator('[data-testid="field-error-hotelId"]').waitFor()
  await stage.look('claim-error')
  await stage.fill('hotel-id', '1234425')
  let looked = () => {}
  const isLooked = new Promise<void>((resolve) => {
    looked = resolve
  })
  const isPoll = (request: Request) => request.resourceType() === 'fetch'
  let polls = 0
  await page.route(`${stage.url}/**`, async (route) => {
    if (!isPoll(route.request())) return route.continue()
    await isLooked
    polls++
    return polls === 1 ? route.fulfill({ status: 502, body: 'a bad gateway' }) : route.continue()
  })
  await stage.click('verify-hotel')
  await page.locator('[data-testid="importing"]').waitFor()
  await stage.look('claim-importing')
  looked()
  await stage.click('map-rooms')
  await stage.click('map-none')
  t.match(await stage.backAtApp(), { status: 'connected', accountId: '1234425' })
  t.equal(polls, 3)
})

scene('the pages about errors lead to one another', async (t, { page, url, look }) => {
  await page.goto(`${url}/docs/errors/rate_limit_exceeded`)
  await look('error')
  await page.getByText('All errors').click()
  await look('errors')
  await page.getByText('session_expired').click()
  t.match(await page.locator('h1').textContent(), 'session_expired')
  t.match(await page.locator('[data-testid="error-script"]').textContent(), `MOCK='${url}'`)
})

scene('a session that expires while its rooms are imported says so by itself', async (t, stage) => {
  await stage.page.goto(await stage.address('booking'))
  await stage.tick()
  await stage.click('designation-done')
  await stage.fill('hotel-id', '1234425')
  await stage.click('verify-hotel')
  await stage.page.locator('[data-testid="importing"]').waitFor()
  stage.mock.clock.advance(30 * 60_000)
  t.equal(await stage.problem(), 'session_expired')
})

scene(
  'a host who cancels while rooms are imported sees that, however late the answer is',
  async (_, stage) => {
    const { page, mock } = stage
    await stage.holdBack()
    await page.goto(await stage.address('booking'))
    await stage.tick()
    await stage.click('designation-done')
    await stage.fill('hotel-id', '1234425')
    await stage.click('verify-hotel')
    await page.locator('[data-testid="importing"]').waitFor()
    const late = { match: { method: 'POST', path: '/connect/booking' }, respond: { replyDelay: '3s' } }
    await mock.call('POST', '/_mock/faults', { body: late })
    const polled = () => page.waitForResponse((answer) => answer.request().method() === 'GET')
    mock.onPause = async () => {
      await polled()
      await polled()
    }
    await stage.click('cancel')
    await page.locator('[data-testid="done"][data-status="cancelled"]').waitFor()
  },
)

for (const [link, status] of [
  ['sandbox-approve', 'connected'],
  ['sandbox-deny', 'cancelled'],
  ['sandbox-expire', 'expired'],
] as const) {
  scene(`${link} of the sandbox bar ends a session at once`, async (t, stage) => {
    await stage.page.goto(await stage.address('guesty'))
    await stage.click(link)
    if (status === 'expired') await stage.click('return-link')
    t.match(await stage.backAtApp(), { status, provider: 'guesty' })
  })
}

scene('the time left is counted down', async (t, stage) => {
  await stage.page.clock.install()
  await stage.page.goto(await stage.address('airbnb'))
  const left = stage.page.locator('[data-testid="time-left"]')
  t.match(await left.textContent(), /^(?:30:00|29:5\d)$/)
  await stage.page.clock.runFor(61_000)
  t.match(await left.textContent(), /^28:[45]\d$/)
  await stage.page.clock.runFor(3_600_000)
  t.equal(await left.textContent(), '00:00')
})

/** Presses, in one go, because the driver waits with its own while the browser waits for an answer. */
function pressInTurn({ page }: Stage, ...testIds: readonly string[]): Promise<unknown> {
  const presses = testIds.map(
    (testId, at) =>
      `setTimeout(() => document.querySelector('[data-testid="${testId}"]').click(), ${at * 300})`,
  )
  return page.evaluate(presses.join(';'))
}

/** A session whose provider is slow, its form filled in, and how to let the provider answer at last. */
async function slowProvider(stage: Stage): Promise<() => void> {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  stage.mock.onPause = () => answered
  await stage.page.goto(await stage.address('lodgify'))
  await stage.fill('field-apiKey', 'slow')
  return answer
}

scene('a second click sends nothing twice', async (t, stage) => {
  const answer = await slowProvider(stage)
  await pressInTurn(stage, 'submit-credentials', 'submit-credentials', 'submit-credentials')
  setTimeout(answer, 1000)
  t.match(await stage.backAtApp(), { status: 'connected', provider: 'lodgify' })
  t.equal(stage.mock.pauses.length, 1)
})

scene('a host may cancel while a provider is slow', async (t, stage) => {
  const answer = await slowProvider(stage)
  await pressInTurn(stage, 'submit-credentials', 'cancel')
  t.match(await stage.backAtApp(), { status: 'cancelled', provider: 'lodgify' })
  answer()
})

scene('pages that refuse a form, and the last page of a session without redirectUrl', async (t, stage) => {
  const { page } = stage
  await page.goto(await stage.address('guesty', { redirectUrl: undefined }))
  await stage.fill('field-clientId', 'unavailable')
  await stage.fill('field-clientSecret', 'x')
  await stage.click('submit-credentials')
  await page.locator('[data-testid="form-error"]').waitFor()
  t.equal(await page.evaluate('document.activeElement.dataset.testid'), 'form-error')
  await stage.look('credentials-unavailable')
  await page.evaluate('document.querySelector("[name=formToken]").value = "forged"')
  await stage.click('submit-credentials')
  t.equal(await stage.problem(), 'forbidden')
  await stage.look('problem-forbidden')
  await page.getByRole('link', { name: 'Open the page again' }).click()
  await stage.fill('field-clientId', 'x')
  await stage.fill('field-clientSecret', 'x')
  await stage.click('submit-credentials')
  await page.locator('[data-testid="done"]').waitFor()
  await stage.look('done-without-app')
})

scene('problem pages, and French pages', async (t, stage) => {
  const { page } = stage
  for (const [path, status, code] of [
    ['/connect?session=nonsense', 400, 'invalid_params'],
    ['/connect/airbnb?session=cs_00000000000000000000000000', 404, 'not_found'],
    ['/connect/airbnbpro?session=cs_00000000000000000000000000', 400, 'invalid_provider'],
    ['/connect/airbnb/nonsense', 404, 'not_found'],
  ] as const) {
    t.equal((await page.goto(stage.url + path))?.status(), status)
    t.equal(await stage.problem(), code)
    await stage.look(`problem-${code}`)
  }
  const used = await stage.address('airbnb', { locale: 'fr' })
  await page.goto(used)
  await stage.look('french-oauth')
  await stage.click('deny')
  await stage.backAtApp()
  t.equal((await page.goto(used))?.status(), 409)
  await stage.look('french-used')
  await stage.click('return-link')
  t.match(await stage.backAtApp(), { status: 'cancelled' })
  for (const [provider, name] of [
    [null, 'picker'],
    ['guesty', 'credentials'],
    ['vrbo', 'activation'],
    ['booking', 'claim'],
  ] as const) {
    await page.goto(await stage.address(provider, { locale: 'fr' }))
    await stage.look(`french-${name}`)
  }
})

/** Names of one word on the cards of the picker that stand on more than one line. */
const brokenNames = `[...document.querySelectorAll('[data-names] button > span:last-child')]
  .map((name) => name.firstChild)
  .filter((text) => !text.data.includes(' '))
  .filter((text) => {
    const range = document.createRange()
    range.selectNode(text)
    return range.getClientRects().length > 1
  })
  .map((text) => text.data)`

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
  { width: 320, height: 568 },
]) {
  const flow = async (t: Test, stage: Stage) => {
    for (const provider of [null, 'airbnb', 'plumguide', 'vrbo', 'booking']) {
      await stage.page.goto(await stage.address(provider))
      await stage.look(`${viewport.width}-${provider ?? 'picker'}`)
    }
    await stage.page.goto(await stage.address(null))
    t.strictSame(await stage.page.evaluate(brokenNames), [], 'no name of a provider is broken in two')
  }
  scene(`nothing is wider than a window of ${viewport.width} pixels`, flow, { viewport })
}
