import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import t from 'tap'
import { failures } from '../../src/drill/failures.js'
import { verdictKinds } from '../../src/drill/judge.js'
import { htmlOf } from '../../src/drill/reports/html.js'
import { junitOf } from '../../src/drill/reports/junit.js'
import { root } from '../helpers/project.js'
import { caseOf, reportOf } from './made.js'

const broken = [
  { rule: 'repeated-without-key', message: 'The reply to POST /v1/connect/airbnb was lost.', calls: [1] },
  { rule: 'connected-by-hearsay', message: 'The test ended well.', calls: [] },
]
const targets = [
  'POST /v1/connect/airbnb',
  'POST /v1/connect/sessions/{id}/complete',
  'GET /v1/connect/airbnb #2',
  'host decides',
  'event account.created',
]

/** A report that has everything: all failures, all verdicts, long lines, and what looks like markup. */
const report = reportOf(
  targets.flatMap((target, row) =>
    failures.map(({ id: failure, text }, column) => {
      const verdict = verdictKinds[(row + column) % verdictKinds.length] as (typeof verdictKinds)[number]
      return caseOf({
        id: String(row * failures.length + column + 1),
        target,
        failure,
        text,
        verdict,
        broken: verdict === 'harm' ? broken : [],
        journal: [
          '+0 ms POST /v1/connect/airbnb 200',
          `+5 ms POST /v1/connect/sessions/cs_${'0'.repeat(26)}/complete no answer ← {"drop":"after","x":"<b>&'\\""}`,
        ],
        output: `Error: <script>alert(1)</script> ${'x'.repeat(300)}\u0007`,
        faults: [
          {
            match: { method: 'POST', path: '/v1/connect/sessions/*/complete' },
            respond: { error: 'forbidden' },
          },
        ],
      })
    }),
  ),
  { subject: `node --test 'my tests/${'long/'.repeat(20)}connect.test.js'` },
)
const page = htmlOf(report, (id) => `npx repull-mock drill --case ${id} -- ${report.subject}`)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
t.teardown(() => browser.close())

/** Opens the report from a file, as users do, and notes what it asks for and what fails in it. */
async function open(folder: string, width: number, colorScheme: 'light' | 'dark') {
  const file = join(folder, 'drill.html')
  await writeFile(file, page)
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme })
  const opened = await context.newPage()
  const address = pathToFileURL(file).href
  const faults: string[] = []
  opened.on('request', (request) => {
    if (request.url().split('#')[0] !== address) faults.push(`asks for ${request.url()}`)
  })
  opened.on('pageerror', ({ message }) => faults.push(message))
  opened.on('console', (message) => faults.push(message.text()))
  await opened.goto(address)
  return { opened, faults, close: () => context.close() }
}

const isWider = (opened: Page) =>
  opened.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')

for (const width of [1280, 390]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    t.test(`a report in ${colorScheme} on ${width} pixels`, async (t) => {
      const { opened, faults, close } = await open(t.testdir(), width, colorScheme)
      t.notOk(await isWider(opened), 'nothing is wider than the page')
      await mkdir(`${root}.artifacts/screenshots`, { recursive: true })
      await opened.screenshot({ path: `${root}.artifacts/screenshots/drill-${width}-${colorScheme}.png` })
      await opened.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      t.notOk(await isWider(opened), 'not with all journals open either')
      await opened.evaluate(axe.source)
      const { violations } = (await opened.evaluate('axe.run()')) as axe.AxeResults
      t.strictSame(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      )
      t.strictSame(faults, [], 'it asks for nothing, and nothing fails')
      await close()
    })
  }
}

t.test(
  'a click on a cell of the matrix opens the journal of its case, and so does one on its line',
  async (t) => {
    const { opened, close } = await open(t.testdir(), 1280, 'light')
    const journal = (id: string) => opened.locator(`details:has(#case-${id}) .journal`)
    t.notOk(await journal('3').isVisible())
    await opened.click('td a[href="#case-3"]')
    t.ok(await journal('3').isVisible())
    for (const { id } of report.cases.slice(3, 8)) {
      await opened.click(`details:has(#case-${id}) summary`)
      t.ok(await journal(id).isVisible(), id)
    }
    t.equal(await opened.locator('details').count(), report.cases.length)
    await opened.click(`.rules a[href="#case-9"]`)
    t.ok(await journal('9').isVisible())
    await close()
  },
)

t.test('a parser of XML reads the report as JUnit', async (t) => {
  const opened = await browser.newPage()
  const counts = await opened.evaluate(
    `(() => {
      const xml = new DOMParser().parseFromString(${JSON.stringify(junitOf(report))}, 'text/xml')
      const count = (name) => xml.getElementsByTagName(name).length
      const suite = xml.getElementsByTagName('testsuite')[0]
      return { error: count('parsererror'), tests: count('testcase'), failures: count('failure'), skipped: count('skipped'),
        said: ['tests', 'failures', 'skipped'].map((name) => Number(suite.getAttribute(name))),
        body: xml.getElementsByTagName('failure')[0].textContent }
    })()`,
  )
  const { harm, hung, unstable, unreached } = report.counts
  const said = [report.cases.length, harm + hung, unstable + unreached]
  const [tests, failed, skipped] = said
  t.match(counts, {
    error: 0,
    tests,
    failures: failed,
    skipped,
    said,
    body: report.cases[2]?.journal.join('\n'),
  })
  await opened.close()
})
