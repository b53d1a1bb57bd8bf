import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { answering, createReceiver } from '../helpers/receiver.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const wide = { viewport: { width: 1280, height: 800 } }

scene(
  'a tester decides as the host, and breaks and heals the connection',
  async (t, { page, url, mock }) => {
    await page.goto(`${url}/_mock`)
    const ids = [
      await mock.open('airbnb', { state: 'user-42' }),
      await mock.open('vrbo'),
      await mock.open('vrbo'),
    ]
    const card = (at: number) => page.locator(`[data-session="${ids[at]}"]`)
    t.match(await card(0).textContent(), /airbnb.*pending.*state user-42/)
    t.match(
      await card(0).getByRole('link', { name: 'Open page' }).getAttribute('href'),
      `${url}/connect/airbnb?session=`,
    )
    for (const [at, action, status] of [
      [0, 'approve', 'completed'],
      [1, 'deny', 'cancelled'],
      [2, 'expire', 'expired'],
    ] as const) {
      await card(at).getByTestId(action).click()
      await card(at).getByText(status, { exact: true }).waitFor()
    }
    const connection = page.getByTestId('connection')
    await connection.getByTestId('break').click()
    await connection.getByText('reauth_required').waitFor()
    await connection.getByTestId('heal').click()
    await connection.getByText('active').waitFor()
    await card(0).getByText('opened').click()
    await page.getByTestId('request').getByText('POST').waitFor()
  },
  wide,
)

scene(
  'a page without a session creates one',
  async (_, { page, url, click }) => {
    await page.goto(`${url}/_mock`)
    await click('create-session')
    await page.getByTestId('session').filter({ hasText: 'pending' }).waitFor()
  },
  wide,
)

scene(
  'a tester moves the clock',
  async (t, { page, url, mock, click }) => {
    const id = await mock.open('airbnb')
    await page.goto(`${url}/_mock`)
    await click('advance-1m')
    await page.getByTestId('offset').filter({ hasText: '1 m' }).waitFor()
    await click('advance-expiry')
    await page.locator(`[data-session="${id}"]`).getByText('expired', { exact: true }).waitFor()
    t.equal(await page.getByTestId('advance-expiry').isDisabled(), true)
    await click('freeze')
    await page.getByTestId('clock').getByText('frozen').waitFor()
    await click('real-time')
    await page.getByTestId('offset').waitFor({ state: 'detached' })
    await page.locator(`[data-session="${id}"]`).getByText('pending', { exact: true }).waitFor()
    await click('reset')
    await click('reset-confirm')
    await page.getByTestId('session').waitFor({ state: 'detached' })
    t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 0)
  },
  wide,
)

scene(
  'a tester makes calls fail',
  async (t, { page, url, mock, click, fill }) => {
    const id = await mock.open('airbnb')
    await page.goto(`${url}/_mock#pane=faults`)
    await page.getByTestId('preset').filter({ hasText: '503 once' }).click()
    await page.getByTestId('fault').filter({ hasText: '1 left' }).waitFor()
    t.equal((await mock.call('GET', '/v1/connect')).status, 503)
    const row = page.locator('.row.kind-request').filter({ hasText: '503' })
    await row.locator('.mark.fault').waitFor()
    await page
      .getByTestId('fault')
      .filter({ hasText: '0 left' })
      .or(page.getByText('Calls are answered normally'))
      .waitFor()
    await row.click()
    await click('make-fail')
    t.equal(await page.getByTestId('fault-path').inputValue(), '/v1/connect')
    t.equal(await page.getByTestId('fault-method').inputValue(), 'GET')
    await page.getByTestId('preview').filter({ hasText: 'matched 1 of 2' }).waitFor()
    await fill('fault-path', '/v1/connect/sessions/*')
    await page.getByTestId('fault-effect').selectOption('error')
    await page.getByTestId('fault-error').selectOption('session_expired')
    await fill('fault-times', '')
    await click('add-fault')
    await page.getByTestId('fault').filter({ hasText: 'no limit' }).waitFor()
    t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).code, 'session_expired')
    await click('clear-faults')
    await page.getByText('Calls are answered normally').waitFor()
    t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).status, 200)
  },
  wide,
)

