import { connect } from 'node:net'
import t from 'tap'
import { key } from '../helpers/mock.js'
import { createReceiver, subscribe } from '../helpers/receiver.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const wide = { viewport: { width: 1280, height: 1000 } }

/** All that a server sends for a request before it ends the connection. */
function rawAnswer(url: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('data', (piece) => {
      said += piece
    })
    socket.on('error', () => {}).on('close', () => resolve(said))
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\nconnection: close\r\n\r\n`)
  })
}

scene(
  'each preset does what it says',
  async (t, { page, url, mock }) => {
    const id = await mock.open('airbnb')
    await page.goto(`${url}/_mock#pane=faults`)
    const press = async (name: string) => {
      const known = await page.getByTestId('fault').count()
      await page.getByTestId('preset').filter({ hasText: name }).click()
      await page.getByTestId('fault').nth(known).waitFor()
    }
    const gone = () =>
      page
        .getByTestId('fault')
        .filter({ hasText: /[1-9] left/ })
        .waitFor({ state: 'detached' })
    await press('Expire the next session')
    t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`)).code, 'session_expired')
    await gone()
    await press('503 once')
    t.strictSame(
      [(await mock.call('GET', '/v1/connect')).status, (await mock.call('GET', '/v1/connect')).status],
      [503, 200],
    )
    await gone()
    await press('429 with Retry-After')
    const limited = await mock.call('GET', '/v1/connect')
    t.equal(limited.status, 429)
    t.ok(Number(limited.headers['retry-after']) > 0)
    await gone()
    await press('HTML 502 of a gateway')
    const gateway = await fetch(`${url}/v1/connect`, { headers: { 'x-api-key': key } })
    t.strictSame([gateway.status, gateway.headers.get('content-type')], [502, 'text/html'])
    t.match(await gateway.text(), '<h1>502 Bad Gateway</h1>')
    await gone()
    await press('Slow by 5 s')
    await mock.call('GET', '/v1/connect')
    t.ok(mock.pauses.includes(5000))
    await gone()
    await press('Lose the reply of the next complete')
    const lost = fetch(`${url}/v1/connect/sessions/${id}/complete`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'airbnb', accountName: 'Amara' }),
    })
    await t.rejects(lost)
    await page.getByTestId('session').filter({ hasText: 'completed' }).waitFor()
    await page.getByTestId('row').filter({ hasText: 'cut' }).locator('.mark.fault').waitFor()
  },
  wide,
)

scene(
  'the form makes each kind of fault',
  async (t, { page, url, mock, faults, click, fill }) => {
    await mock.call('GET', '/v1/connect')
    await page.goto(`${url}/_mock#pane=faults`)
    await page.getByTestId('preview').filter({ hasText: 'matched 1 of 1' }).waitFor()
    const choose = (effect: string) => page.getByTestId('fault-effect').selectOption(effect)
    const left = page.getByTestId('fault').filter({ hasText: '1 left' })
    const add = async () => {
      // The one before has been applied.
      await left.waitFor({ state: 'detached' })
      await click('add-fault')
      await left.waitFor()
    }
    await fill('fault-path', '/v1/connect')
    await fill('fault-status', '409')
    await add()
    t.equal((await mock.call('GET', '/v1/connect')).status, 409)
    await choose('refuse')
    await add()
    t.equal(await rawAnswer(url, '/v1/connect'), '')
    await choose('truncate')
    await page.getByLabel('Bytes that are sent').fill('5')
    await add()
    const [, body = ''] = (await rawAnswer(url, '/v1/connect')).split('\r\n\r\n')
    t.equal(body.length, 5)
    await choose('lose')
    await add()
    t.equal(await rawAnswer(url, '/v1/connect'), '')
    await choose('none')
    await fill('fault-delay', '750')
    await add()
    t.equal((await mock.call('GET', '/v1/connect')).status, 200)
    t.ok(mock.pauses.includes(750))
    t.equal(
      await page.locator('.row.kind-request').filter({ hasText: 'cut' }).count(),
      3,
      'of which no whole answer came',
    )

    await choose('error')
    await page.getByTestId('fault-error').selectOption('provider_unavailable')
    await fill('fault-delay', 'soon')
    await click('add-fault')
    await page.getByTestId('notice').filter({ hasText: 'delay' }).waitFor()
    await page.getByTestId('preview').filter({ hasText: 'delay' }).waitFor()
    const refused = faults.splice(0)
    t.ok(refused.length > 0 && refused.every((fault) => /status of 400/.test(fault)), 'only refusals')
  },
  wide,
)

