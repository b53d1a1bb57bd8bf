import { pino } from 'pino'
import { stringify } from 'yaml'
import { buildApp } from '../app.js'
import { createPause, systemClock } from '../clock.js'
import { systemRandom } from '../ids.js'
import { readSettings } from '../settings.js'
import { MemoryStore } from '../stores/memory.js'
import { readVersion } from '../version.js'
import { createDescriber } from './document.js'

/** Prints openapi.yaml as the routes make it. */
const version = readVersion()
const { observe, describe } = createDescriber(version)
const app = await buildApp({
  settings: readSettings(),
  version,
  clock: systemClock,
  random: systemRandom,
  pause: createPause().pause,
  store: new MemoryStore(1),
  logger: pino({ level: 'silent' }),
  observer: observe,
})
await app.ready()
const yaml = stringify(describe(app), { lineWidth: 0, schema: 'yaml-1.1', aliasDuplicateObjects: false })
process.stdout.write(`# Generated from the routes by "npm run openapi". Do not edit by hand.\n${yaml}`)
await app.close()
