import { fingerprint } from '../ids.js'
import type { KeyedCall } from './answers.js'
import { bodyText } from './body-text.js'

export interface Prints {
  readonly id: string
  readonly bodyPrint: string
}

/** What is kept of a call: another `id` for each key and what it belongs to, and another print for each body. */
export function printsOf({ workspace, route, sessionId, key, body }: KeyedCall): Prints {
  return { id: print(workspace.era.id, route, sessionId ?? '', key), bodyPrint: print(bodyText(body)) }
}

function print(...parts: readonly string[]): string {
  return Buffer.from(fingerprint(...parts)).toString('base64url')
}
