import t, { type Test } from 'tap'
import { type Stage, startScenes } from './stage.js'
import { pointer, type Walk, walking, walks } from './walks.js'

const scene = await startScenes(t)

/** Where the API shows what a walk has connected. */
function connectionOf(name: string, { provider }: Walk): string {
  if (name.startsWith('extranet')) return '/v1/connect/booking-extranet-login'
  return `/v1/connect/${provider ?? 'airbnb'}`
}

/** Walks to the last page and does all that there is to do but its last press, and returns that. */
async function toLastPress(stage: Stage, walk: Walk): Promise<() => Promise<unknown>> {
  for await (const { acts } of walking(stage, walk)) {
    if (acts !== walk.steps.at(-1)?.acts) continue
    for (const act of acts.slice(0, -1)) await pointer(stage, act)
    return async () => pointer(stage, acts.at(-1) as (typeof acts)[number])
  }
  throw new Error('the walk has no page')
}

for (const [name, walk] of Object.entries(walks)) {
  const { provider } = walk
  const ends = provider ?? 'airbnb'
  const connection = connectionOf(name, walk)

  scene(`${name}: from POST to the callback of the app`, async (t, stage) => {
    const goOn = await stage.holdBack()
    await stage.page.goto(await stage.address(provider))
    for await (const step of walking(stage, walk)) await stage.look(`${name}-${step.name}`)
    await stage.look(`${name}-done`)
    await goOn()
    const call = await stage.backAtApp()
    const { externalAccountId: accountId } = (await stage.mock.call('GET', connection)).body
    t.match(call, { tab: '1', status: 'connected', provider: ends, state: 'user-42', accountId })
    t.match(stage.page.url(), /#part$/, 'the fragment of the app survives')
  })

  scene(`${name}: the host refuses`, async (t, stage) => {
    await stage.page.goto(await stage.address(provider))
    await toLastPress(stage, walk)
    await stage.click('cancel')
    t.match(await stage.backAtApp(), { status: 'cancelled', code: 'access_denied', provider: ends })
    t.equal((await stage.mock.call('GET', connection)).body.connected, false)
  })

  scene(`${name}: the session expires midway`, async (t, stage) => {
    await stage.page.goto(await stage.address(provider))
    const press = await toLastPress(stage, walk)
    stage.mock.clock.advance(30 * 60_000)
    // The page may notice before the host has gone on.
    const isThere = stage.problem()
    await Promise.race([press(), isThere])
    t.equal(await isThere, 'session_expired')
    await stage.look(`${name}-expired`)
    await stage.click('return-link')
    t.match(await stage.backAtApp(), { status: 'expired', provider: ends, state: 'user-42' })
    t.equal((await stage.mock.call('GET', connection)).body.connected, false)
  })

  const withoutScript = async (t: Test, stage: Stage) => {
    await stage.page.goto(await stage.address(provider))
    for await (const _ of walking(stage, walk));
    t.match(await stage.backAtApp(), { status: 'connected', provider: ends })
    await stage.page.goto(await stage.address(provider))
    await toLastPress(stage, walk)
    await stage.click('cancel')
    t.match(await stage.backAtApp(), { status: 'cancelled', provider: ends })
    await stage.page.goto(await stage.address(provider))
    const press = await toLastPress(stage, walk)
    stage.mock.clock.advance(30 * 60_000)
    await press()
    await stage.page.locator('[data-testid="problem"][data-code="session_expired"]').waitFor()
    await stage.click('return-link')
    t.match(await stage.backAtApp(), { status: 'expired', provider: ends })
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