scene(
  'a delivery fails, and a tester finds out why and repeats it',
  async (t, { page, url, mock, click, fill }) => {
    const receiver = await createReceiver(t, answering(500))
    const { body } = await mock.call('POST', '/v1/webhooks', {
      body: { url: receiver.url, events: ['account.created'] },
    })
    await page.goto(`${url}/_mock#pane=webhooks`)
    await page.getByTestId('endpoint').filter({ hasText: receiver.url }).waitFor()
    await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/approve`)
    await page.getByTestId('endpoint').filter({ hasText: '1 of 10 failures' }).waitFor()
    await page.getByTestId('attempt').first().click()
    await page.getByTestId('attempt-details').getByText('500').first().waitFor()
    await page.locator('.signature summary').click()
    await fill('secret', 'whsec_wrong')
    await click('check-signature')
    await page.getByTestId('signature-result').filter({ hasText: 'Not valid' }).waitFor()
    await fill('secret', '')
    await click('check-signature')
    await page.getByTestId('signature-result').filter({ hasText: 'Valid:' }).waitFor()
    for (const [language, wanted] of [
      ['Python', 'hmac.compare_digest'],
      ['PHP', 'hash_equals'],
      ['Ruby', 'OpenSSL.secure_compare'],
      ['Node', 'timingSafeEqual'],
    ] as const) {
      await page.getByLabel('Language').selectOption(language)
      await page.locator('.signature pre').filter({ hasText: wanted }).waitFor()
    }
    const details = page.getByTestId('attempt-details')
    await details.getByText('Request headers').click()
    await details
      .locator('.headers')
      .first()
      .filter({ hasText: /x-repull-signature[0-9a-f]{64}/i })
      .waitFor()
    await details.getByText('"event"').or(details.getByText('"type"')).first().waitFor()
    t.match(await details.textContent(), /Next attempt2026-11-21/)
    await fill('secret', body.secret)
    await click('check-signature')
    await page.getByTestId('signature-result').filter({ hasText: 'Valid:' }).waitFor()
    receiver.answer = answering(200)
    await click('advance-to-attempt')
    await page.getByTestId('row').filter({ hasText: 'attempt 2' }).waitFor()
    await click('replay')
    await page.getByTestId('row').filter({ hasText: 'attempt 3' }).waitFor()
    await click('tool-webhooks')
    await click('send-sample')
    while (receiver.received.length < 4) await page.waitForTimeout(20)
  },
  wide,
)

scene(
  'a workspace is taken, put back, kept in a file and copied',
  async (t, { page, url, mock, click, fill }) => {
    await mock.open('airbnb')
    await page.goto(`${url}/_mock#pane=state`)
    await click('take')
    const download = page.waitForEvent('download')
    await click('download')
    const file = await (await download).path()
    t.equal(JSON.parse(await readFile(file, 'utf8')).sessions.length, 1)
    await mock.open('vrbo')
    t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 2)
    await click('restore')
    await page.getByTestId('notice').filter({ hasText: 'as it was' }).waitFor()
    t.equal((await mock.call('GET', '/_mock/sessions')).body.data.length, 1)
    const folder = t.testdir({ 'bad.json': '{' })
    await page.getByTestId('upload').setInputFiles(join(folder, 'bad.json'))
    await page.getByTestId('notice').filter({ hasText: 'is not JSON' }).waitFor()
    await writeFile(join(folder, 'good.json'), await readFile(file))
    await page.getByTestId('upload').setInputFiles(join(folder, 'good.json'))
    await page.getByTestId('snapshot').filter({ hasText: 'good.json' }).waitFor()
    await fill('fork-to', 'sk_test_other')
    await click('fork')
    await page.getByTestId('workspace').getByText('All 2 workspaces').waitFor({ state: 'attached' })
    t.equal((await mock.call('GET', '/_mock/sessions', { key: 'sk_test_other' })).body.data.length, 1)
  },
  wide,
)

