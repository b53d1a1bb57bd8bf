import { pino } from 'pino'
import { Document, Scalar, visit } from 'yaml'
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
  secrets: systemRandom,
  pause: createPause().pause,
  store: new MemoryStore(1),
  logger: pino({ level: 'silent' }),
  observer: observe,
})
await app.ready()
const document = new Document(describe(app), { aliasDuplicateObjects: false })
visit(document, {
  // Readers of YAML 1.1 would take an unquoted instant for a date.
  Scalar: (_key, node) => {
    if (/^\d{4}-\d\d-/.test(String(node.value))) node.type = Scalar.QUOTE_DOUBLE
  },
})
const yaml = document.toString({ lineWidth: 0 })
process.stdout.write(`# Generated from the routes by "npm run openapi". Do not edit by hand.\n${yaml}`)
await app.close()
