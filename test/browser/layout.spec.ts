import t, { type Test } from 'tap'
import { type Stage, startScenes } from './stage.js'
import { detours, walking } from './walks.js'

const isQuietMachine = process.env.QUIET_MACHINE !== undefined

const scene = await startScenes(t)

/** Where the card is, and where its title begins, in pixels of the page. */
const card = `(() => {
  const { x, y, width, bottom } = document.querySelector('.card').getBoundingClientRect()
  const { y: head } = document.querySelector('.progress').getBoundingClientRect()
  const { y: bar } = document.querySelector('.sandbox-bar').getBoundingClientRect()
  return { x, y: y + scrollY, width, head: head + scrollY, isUnderBar: bottom > bar + 0.5 }
})()`

const sizes = [
  { width: 1280, height: 800 },
  { width: 480, height: 720 },
  { width: 320, height: 568 },
] as const

/** Keeps pages that wait from asking again while they are looked at. */
async function holdPolls({ page }: Stage): Promise<{ hold(): void; release(): void }> {
  let release = () => {}
  let held: Promise<void> = Promise.resolve()
  await page.route(/\/connect\//, async (route) => {
    if (route.request().resourceType() === 'fetch') await held
    await route.continue().catch(() => {})
  })
  return {
    hold() {
      held = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => release(),
  }
}

/** What moved on the page by itself since it was there, and when it was first painted, in milliseconds. */
const measures = `({ shift: window.shift, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime })`

const watchShifts = `
  window.shift = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) window.shift += hadRecentInput ? 0 : value
  }).observe({ type: 'layout-shift', buffered: true })`

/** How each page is looked at: all sizes, both languages and both schemes, each with each other once. */
const looks = {
  en: [
    [sizes[0], 'light'],
    [sizes[2], 'dark'],
  ],
  fr: [
    [sizes[1], 'dark'],
    [sizes[2], 'light'],
  ],
} as const

for (const [name, walk] of Object.entries(detours)) {
  for (const locale of ['en', 'fr'] as const) {
    scene(
      `${name} (${locale}): each page is good to look at, and its card stays where it is`,
      async (t, stage) => {
        const { page } = stage
        await stage.holdBack()
        const polls = await holdPolls(stage)
        await page.addInitScript(watchShifts)
        const first = new Map<number, unknown>()
        const paints: number[] = []
        const look = async (step: string) => {
          const { shift, paint } = (await page.evaluate(measures)) as { shift: number; paint?: number }
          t.equal(shift, 0, `nothing moves by itself: ${step}`)
          if (paint !== undefined) paints.push(Math.round(paint))
          for (const size of sizes) {
            await page.setViewportSize(size)
            const { isUnderBar, ...place } = (await page.evaluate(card)) as { isUnderBar: boolean }
            if (!first.has(size.width)) first.set(size.width, place)
            t.strictSame(place, first.get(size.width), `${step} at ${size.width}`)
            const scheme = looks[locale].find(([one]) => one === size)?.[1]
            if (scheme) await stage.look(`${name}-${step}-${locale}-${size.width}`, [scheme])
          }
        }
        await page.goto(await stage.address(walk.provider, { locale }))
        for await (const { name: step, acts } of walking(stage, walk)) {
          if (acts.length === 0) polls.hold()
          await look(step)
          polls.release()
        }
        await look('done')
        t.comment(`measured: ${name}, first paints after ${paints.join(', ')} ms`)
        if (isQuietMachine) t.ok(Math.max(...paints) < 300, 'each page is painted within 300 ms')
      },
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

const pickerWithoutScript = async (t: Test, { page, address }: Stage) => {
  await page.goto(await address(null))
  await page.getByTestId('provider-airbnb').waitFor()
  t.notOk(await page.getByTestId('provider-search').isVisible())
}
scene('a search that needs script is not shown without it', pickerWithoutScript, { javaScriptEnabled: false })

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
