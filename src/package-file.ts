import { URL } from './lib/node-globals.js'

/** Where a file is that this package has beside its code, e.g. `openapi.yaml`. */
export function packageFile(name: string): URL {
  return new URL(`../${name}`, import.meta.url)
}
