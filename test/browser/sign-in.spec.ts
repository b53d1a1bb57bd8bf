import t, { type Test } from 'tap'
import { type Stage, startScenes } from './stage.js'

const scene = await startScenes(t)

const seen = ({ page }: Stage, testId: string) => page.locator(`[data-testid="${testId}"]`).waitFor()

async function login(stage: Stage, email = 'noor@example.com') {
  await stage.fill('field-email', email)
  await stage.fill('field-password', 'my-password')
  await stage.click('submit-sign-in')
}

for (const locale of ['en', 'fr'] as const) {
  scene(`a host signs in at Vrbo (${locale})`, async (t, stage) => {
    await stage.page.goto(await stage.address('vrbo', { locale }))
    await stage.click('sign-in-link')
    await seen(stage, 'field-email')
    await stage.look(`sign-in-${locale}`)
    await login(stage, 'blocked@example.com')
    await seen(stage, 'field-error-email')
    t.equal(await stage.page.locator('[data-testid="field-email"]').inputValue(), 'blocked@example.com')
    await login(stage)
    await seen(stage, 'field-code')
    await stage.look(`sign-in-code-${locale}`)
    await stage.fill('field-code', '123456')
    await stage.page.keyboard.press('Enter')
    await seen(stage, 'map-units')
    await stage.look(`sign-in-units-${locale}`)
    await stage.click('map-units')
    t.match(await stage.backAtApp(), { status: 'connected', provider: 'vrbo' })
  })
}

scene('a host invites a user to the Extranet, and says that it is done', async (t, stage) => {
  await stage.page.goto(await stage.address('booking'))
  await stage.click('sign-in-link')
  await stage.click('invite-link')
  await stage.tick()
  await stage.click('invite-user')
  await seen(stage, 'invite-email')
  await stage.look('sign-in-invited')
  await stage.click('check-again')
  await seen(stage, 'map-units')
  await stage.click('map-units')
  t.match(await stage.backAtApp(), { status: 'connected', provider: 'booking' })
})

const withoutScript = async (t: Test, stage: Stage) => {
  await stage.page.goto(await stage.address('booking'))
  await stage.click('sign-in-link')
  await login(stage, 'permissions@example.com')
  await seen(stage, 'needs-permissions')
  await stage.tick()
  await stage.click('check-again')
  await seen(stage, 'map-units')
  t.match(await stage.page.title(), /Match/)
}
scene('a host gives access without script', withoutScript, { javaScriptEnabled: false })
