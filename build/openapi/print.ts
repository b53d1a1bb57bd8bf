import { Document, Scalar, visit } from 'yaml'
import { readSettings } from '../../src/cli/settings.js'
import { readVersion } from '../../src/package-file.js'
import { createApp } from '../../src/server.js'
import { createDescriber } from './document.js'

/** Prints openapi.yaml as the routes make it. */
const { observe, describe } = createDescriber(readVersion())
const app = await createApp(readSettings({ LOG_LEVEL: 'silent' }), process.stderr, { observer: observe })
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
