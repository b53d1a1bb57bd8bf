import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { localHost, urlOf } from '../lib/address.js'
import type { Settings } from './settings.js'

/** How long a server may take to answer, in milliseconds. */
const patienceMs = 2000

/**
 * Asks the server that these settings start whether it answers.
 *
 * @returns null when it does, else one line that says what is wrong.
 */
export async function findFault({ HOST, PORT }: Settings): Promise<string | null> {
  if (PORT === 0)
    return 'the port is 0, so nobody knows where the server is; give the one that it printed by --port or REPULL_MOCK_PORT'
  const url = `${urlOf(localHost(HOST), PORT)}/v1/health`
  try {
    const { status, body } = await ask(url)
    if (status !== 200) return `${url} answers ${status}`
    const health = JSON.parse(body) as { status?: string }
    return health.status === 'degraded' ? `${url} says that it can not reach its store` : null
  } catch {
    return `${url} does not answer`
  }
}

/** Asks without a proxy, whatever the environment says: the server is on this machine. */
async function ask(url: string): Promise<{ status: number | undefined; body: string }> {
  const request = get(url, { agent: new Agent(), signal: AbortSignal.timeout(patienceMs) })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, body: await text(answer) }
}
