import t from 'tap'
import { answering, createReceiver } from '../helpers/receiver.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const wide = { viewport: { width: 1280, height: 900 } }
const clipboard = { ...wide, permissions: ['clipboard-read', 'clipboard-write'] }

scene(
  'there is a row for everything that takes place, and filters find it',
  async (t, { page, url, mock, click, address }) => {
    const receiver = await createReceiver(t)
    await page.goto(`${url}/_mock`)
    await page.getByTestId('nothing-yet').waitFor()
    const titles = async () => (await page.locator('.row .title').allTextContents()).reverse()
    /** What came since, once there are so many rows. */
    const seen = async (count: number) => {
      await page
        .getByTestId('row')
        .nth(count - 1)
        .waitFor()
      return (await titles()).slice(-count)
    }
    const expect = async (count: number, wanted: readonly (RegExp | string)[]) => {
      const rows = await seen(count)
      for (const one of wanted)
        t.ok(
          rows.some((title) => (typeof one === 'string' ? title === one : one.test(title))),
          `${one} is among ${rows.join(', ')}`,
        )
    }
    await mock.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['account.created'] } })
    await page.goto(`${url}/_mock`)
    const hosted = await page.context().newPage()
    await hosted.goto(await address('airbnb'))
    await hosted.close()
    await expect(4, ['/v1/webhooks', '/v1/connect/airbnb', 'Session created · airbnb', '/connect/airbnb'])
    t.equal(await page.locator('.row.kind-visit .what').textContent(), 'GET page')

    await page.getByTestId('approve').click()
    await expect(7, [
      'Session completed · airbnb',
      /^Connection created · airbnb \d+$/,
      /^account\.created → http/,
    ])
    await page.getByTestId('break').click()
    await page.getByTestId('heal').click()
    await page.getByTestId('break').waitFor()
    await expect(9, [/^Connection (?:broken|updated|changed|errored)/])
    await click('advance-1m')
    await click('tool-faults')
    await page.getByTestId('preset').filter({ hasText: '503 once' }).click()
    await page.getByTestId('fault').waitFor()
    await mock.call('GET', '/v1/connect')
    await page.getByTestId('preset').filter({ hasText: 'Slow by' }).click()
    const slow = page.getByTestId('fault').filter({ hasText: 'slow by 5s' })
    await slow.getByTestId('remove-fault').click()
    await page.locator('.row .title').filter({ hasText: 'Fault removed' }).waitFor()
    await expect(14, [
      /^Clock moved to 2026-11-21 09:01:00$/,
      'Fault added · 503 for /v1/*',
      'Fault hit · 503 for /v1/*',
      'Fault removed · slow by 5s for /v1/*',
    ])
    await mock.call('GET', '/v1/connect/airbnbb')
    await mock.call('POST', '/v1/connect/airbnb', { body: { stat: 'user-42' } })
    await page.locator('.mark.meant').first().waitFor()
    await page.locator('.mark.warning').first().waitFor()
    t.equal(await page.locator('.mark.fault').count(), 1)

    const filtered = async (name: string, value: string) => {
      await page.getByTestId(`filter-${name}`).selectOption(value)
      const kinds = await page
        .locator('.row')
        .evaluateAll((rows) => rows.map((row) => String(row.querySelector('.what')?.textContent)))
      await click('show-all')
      return [...new Set(kinds)].sort()
    }
    t.strictSame(await filtered('kind', 'calls'), ['GET', 'GET page', 'POST'])
    t.strictSame(await filtered('kind', 'webhooks'), ['hook'])
    t.strictSame(await filtered('kind', 'changes'), ['account', 'clock', 'fault', 'session'])
    t.strictSame(await filtered('method', 'POST'), ['POST'])
    t.strictSame(await filtered('code', 'invalid_provider'), ['GET'])
    t.strictSame(await filtered('status', '5'), ['GET'])

    await click('reset')
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.getByTestId('connection').waitFor()
    await click('reset')
    await click('reset-confirm')
    await page.locator('.row .title').filter({ hasText: 'Workspace emptied' }).waitFor()
  },
  wide,
)

