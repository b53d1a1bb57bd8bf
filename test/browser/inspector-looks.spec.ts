import { stat } from 'node:fs/promises'
import t from 'tap'
import { root } from '../helpers/project.js'
import { workday } from './inspector-workday.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)
const panes = ['timeline', 'sessions', 'details', 'faults', 'webhooks', 'state'] as const

/** What has more in it than it shows, from side to side. */
const cutOff = `[...document.querySelectorAll('.top, .clock, .clock .group, nav, .filters, .scroll')]
  .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth)
  .map((one) => one.className)`

for (const [width, height] of [
  [1280, 800],
  [768, 1024],
  [390, 844],
] as const) {
  scene(
    `each pane looks right in a window of ${width} pixels`,
    async (t, stage) => {
      const { page, url } = stage
      await page.goto(`${url}/_mock`)
      await page.getByTestId('nothing-yet').waitFor({ state: 'attached' })
      await stage.look(`inspector-${width}-empty`)
      const row = await workday(t, stage)
      await page.getByTestId('offset').filter({ hasText: '31 m' }).waitFor()
      for (const pane of panes) {
        await page.goto(`${url}/_mock#pane=${pane}&row=${row}`)
        await page.getByTestId(`tab-${pane}`).first().waitFor({ state: 'attached' })
        await page.getByTestId('row').nth(3).waitFor({ state: 'attached' })
        await page.waitForTimeout(200)
        t.strictSame(await page.evaluate(cutOff), [], `nothing is cut off in ${pane}`)
        await stage.look(`inspector-${width}-${pane}`)
      }
    },
    { viewport: { width, height } },
  )
}

/** The pictures of the documentation, by the panes that they show. */
const pictures = {
  inspector: { pane: 'details', colorScheme: 'light' },
  'inspector-faults': { pane: 'faults', colorScheme: 'dark' },
  'inspector-webhooks': { pane: 'webhooks', colorScheme: 'light' },
} as const

scene(
  'the pictures of the documentation are small, and are of this page',
  async (t, stage) => {
    const { page, url } = stage
    await page.goto(`${url}/_mock`)
    await page.getByTestId('nothing-yet').waitFor()
    const row = await workday(t, stage)
    await page.getByTestId('offset').filter({ hasText: '31 m' }).waitFor()
    for (const [name, { pane, colorScheme }] of Object.entries(pictures)) {
      await page.emulateMedia({ colorScheme })
      await page.goto(`${url}/_mock#pane=${pane}&row=${row}`)
      await page.getByTestId(`pane-${pane}`).waitFor()
      await page.waitForTimeout(300)
      await page.screenshot({ path: `${root}.artifacts/screenshots/docs/${name}.png` })
      const { size } = await stat(`${root}docs/screenshots/${name}.png`)
      t.ok(size <= 150_000, `${name} has ${size} bytes`)
    }
  },
  { viewport: { width: 1200, height: 640 } },
)
