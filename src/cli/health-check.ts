import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { localHost, urlOf } from '../lib/address.js'
import type { Settings } from './settings.js'

/** How long a server may take to answer, in milliseconds. */
const timeoutMs = 2000

/**
 * Asks the server that these settings would start whether it is healthy.
 *
 * @returns null if it is, else one line that says what is wrong.
 */
export async function checkHealth({ HOST, PORT }: Settings): Promise<string | null> {
  if (PORT === 0)
    return 'the port is 0, so nobody knows where the server is; pass the port that it printed as --port or REPULL_MOCK_PORT'
  const url = `${urlOf(localHost(HOST), PORT)}/v1/health`
  try {
    // An agent of its own goes past any proxy of the environment: the server is on this machine.
    const request = get(url, { agent: new Agent(), signal: AbortSignal.timeout(timeoutMs) })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    if (response.statusCode !== 200) return `${url} answers ${response.statusCode}`
    const { status, reason } = (await json(response)) as { status?: string; reason?: string }
    return status === 'degraded' ? `${url} says that it is degraded: ${explain(reason)}` : null
  } catch {
    return `${url} does not answer`
  }
}

function explain(reason: string | undefined): string {
  if (reason === 'memory') return 'its memory is full'
  return reason === 'away' ? 'it cannot reach its store' : `its store takes no changes (${reason})`
}