scene(
  'details have headers, bodies to fold, the fault that hit, and tests for each runner',
  async (t, { page, url, mock, click }) => {
    await mock.call('POST', '/v1/connect/airbnb', {
      headers: { 'x-trace': 'trace-1', 'x-secret-token': 'hush', cookie: 'a=b' },
      body: { state: 'user-42' },
    })
    await mock.call('POST', '/_mock/faults', {
      body: { times: 1, respond: { error: 'rate_limit_exceeded' } },
    })
    await mock.call('GET', '/v1/connect')
    await page.goto(`${url}/_mock`)
    const row = (text: RegExp) => page.locator('.row.kind-request').filter({ hasText: text })
    await row(/POST/).click()
    const details = page.getByTestId('request')
    await details.getByText('Request headers').click()
    t.match(await details.locator('.headers').first().textContent(), /x-tracetrace-1/)
    t.notMatch(await details.textContent(), /hush|a=b|sk_test_tests/, 'secrets are masked')
    await details.getByText('Answer headers').click()
    t.match(await details.locator('.headers').nth(1).textContent(), /content-typeapplication\/json/)
    const state = details.getByText('"user-42"').first()
    await state.waitFor()
    await details.locator('.json summary').first().click()
    await state.waitFor({ state: 'hidden' })

    await row(/429/).click()
    t.match(await details.locator('.findings').textContent(), /Faultflt_\w+: rate_limit_exceeded/)
    for (const [runner, wanted] of [
      ['Vitest', "import { expect, test } from 'vitest'"],
      ['Jest', 'expect(answer.status).toBe(429)'],
      ['node:test', 'assert.equal(answer.status, 429)'],
    ] as const) {
      await page.getByTestId('runner').selectOption(runner)
      await click('copy-test')
      await page.getByTestId('copy-test').filter({ hasText: 'Copied' }).waitFor()
      const copied = await page.evaluate('navigator.clipboard.readText()')
      t.match(copied, wanted)
      t.match(copied, "call('POST', '/_mock/faults'")
      await page.getByTestId('copy-test').filter({ hasText: 'Copy as test' }).waitFor()
    }
    await row(/POST/).click()
    await click('copy-curl')
    await page.getByTestId('copy-curl').filter({ hasText: 'Copied' }).waitFor()
    t.match(await page.evaluate('navigator.clipboard.readText()'), /^curl -X POST .*user-42/)
  },
  clipboard,
)

scene(
  'the card of a session opens its page, copies its address and says what became of it',
  async (t, { page, url, mock, click, address }) => {
    await address('airbnb')
    await page.goto(`${url}/_mock`)
    const card = page.getByTestId('session')
    await card.waitFor()
    const id = String(await card.getAttribute('data-session'))
    const width = async () =>
      Number.parseFloat(String(await card.locator('.bar span').getAttribute('style')).slice(7))
    t.ok((await width()) > 95, 'all of its time is left')
    await click('advance-1m')
    await page.getByTestId('offset').waitFor()
    t.ok((await width()) < 97, 'less is left')
    await card.getByTestId('copy-id').click()
    await card.getByText('Copied').waitFor()
    t.equal(await page.evaluate('navigator.clipboard.readText()'), id)
    await card.getByTestId('copy-url').click()
    await card.getByTestId('copy-url').filter({ hasText: 'Copied' }).waitFor()
    const copied = String(await page.evaluate('navigator.clipboard.readText()'))
    t.match(copied, `${url}/connect/airbnb?session=`)
    const [hosted] = await Promise.all([
      page.waitForEvent('popup').catch(() => page.context().waitForEvent('page')),
      card.getByRole('link', { name: 'Open page' }).click(),
    ])
    await hosted.waitForURL(copied)
    await hosted.getByTestId('approve').click()
    await hosted.getByTestId('confirm-account').click()
    await card.getByText('completed', { exact: true }).waitFor()
    t.match(await card.textContent(), /account \d+/)
    for (let opened = 0; opened < 60; opened++) await mock.open('vrbo')
    await page.getByRole('button', { name: 'Show more' }).click()
    t.equal(await card.count(), 61)
  },
  clipboard,
)

scene(
  'the clock goes to the next retry, and stands while it is frozen',
  async (t, { page, url, mock, click }) => {
    const receiver = await createReceiver(t, answering(500))
    await mock.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['account.created'] } })
    await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/approve`)
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').filter({ hasText: 'account.created' }).waitFor()
    await click('advance-retry')
    await page.getByTestId('row').filter({ hasText: 'attempt 2' }).waitFor()
    await click('freeze')
    await page.getByTestId('clock').getByText('frozen').waitFor()
    const shown = await page.getByTestId('now').textContent()
    await page.waitForTimeout(1500)
    t.equal(await page.getByTestId('now').textContent(), shown)
    await click('freeze')
    await page.getByTestId('clock').getByText('frozen').waitFor({ state: 'detached' })
    t.equal((await mock.call('GET', '/_mock/clock')).body.frozen, false)
  },
  wide,
)

scene(
  'hostile headers come out as text',
  async (t, { page, url, mock }) => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    await mock.call('GET', '/v1/connect', { headers: { 'x-note': hostile, 'user-agent': hostile } })
    const receiver = await createReceiver(t, (reply) =>
      reply.writeHead(500, { 'x-note': hostile, 'content-type': 'text/html' }).end(hostile),
    )
    await mock.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['account.created'] } })
    const session = await mock.open('airbnb', { state: hostile })
    await mock.call('POST', `/_mock/sessions/${session}/approve`)
    await page.goto(`${url}/_mock`)
    await page.locator('.row.kind-request').filter({ hasText: /GET/ }).click()
    await page.getByTestId('request').getByText('Request headers').click()
    await page.getByTestId('request').getByText(hostile).first().waitFor()
    await page.getByTestId('session').getByText(hostile).waitFor()
    await page.locator('.row.kind-webhook').click()
    await page.getByTestId('attempt-details').getByText('Answer headers').click()
    t.equal(await page.getByTestId('attempt-details').getByText(hostile).count(), 2, 'header and body')
    t.equal(await page.locator('img, .panes style, .panes script').count(), 0)
  },
  wide,
)
