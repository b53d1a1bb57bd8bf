import t from 'tap'
import { type Stage, startScenes } from './stage.js'

const scene = await startScenes(t)

/** Where the card is, and where its title begins, in pixels of the page. */
const card = `(() => {
  const { x, y, width, bottom } = document.querySelector('.card').getBoundingClientRect()
  const { y: head } = document.querySelector('.progress').getBoundingClientRect()
  const { y: bar } = document.querySelector('.sandbox-bar').getBoundingClientRect()
  return { x, y: y + scrollY, width, head: head + scrollY, isUnderBar: bottom > bar + 0.5 }
})()`

/** What a host sees from the picker to the end at Booking.com, each page in turn. */
async function* pagesOfClaim(stage: Stage): AsyncGenerator<string> {
  const { page, click, fill, tick } = stage
  await page.goto(await stage.address(null))
  yield 'picker'
  await click('provider-booking')
  await page.locator('[data-testid="designation-done"]').waitFor()
  yield 'designation'
  await tick()
  await click('designation-done')
  await page.locator('[data-testid="hotel-id"]').waitFor()
  yield 'hotel'
  await fill('hotel-id', '12')
  await click('verify-hotel')
  await page.locator('[data-testid="field-error-hotelId"]').waitFor()
  yield 'hotel with an error'
  await fill('hotel-id', '1234425')
  await click('verify-hotel')
  await page.locator('[data-testid="importing"]').waitFor()
  yield 'importing'
  await page.locator('[data-testid="map-rooms"]').waitFor()
  yield 'rooms'
  await click('map-rooms')
  await page.locator('[data-testid="map-none"]').waitFor()
  yield 'no room mapped'
  await click('map-none')
  await page.locator('[data-testid="done"]').waitFor()
  yield 'done'
}

async function* pagesOfConsent(stage: Stage): AsyncGenerator<string> {
  const { page, click } = stage
  await page.goto(await stage.address('airbnb'))
  yield 'consent'
  await click('approve')
  await page.locator('[data-testid="confirm-account"]').waitFor()
  yield 'account'
  stage.mock.clock.advance(30 * 60_000)
  // The page may notice before the host has gone on.
  await page.evaluate(`document.querySelector('[data-testid="confirm-account"]')?.click()`)
  await page.locator('[data-testid="problem"]').waitFor()
  yield 'expired'
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 480, height: 720 },
  { width: 320, height: 568 },
]) {
  for (const [name, pages] of Object.entries({ claim: pagesOfClaim, oauth: pagesOfConsent })) {
    scene(
      `${name}: the card stays where it is from step to step, at ${viewport.width} pixels`,
      async (t, stage) => {
        await stage.holdBack()
        let first: unknown
        for await (const step of pages(stage)) {
          const { isUnderBar, ...place } = (await stage.page.evaluate(card)) as { isUnderBar: boolean }
          first ??= place
          t.strictSame(place, first, step)
          if (viewport.height >= 720) t.equal(isUnderBar, false, `all of it is seen: ${step}`)
        }
        t.comment(`measured: card ${JSON.stringify(first)}`)
      },
      { viewport },
    )
  }
}

scene('a page that is slow to be read moves nothing once it is there', async (t, stage) => {
  await stage.page.addInitScript(`
    window.shift = 0
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shift += value })
      .observe({ type: 'layout-shift', buffered: true })`)
  for (const provider of [null, 'airbnb', 'booking', 'vrbo', 'guesty']) {
    await stage.page.goto(await stage.address(provider))
    await stage.page.waitForTimeout(300)
    t.equal(await stage.page.evaluate('shift'), 0, provider ?? 'picker')
  }
})

scene('pages are small, and painted soon', async (t, stage) => {
  for (const provider of [null, 'airbnb', 'booking', 'vrbo', 'track']) {
    const answer = await stage.page.goto(await stage.address(provider))
    const size = (await answer?.body())?.length ?? 0
    const paint = await stage.page.evaluate(
      `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime))
        .observe({ type: 'paint', buffered: true }))`,
    )
    t.comment(
      `measured: ${provider ?? 'picker'} ${size} bytes, first paint after ${Math.round(Number(paint))} ms`,
    )
    t.ok(size < 40_000, `${provider ?? 'picker'} has ${size} bytes`)
  }
})
