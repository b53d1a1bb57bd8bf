import { Document, Scalar, visit } from 'yaml'
import { readSettings } from '../../src/cli/settings.js'
import { readVersion } from '../../src/package-file.js'
import { createApp } from '../../src/server.js'
import { apiVersions, newestVersion } from '../../src/versions/api-version.js'
import { createDescriber } from './document.js'

/** Prints openapi.yaml as the routes make it, or the description of the version that the program was given. */
const apiVersion = apiVersions.find((one) => one === process.argv[2]) ?? newestVersion
const { observe, describe } = createDescriber(readVersion(), apiVersion)
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
