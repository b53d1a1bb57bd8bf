import { errorCodes } from '../../src/errors/catalogue.js'
import { apiVersions } from '../../src/versions/api-version.js'
import { readOperations } from '../../test/openapi/read-operations.js'
import { boundsPage } from './bounds.js'
import { differencesPage, versionDifferencesPage } from './differences.js'
import { drillPage, drillSchema } from './drill.js'
import { errorIndexPage, errorPage } from './errors.js'
import { fidelityPage } from './fidelity.js'
import { notImplementedPage } from './not-implemented.js'
import { operationsPage } from './operations-page.js'
import { readRoutes } from './routes.js'
import { environmentExample, settingsPage } from './settings.js'
import { signInPage } from './sign-in.js'
import { versionsPage } from './versions.js'

/** Every page that is made from the code, by its path in docs/. */
export async function makePages(): Promise<ReadonlyMap<string, string>> {
  const published = await readOperations()
  const routes = await readRoutes()
  return new Map([
    ['fidelity.md', fidelityPage()],
    ['operations.md', operationsPage(routes, published)],
    ['not-implemented.md', notImplementedPage(routes, published)],
    ['differences.md', differencesPage()],
    ...apiVersions.map((version) => [`differences-${version}.md`, versionDifferencesPage(version)] as const),
    ['versions.md', versionsPage()],
    ['bounds.md', boundsPage()],
    ['drill.md', drillPage()],
    ['drill-report.schema.json', drillSchema()],
    ['settings.md', await settingsPage()],
    ['sign-in.md', await signInPage()],
    ['../.env.example', await environmentExample()],
    ['errors/README.md', errorIndexPage()],
    ...errorCodes.map((code) => [`errors/${code}.md`, errorPage(code)] as const),
  ])
}
