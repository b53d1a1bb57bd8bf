import { pathToFileURL } from 'node:url'

/** The folder of the project, in which tests are run, with a slash at its end. Compiled tests are elsewhere. */
export const root = `${process.cwd()}/`

/** The same folder, to resolve the names of files against. */
export const rootUrl = pathToFileURL(root)
