import t from 'tap'
import { providers } from '../../src/providers/providers.js'
import { type Stage, startScenes } from './stage.js'
import { type Hand, walking, walks } from './walks.js'

const scene = await startScenes(t)

const seen = ({ page }: Stage, testId: string) => page.locator(`[data-testid="${testId}"]`).waitFor()

scene('nothing goes on before each step is ticked, and the page says so', async (t, stage) => {
  for (const [locale, missing] of [
    ['en', 'Do each step, then tick it.'],
    ['fr', 'Effectuez chaque étape, puis cochez-la.'],
  ] as const) {
    await stage.page.goto(await stage.address('vrbo', { locale }))
    await stage.click('activation-done')
    await stage.page.getByText(missing).waitFor()
    t.equal(
      await stage.page.evaluate('document.activeElement.type'),
      'checkbox',
      'the first one has the focus',
    )
    await stage.look(`checklist-${locale}`)
    await stage.tick()
    t.equal(await stage.page.getByText(missing).count(), 0)
  }
  await stage.click('activation-done')
  t.match(await stage.backAtApp(), { status: 'connected', provider: 'vrbo' })
})

const unticked = async (_: unknown, stage: Stage) => {
  await stage.page.goto(await stage.address('booking'))
  await stage.click('designation-done')
  await stage.tick()
  await stage.click('designation-done')
  await seen(stage, 'hotel-id')
}
scene('a checklist must be ticked without script too', unticked, { javaScriptEnabled: false })

scene(
  'a button copies each of the minted credentials',
  async (t, stage) => {
    await stage.page.goto(await stage.address('vrbo'))
    for (const name of ['activation-username', 'activation-password']) {
      await stage.click(`copy-${name}`)
      await stage.page.locator(`[data-testid="copy-${name}"]`, { hasText: 'Copied' }).waitFor()
      const value = await stage.page.locator(`[data-testid="${name}"]`).textContent()
      t.equal(await stage.page.evaluate('navigator.clipboard.readText()'), value)
    }
  },
  { permissions: ['clipboard-read', 'clipboard-write'] },
)

scene('a form that waits for its provider says so, and moves', async (t, stage) => {
  let answer = () => {}
  stage.mock.onPause = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  await stage.page.goto(await stage.address('lodgify'))
  await stage.fill('field-apiKey', 'slow')
  const look = await stage.page.evaluate(`new Promise((resolve) => {
    const button = document.querySelector('[data-testid="submit-credentials"]')
    button.click()
    setTimeout(() => {
      const { animationName } = getComputedStyle(button, '::before')
      resolve([button.textContent, button.role, animationName])
    }, 400)
  })`)
  t.strictSame(look, ['Waiting for Lodgify…', 'status', 'turn'])
  answer()
  t.match(await stage.backAtApp(), { status: 'connected' })
})

scene(
  'who wants less motion gets none',
  async (t, stage) => {
    await stage.holdBack()
    await stage.page.goto(await stage.address('airbnb'))
    await stage.click('deny')
    await seen(stage, 'done')
    const names = `['.sign', '.moving span'].map((one) => getComputedStyle(document.querySelector(one)).animationName)`
    t.strictSame(await stage.page.evaluate(names), ['none', 'none'])
  },
  { reducedMotion: 'reduce' },
)

scene('a host goes back to the picker, finds another provider, and connects', async (t, stage) => {
  const { page } = stage
  await page.goto(await stage.address(null))
  const list = await page.evaluate(`(() => {
    const list = document.querySelector('.list')
    return [list.scrollHeight > list.clientHeight, document.documentElement.scrollHeight <= innerHeight]
  })()`)
  t.strictSame(list, [true, true], 'the list scrolls, and the page does not')
  await stage.click('provider-booking')
  await stage.click('back-to-picker')
  await stage.fill('provider-search', 'lodg')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await stage.fill('field-apiKey', 'k-1')
  await stage.click('submit-credentials')
  t.match(await stage.backAtApp(), { status: 'connected', provider: 'lodgify' })
})

/** Presses Tab until something has the focus, and tells whether that can be seen. */
async function tabTo({ page }: Stage, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    const look = (await page.evaluate(`(() => {
      const one = document.activeElement
      if (!one.matches(${JSON.stringify(selector)})) return null
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return outlineStyle + ' ' + outlineWidth
    })()`)) as string | null
    if (look === null) continue
    if (look !== 'solid 3px') throw new Error(`the focus on ${selector} cannot be seen: ${look}`)
    return
  }
  throw new Error(`Tab never reaches ${selector}`)
}

const keyboard: Hand = async (stage, act) => {
  const keys = stage.page.keyboard
  if (act.does === 'tick') {
    const boxes = await stage.page.locator('[data-testid="checklist"] input').count()
    for (let ticked = 0; ticked < boxes; ticked++) {
      await tabTo(stage, 'input[type=checkbox]:not(:checked)')
      await keys.press('Space')
    }
    return
  }
  await tabTo(stage, `[data-testid^="${act.testId}"]`)
  if (act.does === 'press') return keys.press('Enter')
  if (act.does === 'fill') return keys.type(act.text)
  await keys.press('ArrowDown')
  await keys.press('ArrowDown')
}

for (const [name, walk] of Object.entries(walks)) {
  scene(`${name}: a host connects, or cancels, with the keyboard alone`, async (t, stage) => {
    await stage.page.goto(await stage.address(walk.provider))
    for await (const _ of walking(stage, walk, keyboard));
    t.match(await stage.backAtApp(), { status: 'connected', provider: walk.provider ?? 'airbnb' })
    await stage.page.goto(await stage.address(walk.provider))
    await tabTo(stage, '[data-testid="cancel"]')
    await stage.page.keyboard.press('Enter')
    t.match(await stage.backAtApp(), { status: 'cancelled' })
  })
}

const everyProvider = async (t: { match(found: unknown, wanted: object): unknown }, stage: Stage) => {
  for (const { id, connectPattern, credentials, displayName } of providers) {
    await stage.page.goto(await stage.address(id, { locale: 'fr' }))
    if (connectPattern === 'claim') {
      await stage.tick()
      await stage.click('designation-done')
      await stage.fill('hotel-id', '1234567')
      await stage.click('verify-hotel')
      await stage.click('map-rooms')
      await stage.click('map-none')
    } else if (connectPattern === 'activation') {
      await stage.tick()
      await stage.click('activation-done')
    } else if (connectPattern === 'oauth') {
      await stage.click('approve')
      await stage.click('confirm-account')
    } else {
      await stage.look(`french-320-${id}`)
      for (const name of credentials) {
        const field = stage.page.locator(`input[data-testid="field-${name}"][required]`)
        if ((await field.count()) > 0) await field.fill(id === 'cloudbeds' ? 'cbat_1' : 'x.example')
      }
      await stage.click('submit-credentials')
    }
    await stage.page.getByText(`Votre compte ${displayName} est connecté`).waitFor()
    t.match(await stage.backAtApp(), { status: 'connected', provider: id })
  }
}
scene('every provider is connected, in French, in the dark, on a small phone', everyProvider, {
  viewport: { width: 320, height: 568 },
  colorScheme: 'dark',
})
