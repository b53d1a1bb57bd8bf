import type { Route } from 'playwright-core'
import t from 'tap'
import { createReceiver, subscribe } from '../helpers/receiver.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const wide = { viewport: { width: 1280, height: 900 } }

scene(
  'what becomes of a connection is shown in its workspace, though another has one with the same id',
  async (t, { page, url, mock }) => {
    for (const key of ['sk_test_one', 'sk_test_other']) await mock.call('POST', '/v1/sandbox/seed', { key })
    await page.goto(`${url}/_mock`)
    const airbnb = page.getByTestId('connection').filter({ hasText: 'airbnb' })
    await airbnb.nth(1).waitFor()
    await airbnb.first().getByTestId('break').click()
    await airbnb.first().getByTestId('heal').waitFor()
    t.equal(await airbnb.nth(1).getByTestId('break').count(), 1)
    const statuses = await Promise.all(
      ['sk_test_one', 'sk_test_other'].map(async (key) => {
        const { body } = await mock.call('GET', '/v1/connect/airbnb', { key })
        return body.accounts[0].status
      }),
    )
    t.strictSame(statuses.sort(), ['active', 'error'])
  },
  wide,
)

scene(
  'an endpoint gets a sample while all workspaces are shown',
  async (t, { page, url, mock }) => {
    const receiver = await createReceiver(t)
    await subscribe(mock, receiver.url)
    await mock.call('GET', '/v1/connect', { key: 'sk_test_other' })
    await page.goto(`${url}/_mock#pane=webhooks`)
    await page.getByTestId('send-sample').click()
    await page.getByTestId('attempt').getByText('200').waitFor()
  },
  wide,
)

scene(
  'whoever chooses another workspace sees its rows, also on a page that was paused',
  async (t, { page, url, mock }) => {
    await mock.call('GET', '/v1/connect', { key: 'sk_test_one' })
    await mock.call('GET', '/v1/connect/providers', { key: 'sk_test_other' })
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').nth(1).waitFor()
    await page.getByTestId('pause').click()
    const { body } = await mock.call('GET', '/_mock/workspaces', { key: null })
    const id = body.data.at(-1).id
    await page.getByTestId('workspace').selectOption(id)
    await page.getByTestId('row').waitFor()
    t.equal(await page.getByTestId('nothing-yet').count(), 0)
  },
  wide,
)

scene(
  'a clock that is moved while the workspaces are read is shown as it is now',
  async (t, { page, url, mock }) => {
    await mock.call('GET', '/v1/connect')
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').waitFor()
    const moved = page.getByTestId('row').filter({ hasText: 'moved to' })
    const answerLate = async (route: Route) => {
      const old = await route.fetch()
      await mock.call('POST', '/_mock/clock/advance', { body: { by: '31m' } })
      await moved.waitFor()
      await route.fulfill({ response: old })
    }
    await page.route('**/_mock/workspaces?*', answerLate, { times: 1 })
    const read = page.waitForResponse('**/_mock/workspaces?*')
    await mock.call('POST', '/_mock/reset')
    await (await read).finished()
    await page.waitForTimeout(300)
    t.equal(await page.getByTestId('offset').textContent(), '+31 m')
  },
  wide,
)

scene(
  'snapshots are kept while other panes are shown',
  async (t, { page, url, mock, click }) => {
    await mock.open('airbnb')
    await page.goto(`${url}/_mock#pane=state`)
    await click('take')
    await page.getByTestId('snapshot').waitFor()
    await page.getByTestId('row').first().click()
    await page.getByTestId('request').waitFor()
    await click('tool-state')
    t.equal(await page.getByTestId('snapshot').count(), 1)
    await mock.call('POST', '/_mock/reset')
    await click('restore')
    await page.getByTestId('session').waitFor()
  },
  wide,
)
