import { localHost, urlOf } from './address.js'
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
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    if (answer.status !== 200) return `${url} answers ${answer.status}`
    const { status } = (await answer.json()) as { status?: string }
    return status === 'degraded' ? `${url} says that it can not reach its store` : null
  } catch {
    return `${url} does not answer`
  }
}
