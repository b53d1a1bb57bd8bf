import { readFile, writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { stringify } from 'yaml'
import { buildApp } from '../app.js'
import { systemClock } from '../clock.js'
import { systemRandom } from '../ids.js'
import { readSettings } from '../settings.js'
import { MemoryStore } from '../stores/memory.js'
import { readVersion } from '../version.js'
import { createDescriber } from './document.js'

/** The text of openapi.yaml, from the routes. */
export async function describeApi(): Promise<string> {
  const version = readVersion()
  const { observe, describe } = createDescriber(version)
  const app = await buildApp({
    settings: readSettings(),
    version,
    clock: systemClock,
    random: systemRandom,
    pause: async () => {},
    store: new MemoryStore(1),
    logger: pino({ level: 'silent' }),
    observer: observe,
  })
  await app.ready()
  const text = stringify(describe(app), { lineWidth: 0, schema: 'yaml-1.1', aliasDuplicateObjects: false })
  await app.close()
  return `# Generated from the routes by "npm run openapi". Do not edit by hand.\n${text}`
}

const file = new URL('../../openapi.yaml', import.meta.url)

/** Writes openapi.yaml; with `--check` only compares, and fails when the file has drifted from the routes. */
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const text = await describeApi()
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8')) !== text)
      throw new Error('openapi.yaml has drifted from the routes: npm run openapi')
  } else {
    await writeFile(file, text)
  }
}
