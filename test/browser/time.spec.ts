import t from 'tap'
import { startMock } from '../../src/index.js'
import { runProgram } from '../helpers/process.js'
import { type Stage, startScenes } from './stage.js'
import { walking, walks } from './walks.js'

const scene = await startScenes(t)

/** How late a page may be; a busy machine may need longer for the same. */
const limitMs = process.env.QUIET_MACHINE === undefined ? 5000 : 1000

const left = ({ page }: Stage) => page.locator('[data-testid="time-left"]')

/** Waits until a page shows a problem, and returns how long that took, in milliseconds. */
async function untilProblem({ page }: Stage, code: string): Promise<number> {
  const begun = performance.now()
  await page.locator(`[data-testid="problem"][data-code="${code}"]`).waitFor()
  return performance.now() - begun
}

/** Opens a page, and waits until it follows the clock. */
async function openFollowing(stage: Stage, provider: string | null): Promise<string> {
  const address = await stage.address(provider)
  await Promise.all([
    stage.page.waitForResponse((answer) => answer.url().includes('/connect/time?')),
    stage.page.goto(address),
  ])
  return new URL(address).searchParams.get('session') as string
}

const control = ({ mock }: Stage, method: string, path: string, body?: object) =>
  mock.call(method, `/_mock/${path}`, body && { body })

scene('the bar follows the clock of the workspace', async (t, stage) => {
  await openFollowing(stage, 'airbnb')
  await control(stage, 'POST', 'clock/advance', { by: '10m' })
  await left(stage)
    .filter({ hasText: /^(?:20:00|19:5\d)$/ })
    .waitFor()
  await control(stage, 'PUT', 'clock', { frozen: true })
  await stage.page.getByText('Clock frozen').waitFor()
  const frozen = await left(stage).textContent()
  await stage.page.waitForTimeout(1200)
  t.equal(await left(stage).textContent(), frozen, 'and stands still with it')
  await control(stage, 'DELETE', 'clock')
  await left(stage)
    .filter({ hasText: /^(?:30:00|29:5\d)$/ })
    .waitFor()
  await stage.look('time-frozen')
})

/** Makes a page tell when it follows the clock. */
const tellsThatItFollows = `{
  const Source = window.EventSource
  window.EventSource = class extends Source {
    constructor(address) {
      super(address)
      this.addEventListener('open', () => { document.documentElement.dataset.follows = '' })
    }
  }
}`

const noticed: number[] = []

for (const [name, walk] of Object.entries(walks)) {
  scene(`${name}: each page, left open, turns into the expired one`, async (t, stage) => {
    const { page } = stage
    await page.addInitScript(tellsThatItFollows)
    await page.goto(await stage.address(walk.provider))
    for await (const { name: step } of walking(stage, walk)) {
      await page.locator('html[data-follows]').waitFor({ state: 'attached' })
      await control(stage, 'POST', 'clock/advance', { by: '30m' })
      const ms = await untilProblem(stage, 'session_expired')
      t.comment(`measured: ${name}, ${step} expired ${Math.round(ms)} ms after the clock was advanced`)
      t.ok(ms < limitMs, `within a second: ${Math.round(ms)} ms`)
      noticed.push(ms)
      await control(stage, 'DELETE', 'clock')
      await page.reload()
    }
    t.match(await stage.backAtApp(), { status: 'connected' })
  })
}

t.test('most pages notice within a second, also on a busy machine', async (t) => {
  const median = noticed.toSorted((a, b) => a - b)[noticed.length >> 1] ?? Number.NaN
  t.comment(`measured: half of ${noticed.length} pages expired within ${Math.round(median)} ms`)
  t.ok(median < 1000)
})

scene('an open page turns into that of a session that was expired, or used, elsewhere', async (t, stage) => {
  for (const [end, code] of [
    ['expire', 'session_expired'],
    ['approve', 'session_terminal'],
  ] as const) {
    const id = await openFollowing(stage, 'airbnb')
    await control(stage, 'POST', `sessions/${id}/${end}`)
    t.ok((await untilProblem(stage, code)) < limitMs)
  }
})

scene('an open page expires by itself, with and without control features', async (t, stage) => {
  for (const CONTROL of ['on', 'off'] as const) {
    const program = runProgram(t, [], { PORT: '0', SESSION_TTL: '2500ms', CONTROL })
    const base = /http:[\w/.:]+/.exec(await program.line(/listening on/))?.[0]
    const opened = await fetch(`${base}/v1/connect/airbnb`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_time', 'content-type': 'application/json' },
      body: '{}',
    })
    const { url, expiresAt } = (await opened.json()) as { url: string; expiresAt: string }
    await stage.page.goto(url)
    await stage.page.locator('[data-testid="approve"]').waitFor()
    await stage.page.locator('[data-testid="problem"][data-code="session_expired"]').waitFor()
    const lateMs = Date.now() - Date.parse(expiresAt)
    t.comment(`measured: expired ${lateMs} ms after the end, CONTROL=${CONTROL}`)
    t.ok(lateMs < limitMs, `within a second: ${lateMs} ms`)
  }
  stage.faults.length = 0
})

scene(
  'without script, a page that stays open becomes the expired one too',
  async (t, stage) => {
    const mock = await startMock({ settings: { SESSION_TTL: 2000 } })
    t.teardown(() => mock.close())
    const opened = await mock.sessions.open({ provider: 'airbnb' })
    await stage.page.goto(opened.url)
    await stage.page.locator('[data-testid="problem"][data-code="session_expired"]').waitFor()
    stage.faults.length = 0
  },
  { javaScriptEnabled: false },
)

scene('whoever waits until a page asks for nothing more has it', async (t, stage) => {
  const begun = performance.now()
  await stage.page.goto(await stage.address('airbnb'), { waitUntil: 'networkidle' })
  t.ok(performance.now() - begun < limitMs * 5)
})

scene('a page that is left or waits idle asks for nothing', async (t, stage) => {
  const asked: string[] = []
  await openFollowing(stage, 'airbnb')
  stage.page.on('request', (request) => asked.push(request.url()))
  await stage.page.waitForTimeout(2500)
  t.strictSame(asked, [])
  const streams = () =>
    new Promise<number>((resolve, reject) =>
      stage.mock.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    )
  t.ok((await streams()) >= 1)
  await stage.page.goto('about:blank')
  while ((await streams()) > 2) await new Promise((resolve) => setTimeout(resolve, 50))
})
