import { get } from 'node:http'
import { isLoopback } from '../lib/address.js'
import { URL } from '../lib/node-globals.js'
import type { Session } from '../sessions/model.js'
import { returnUrl } from '../sessions/present.js'

/** How long the app may take to answer, in milliseconds. */
const timeoutMs = 2000

/** The address of a host who comes back as if the session had been completed, which it was not (ours, for faults). */
export function forgedUrl(session: Session): string | null {
  return returnUrl({ ...session, status: 'completed', accountId: 'forged' }, session.createdAt)
}

/**
 * Visits an app as the browser of a host who comes back once more (ours, for faults): on this machine alone, over http.
 * Resolves when the app has answered, at the latest after two seconds; never rejects.
 */
export function visitOnce(url: string): Promise<void> {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' || !isLoopback(hostname)) return Promise.resolve()
  return new Promise((resolve) => {
    const request = get(url, { timeout: timeoutMs, agent: false }, (answer) => {
      answer.resume().on('close', resolve)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve())
  })
}
