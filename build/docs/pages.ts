import { errorCodes } from '../../src/errors/catalogue.js'
import { readPublished } from '../../test/openapi/read-published.js'
import { errorIndexPage, errorPage } from './errors.js'
import { fidelityPage } from './fidelity.js'
import { readRoutes } from './routes.js'

/** Every page of docs/ that is made from the code, by its path in there. */
export async function makePages(): Promise<ReadonlyMap<string, string>> {
  const published = new Set((await readPublished()).keys())
  return new Map([
    ['fidelity.md', fidelityPage(await readRoutes(), published)],
    ['errors/README.md', errorIndexPage()],
    ...errorCodes.map((code) => [`errors/${code}.md`, errorPage(code)] as const),
  ])
}
