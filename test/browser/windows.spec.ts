import { readFile } from 'node:fs/promises'
import t from 'tap'
import { rootUrl } from '../helpers/project.js'
import { type Stage, startScenes } from './stage.js'

const scene = await startScenes(t)
const documentation = await readFile(new URL('docs/hosted-pages.md', rootUrl), 'utf8')

/** The page of docs/hosted-pages.md that connects by a popup, made to talk to the mock of a stage. */
function popupDemo({ url }: Stage): string {
  const [, page = ''] = /```html\n([\s\S]*?)```/.exec(documentation) ?? []
  return page.replaceAll('http://127.0.0.1:7855', url)
}

/** Opens the popup of that page, and gives both windows. */
async function openPopup(stage: Stage) {
  stage.app.pages.set('/', popupDemo(stage))
  await stage.page.goto(`${stage.app.url}/`)
  const [popup] = await Promise.all([stage.page.waitForEvent('popup'), stage.page.locator('button').click()])
  const press = (testId: string) => popup.locator(`[data-testid="${testId}"]`).click()
  return { popup, press, said: stage.page.locator('output') }
}

scene('the popup of the documentation hears that the account is connected, and closes', async (_, stage) => {
  const { popup, press, said } = await openPopup(stage)
  await press('approve')
  const closed = popup.waitForEvent('close')
  await press('confirm-account')
  await said.filter({ hasText: /^repull:connect:completed airbnb cs_[0-9A-Z]{26}$/ }).waitFor()
  await closed
})

for (const [button, type] of [
  ['deny', 'repull:connect:close'],
  ['cancel', 'repull:connect:close'],
  ['account-conflict', 'repull:connect:error'],
  ['sandbox-approve', 'repull:connect:completed'],
] as const) {
  scene(`the popup of the documentation hears of ${button}`, async (t, stage) => {
    const { press, said } = await openPopup(stage)
    await press(button)
    await said.filter({ hasText: 'repull' }).waitFor()
    t.match(await said.textContent(), type)
  })
}

/** A page that frames an address and shows the messages that it receives. */
const framing = (address: string) => `<!doctype html><link rel="icon" href="data:,"><title>The app</title>
<iframe src="${address.replaceAll('&', '&amp;')}" width="480" height="600" title="Connect"></iframe><output></output>
<script>addEventListener('message', ({ data, origin }) => {
  document.querySelector('output').textContent = origin + ' ' + JSON.stringify(data)
})</script>`

scene('an app that frames the page hears of it as parent', async (t, stage) => {
  const address = await stage.address('vrbo')
  stage.app.pages.set('/frame', framing(address))
  await stage.page.goto(`${stage.app.url}/frame`)
  const frame = stage.page.frameLocator('iframe')
  for (const box of await frame.locator('[data-testid="checklist"] input').all()) await box.check()
  await frame.locator('[data-testid="activation-done"]').click()
  await stage.page.locator('output').filter({ hasText: 'completed' }).waitFor()
  const sessionId = new URL(address).searchParams.get('session')
  const message = { type: 'repull:connect:completed', provider: 'vrbo', sessionId, state: 'user-42' }
  t.equal(await stage.page.locator('output').textContent(), `${stage.url} ${JSON.stringify(message)}`)
  t.match(await stage.app.calledBack(), { status: 'connected' }, 'the frame goes on to the app')
})

scene('nobody else may frame the page', async (t, stage) => {
  const address = await stage.address('vrbo', { redirectUrl: 'https://app.example/' })
  stage.app.pages.set('/frame', framing(address))
  await Promise.all([stage.page.waitForEvent('console'), stage.page.goto(`${stage.app.url}/frame`)])
  t.match(stage.faults.splice(0).join(), 'frame-ancestors https://app.example')
})