scene(
  'a call is answered with a body and headers of the tester',
  async (t, { page, url, mock, faults, click, fill }) => {
    await mock.call('GET', '/v1/connect/guesty')
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').filter({ hasText: '/v1/connect/guesty' }).click()
    await page.getByRole('button', { name: 'Make this call fail' }).click()
    const [body, headers] = [
      page.getByLabel('Body', { exact: true }),
      page.getByLabel('Headers', { exact: true }),
    ]
    t.strictSame([await body.inputValue(), await headers.inputValue()], ['', ''])
    const ask = () => fetch(`${url}/v1/connect/guesty`, { headers: { 'x-api-key': key } })
    const add = async () => {
      await click('add-fault')
      await page.getByTestId('fault').filter({ hasText: '1 left' }).waitFor()
    }

    const hostile = '<script>console.error("run")</script>'
    await fill('fault-status', '418')
    await body.fill(hostile)
    await headers.fill('Content-Type: text/html\n\nRetry-After: 7')
    await add()
    await page
      .getByTestId('fault')
      .filter({ hasText: '418, own body, with Content-Type, Retry-After' })
      .waitFor()
    const answer = await ask()
    t.strictSame(
      [answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')],
      [418, 'text/html', '7'],
    )
    t.equal(await answer.text(), hostile)

    await page.getByTestId('fault').filter({ hasText: '0 left' }).waitFor()
    await body.fill('{"data": []}')
    await headers.fill('')
    await fill('fault-status', '200')
    await add()
    t.equal(await (await ask()).text(), '{"data":[]}')

    await headers.fill('Content-Length: 3')
    await click('add-fault')
    await page.getByTestId('notice').filter({ hasText: 'respond.headers.Content-Length' }).waitFor()
    await page.getByTestId('preview').filter({ hasText: 'respond.headers.Content-Length' }).waitFor()
    const refused = faults.splice(0)
    t.ok(refused.length > 0 && refused.every((fault) => /status of 400/.test(fault)), 'only refusals')
  },
  wide,
)

scene(
  'deliveries fail, too',
  async (t, { page, url, mock, click }) => {
    const receiver = await createReceiver(t)
    await subscribe(mock, receiver.url, ['account.created'])
    await page.goto(`${url}/_mock#pane=faults`)
    await page.getByLabel('What fails').selectOption('deliveries')
    await page.getByLabel('Type of event').selectOption('account.created')
    await page.getByLabel('The delivery').selectOption('twice')
    await click('add-fault')
    await page.getByTestId('fault').filter({ hasText: '2 times for deliveries of account.created' }).waitFor()
    await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/approve`)
    while (receiver.received.length < 2) await page.waitForTimeout(20)
    t.equal(receiver.received[0]?.body.id, receiver.received[1]?.body.id)
  },
  wide,
)

scene(
  'the call of each row is made fail by a key, whatever pane is shown',
  async (t, { page, url, mock }) => {
    await mock.call('GET', '/v1/connect')
    await mock.call('GET', '/v1/connect/providers')
    await page.goto(`${url}/_mock`)
    await page.getByTestId('row').nth(1).waitFor()
    for (const path of ['/v1/connect/providers', '/v1/connect']) {
      await page.keyboard.press('j')
      await page.keyboard.press('f')
      const field = page.getByTestId('fault-path')
      while ((await field.inputValue()) !== path) await page.waitForTimeout(50)
    }
    t.match(page.url(), 'pane=faults')
  },
  wide,
)

scene(
  'the page says why the server refuses it, and its test session',
  async (t, { page, url, faults, click }) => {
    await page.goto(`${url}/_mock#pane=faults`)
    const preset = page.getByTestId('preset').filter({ hasText: 'HTML 502' })
    await preset.click()
    await page.getByTestId('fault').waitFor()
    await click('create-session')
    const notice = page.getByTestId('notice')
    await notice.filter({ hasText: 'The server answered 502.' }).waitFor()
    const error = { code: 'capacity_exceeded', message: 'There is no room.', fix: 'Close a tab.' }
    await page.route('**/_mock/events', (route) => route.fulfill({ status: 503, json: { error } }))
    await page.reload()
    await notice.filter({ hasText: 'There is no room. Close a tab.' }).waitFor()
    await page.unroute('**/_mock/events')
    await page.getByTestId('live').getByText('Live').waitFor()
    t.ok(faults.every((fault) => /status of 50[23]/.test(fault)))
    faults.length = 0
  },
  wide,
)
