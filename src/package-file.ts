import { readFileSync } from 'node:fs'
import { URL } from './lib/node-globals.js'

/** Where a file of this package is that lies beside its code, e.g. `openapi.yaml`. */
export function packageFile(name: string): URL {
  return new URL(`../${name}`, import.meta.url)
}

/** The version of this package, as package.json has it. */
export function readVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version
}