scene(
  'each workspace can be looked at by itself',
  async (t, { page, url, mock }) => {
    await mock.call('GET', '/v1/connect', { key: 'sk_test_one' })
    await mock.call('GET', '/v1/connect/providers', { key: 'sk_test_two' })
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').nth(1).waitFor()
    const [one] = (await mock.call('GET', '/_mock/workspaces', { key: 'sk_test_one' })).body.data
    await page.getByTestId('workspace').selectOption(one.id)
    await page.getByTestId('sum').filter({ hasText: /^1$/ }).waitFor()
    await page.getByTestId('advance-1m').click()
    await page.getByTestId('offset').waitFor()
    const offset = async (key: string) => (await mock.call('GET', '/_mock/clock', { key })).body.offsetMs
    t.strictSame([await offset('sk_test_one'), await offset('sk_test_two')], [60_000, 0])
    await page.goBack()
    await page.getByTestId('row').nth(1).waitFor()
  },
  wide,
)

/** Does something in each pane. */
async function usePanes(page: Page): Promise<void> {
  await page.getByTestId('create-session').click()
  await page.getByTestId('approve').first().click()
  await page.getByTestId('connection').first().waitFor()
  await page.getByTestId('tool-faults').click()
  await page.getByTestId('preset').first().click()
  await page.getByTestId('fault').first().waitFor()
  await page.getByTestId('clear-faults').click()
  await page.getByText('Calls are answered normally').waitFor()
  await page.getByTestId('tool-webhooks').click()
  await page.getByText('No webhook is registered').waitFor()
  await page.getByTestId('tool-state').click()
  await page.getByTestId('take').click()
  await page.getByTestId('restore').click()
  await page.getByTestId('notice').filter({ hasText: 'as it was' }).waitFor()
  await page.locator('.row.kind-session').first().click()
  await page.locator('.tool .json').waitFor()
}

scene(
  'a page asks for the token once',
  async (t, { page, url, mock, faults, click, fill }) => {
    await mock.call('GET', '/v1/connect')
    await page.goto(`${url}/_mock`)
    await fill('token', 'wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await fill('token', 'open-sesame')
    await page.keyboard.press('Enter')
    await page.getByTestId('row').waitFor()
    await page.reload()
    await page.getByTestId('row').click()
    await click('tool-faults')
    await page.getByTestId('preset').first().click()
    await page.getByTestId('fault').waitFor()
    await usePanes(page)
    const refused = faults.splice(0)
    t.ok(refused.length > 0 && refused.every((fault) => /status of 40[13]/.test(fault)), 'only refusals')
  },
  { ...wide, settings: { CONTROL_TOKEN: 'open-sesame' } },
)

scene(
  'it works under a base path',
  async (t, { page, url, mock, click }) => {
    await mock.call('GET', '/v1/connect')
    for (const path of ['/api/repull/_mock', '/api/repull/_mock/']) {
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      await page.goto(url + path)
      await page.getByTestId('row').first().waitFor()
      await click('advance-1m')
      await page.getByTestId('offset').waitFor()
      await usePanes(page)
      t.ok(asked.every((one) => one.startsWith('/api/repull/')))
    }
  },
  { ...wide, settings: { BASE_PATH: '/api/repull' } },
)

scene(
  'behind a proxy, its links lead to the public address',
  async (t, { page, url, mock }) => {
    await page.goto(`${url}/_mock`)
    await mock.open('airbnb')
    const link = page.getByRole('link', { name: 'Open page' })
    t.match(await link.getAttribute('href'), 'https://mock.example/repull/connect/airbnb?session=')
  },
  { ...wide, settings: { PUBLIC_URL: 'https://mock.example/repull' } },
)
