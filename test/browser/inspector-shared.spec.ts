import t from 'tap'
import { readTexts } from '../../src/cli/settings.js'
import { journalOptions } from '../../src/control/journal.js'
import { openStores } from '../../src/storage/open-stores.js'
import { createMock } from '../helpers/mock.js'
import { answering, createReceiver } from '../helpers/receiver.js'
import { noRedisServer, RedisServer } from '../helpers/redis.js'
import { startScenes } from './stage.js'

if (noRedisServer) t.pass(noRedisServer)
else {
  const scene = await startScenes(t)
  const { url: STORE_URL } = await RedisServer.start(t)
  const quiet = { info: () => {}, warn: () => {} }
  const stores = () => openStores(readTexts({ STORE_URL }), journalOptions, quiet)

  scene(
    'the page of one server shows what another one did, and controls it',
    async (t, { page, url, click }) => {
      const other = await createMock(t, { stores: await stores() })
      await page.goto(`${url}/_mock`)
      await page.getByTestId('nothing-yet').waitFor()
      const row = (text: string | RegExp) => page.getByTestId('row').filter({ hasText: text }).first()
      const receiver = await createReceiver(t, answering(500))
      await other.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['account.created'] } })
      await click('tool-webhooks')
      await page.getByTestId('endpoint').filter({ hasText: receiver.url }).waitFor()

      const id = await other.open('airbnb', { state: 'user-42' })
      const card = page.locator(`[data-session="${id}"]`)
      await card.getByText('pending').waitFor()
      await row('Session created · airbnb').waitFor()
      await row(/POST\/v1\/connect\/airbnb/).waitFor()

      await other.call('POST', `/_mock/sessions/${await other.open('vrbo')}/approve`)
      await page.getByTestId('connection').filter({ hasText: 'vrbo' }).waitFor()
      await row('account.created').waitFor()
      await page.getByTestId('endpoint').filter({ hasText: '1 of 10 failures' }).waitFor()

      await click('tool-faults')
      await page.getByTestId('preset').filter({ hasText: '503 once' }).click()
      await page.getByTestId('fault').filter({ hasText: '1 left' }).waitFor()
      t.equal((await other.call('GET', '/v1/connect')).status, 503, 'a fault of the page applies there')
      await row('Fault hit').waitFor()
      await page
        .getByTestId('fault')
        .filter({ hasText: '1 hit' })
        .or(page.getByText('Calls are answered normally'))
        .waitFor()

      await click('advance-31m')
      await card.getByText('expired', { exact: true }).waitFor()
      t.equal((await other.call('GET', `/v1/connect/sessions/${id}`)).status, 410, 'so does its clock')
      await row('410').click()
      await page.getByTestId('request').getByText('session_expired').first().waitFor()
      t.equal(await page.getByTestId('row').filter({ hasText: 'Session expired · airbnb' }).count(), 1)

      await other.call('POST', '/_mock/reset')
      await card.waitFor({ state: 'detached' })
      await row('Workspace emptied').waitFor()
    },
    { stores, viewport: { width: 1280, height: 800 } },
  )
}
