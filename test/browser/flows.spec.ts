import t, { type Test } from 'tap'
import { type Stage, startScenes } from './stage.js'

/** One press or entry of a host. */
type Step = (stage: Stage) => Promise<unknown>

interface Flow {
  /** Null for a picker. */
  readonly provider: string | null
  readonly steps: readonly Step[]
}

const click =
  (testId: string): Step =>
  ({ click }) =>
    click(testId)
const fill =
  (testId: string, text: string): Step =>
  ({ fill }) =>
    fill(testId, text)

/** Ticks the steps of a checklist, and says that they are done. */
const finish =
  (testId: string): Step =>
  async ({ tick, click }) => {
    await tick()
    await click(testId)
  }

const consent = [click('approve'), click('confirm-account')]

const flows: Readonly<Record<string, Flow>> = {
  oauth: { provider: 'airbnb', steps: consent },
  credentials: {
    provider: 'hostaway',
    steps: [fill('field-accountId', 'a-1'), fill('field-apiKey', 'k-1'), click('submit-credentials')],
  },
  activation: { provider: 'vrbo', steps: [finish('activation-done')] },
  claim: {
    provider: 'booking',
    steps: [
      finish('designation-done'),
      fill('hotel-id', '1234567'),
      click('verify-hotel'),
      ({ page }) => page.locator('[data-testid^="room-"]').first().selectOption({ index: 2 }),
      click('map-rooms'),
    ],
  },
  picker: {
    provider: null,
    steps: [click('provider-airbnb'), ...consent],
  },
}

const scene = await startScenes(t)

for (const [name, { provider, steps }] of Object.entries(flows)) {
  const ends = provider ?? 'airbnb'
  scene(`${name}: from POST to the callback of the app`, async (t, stage) => {
    const goOn = await stage.holdBack()
    await stage.page.goto(await stage.address(provider))
    for (const [at, step] of steps.entries()) {
      await stage.look(`${name}-${at + 1}`)
      await step(stage)
    }
    await stage.page.locator('[data-testid="done"]').waitFor()
    await stage.look(`${name}-done`)
    await goOn()
    const call = await stage.backAtApp()
    const { externalAccountId: accountId } = (await stage.mock.call('GET', `/v1/connect/${ends}`)).body
    t.match(call, { tab: '1', status: 'connected', provider: ends, state: 'user-42', accountId })
    t.match(stage.page.url(), /#part$/, 'the fragment of the app survives')
  })

  scene(`${name}: the host refuses`, async (t, stage) => {
    await stage.page.goto(await stage.address(provider))
    for (const step of steps.slice(0, -1)) await step(stage)
    await stage.click('cancel')
    t.match(await stage.backAtApp(), { status: 'cancelled', code: 'access_denied', provider: ends })
    t.equal((await stage.mock.call('GET', `/v1/connect/${ends}`)).body.connected, false)
  })

  scene(`${name}: the session expires midway`, async (t, stage) => {
    await stage.page.goto(await stage.address(provider))
    for (const step of steps.slice(0, -1)) await step(stage)
    stage.mock.clock.advance(30 * 60_000)
    // The page may notice before the host has gone on.
    const isThere = stage.problem()
    await Promise.race([steps.at(-1)?.(stage), isThere])
    t.equal(await isThere, 'session_expired')
    await stage.look(`${name}-expired`)
    await stage.click('return-link')
    t.match(await stage.backAtApp(), { status: 'expired', provider: ends, state: 'user-42' })
    t.equal((await stage.mock.call('GET', `/v1/connect/${ends}`)).body.connected, false)
  })

  const withoutScript = async (t: Test, stage: Stage) => {
    await stage.page.goto(await stage.address(provider))
    for (const step of steps) await step(stage)
    t.match(await stage.backAtApp(), { status: 'connected', provider: ends })
  }
  scene(`${name}: without any script`, withoutScript, { javaScriptEnabled: false })
}

for (const [button, code] of [
  ['deny', 'access_denied'],
  ['account-conflict', 'account_conflict'],
] as const) {
  scene(`oauth: the button ${button} of the page`, async (t, stage) => {
    await stage.page.goto(await stage.address('airbnb'))
    await stage.click(button)
    t.match(await stage.backAtApp(), { status: 'cancelled', code })
  })
}
