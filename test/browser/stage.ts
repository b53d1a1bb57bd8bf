import axe from 'axe-core'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { goOnMs } from '../../src/pages/outcome-pages.js'
import { createMock, type Mock, type MockOptions } from '../helpers/mock.js'
import { root } from '../helpers/project.js'
import { startApp, type TestApp } from './app.js'

/** Where Debian puts Chromium. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const screenshots = `${root}.artifacts/screenshots/`

/** A browser, the mock and an app that integrates it, each on a port of its own. */
export interface Stage {
  readonly mock: Mock
  /** Where the mock listens. */
  readonly url: string
  readonly app: TestApp
  readonly page: Page
  /** Errors on the console, requests to other origins, reports of the content security policy and pages that are too large, of which none may be left at the end. */
  readonly faults: string[]
  /** The servers that pages may ask. */
  readonly servers: string[]
  /** Opens a session that returns to the app, and gives the address of its page. */
  address(provider: string | null, body?: Record<string, unknown>): Promise<string>
  /** Clicks what has the test id. */
  click(testId: string): Promise<void>
  fill(testId: string, text: string): Promise<void>
  /** Ticks all steps of the checklist. */
  tick(): Promise<void>
  /** Looks at the page as it is: a screenshot, no serious finding of axe in light and dark, nothing wider than the page. */
  look(name: string, schemes?: readonly ('dark' | 'light')[]): Promise<void>
  /** Keeps the last page from going on to the app until what is returned is called. */
  holdBack(): Promise<() => Promise<unknown>>
  /** Waits until the browser is back at the app, and returns the query that the app received. */
  backAtApp(): Promise<Readonly<Record<string, string>>>
  /** Waits for the problem page and says its code. */
  problem(): Promise<string | null>
}

export interface SceneOptions extends BrowserContextOptions {
  /** Settings of the mock. */
  readonly settings?: MockOptions['settings']
  /** What the mock keeps its records in. */
  readonly stores?: () => Promise<MockOptions['stores']>
}

/** Tests in a browser of their own, each on a stage of its own. */
export type Scene = (
  name: string,
  play: (t: Test, stage: Stage) => Promise<unknown>,
  options?: SceneOptions,
) => void

/** The bytes that a hosted page stays under. */
const pageBytes = 40_000

/** Notes each hosted page that is too large. */
function weigh(faults: string[]): NonNullable<MockOptions['observe']> {
  return (app) => {
    app.addHook('onSend', async ({ url }, reply, payload) => {
      if (!url.startsWith('/connect') || !/^text\/html/.test(String(reply.getHeader('content-type')))) return
      const bytes = Buffer.byteLength(String(payload))
      if (bytes >= pageBytes) faults.push(`${url} has ${bytes} bytes`)
    })
  }
}

/** Starts a browser that ends with the test. */
export async function startScenes(t: Test): Promise<Scene> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  })
  t.teardown(() => browser.close())
  return (name, play, { settings = {}, stores, ...options } = {}) => {
    t.test(name, async (t) => {
      const context = await browser.newContext({ viewport: { width: 480, height: 720 }, ...options })
      t.teardown(() => context.close())
      const faults: string[] = []
      const mock = await createMock(t, { settings, stores: await stores?.(), observe: weigh(faults) })
      await play(t, await setStage(t, context, faults, mock))
      t.strictSame(
        faults,
        [],
        'no console error, no report of the policy, no request to another origin, no large page',
      )
    })
  }
}

/** Sets a stage that notes errors on the console and requests to other origins. */
async function setStage(t: Test, context: BrowserContext, faults: string[], mock: Mock): Promise<Stage> {
  const url = await mock.app.listen({ port: 0, host: '127.0.0.1' })
  const app = await startApp(t)
  const servers = [url, app.url]
  context.on('request', (request) => {
    if (
      !servers.some((own) => request.url().startsWith(`${own}/`)) &&
      !/^(?:data|about):/.test(request.url())
    )
      faults.push(`asked ${request.url()}`)
  })
  context.on('console', (message) => {
    // A page that answers with an error's status, as it has to, is logged by the browser itself.
    const isOwnStatus = /^Failed to load resource: .* status of [45]\d\d/.test(message.text())
    if (message.type() === 'error' && !(isOwnStatus && message.location().url.startsWith(`${url}/connect`)))
      faults.push(message.text())
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  await context.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error('the policy reports', violatedDirective, blockedURI))`)
  const page = await context.newPage()
  const testId = (id: string) => page.locator(`[data-testid="${id}"]`)
  return {
    mock,
    url,
    app,
    page,
    faults,
    servers,
    async address(provider, body = {}) {
      const path = provider === null ? '/v1/connect' : `/v1/connect/${provider}`
      const opened = await mock.call('POST', path, {
        headers: { host: url.replace('http://', '') },
        body: { redirectUrl: `${app.url}/callback?tab=1#part`, state: 'user-42', ...body },
      })
      return opened.body.url
    },
    click: (id) => testId(id).click(),
    fill: (id, text) => testId(id).fill(text),
    async tick() {
      for (const box of await page.locator('[data-testid="checklist"] input').all()) await box.check()
    },
    async look(name, schemes = ['dark', 'light']) {
      await page.waitForLoadState()
      const width = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      t.ok(Number(width) <= 0, `${name} is not wider than the window`)
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: `${screenshots}${name}-${colorScheme}.png` })
        t.strictSame(await seriousFindings(page), [], `${name} has no serious finding in ${colorScheme}`)
      }
    },
    async holdBack() {
      await page.addInitScript(`{
        const { setTimeout } = window
        window.setTimeout = (run, ms, ...more) => {
          if (ms !== ${goOnMs}) return setTimeout(run, ms, ...more)
          window.goOn = run
        }
      }`)
      return () => page.evaluate('goOn()')
    },
    async backAtApp() {
      const call = await app.calledBack()
      await page.waitForURL(`${app.url}/callback?**`)
      return call
    },
    problem: () => testId('problem').getAttribute('data-code'),
  }
}

async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
