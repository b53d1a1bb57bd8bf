import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { installed } from '../helpers/installed.js'
import { runCommand } from '../helpers/process.js'

const { program, folder } = await installed()

/** Starts the installed server with settings, and asks it for addresses as a browser does. */
async function start(t: Parameters<typeof runCommand>[0], settings: Record<string, string> = {}) {
  const server = runCommand(t, [program], {
    REPULL_MOCK_PORT: '0',
    REPULL_MOCK_LOG_FORMAT: 'json',
    ...settings,
  })
  const { url } = JSON.parse(await server.line(/listening on/))
  return (path: string) => fetch(new URL(path, url), { headers: { accept: 'text/html,*/*' } })
}

t.test('the inspector of the installed package has its files', async (t) => {
  const get = await start(t)
  const page = await get('/_mock')
  t.equal(page.status, 200)
  const html = await page.text()
  const names = [...html.matchAll(/docs\/assets\/(inspector-\w+\.(?:js|css))/g)].map(([, name]) =>
    String(name),
  )
  t.equal(names.length, 2)
  for (const name of names) {
    const file = await get(`/docs/assets/${name}`)
    t.match(file.headers.get('content-type'), name.endsWith('js') ? 'text/javascript' : 'text/css')
    t.ok((await file.text()).length > 10_000, name)
  }
  const files = (await readdir(join(folder, 'bundle'))).filter((name) => /^inspector-.*\.br$/.test(name))
  t.strictSame(files.sort(), names.map((name) => `${name}.br`).sort(), 'and no others')
})

t.test('without control there is no inspector', async (t) => {
  const get = await start(t, { REPULL_MOCK_CONTROL: 'off' })
  const page = await get('/_mock')
  t.ok([403, 404].includes(page.status), String(page.status))
  t.notMatch(await page.text(), /id="inspector"/)
})
