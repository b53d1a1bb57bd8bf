import { CallFailure, failureOf } from './api.js'
import type { Inspector } from './inspector.js'

/** The key of the commands that the page shows. */
export const sampleKey = 'sk_test_demo'

/**
 * Opens a session in the workspace of the page; where there is none yet, in that of the sample key.
 *
 * @throws {CallFailure} also when there are several workspaces and none is chosen.
 */
export async function createSession({ api, loads, store }: Inspector): Promise<void> {
  const { workspace } = loads
  if (workspace !== null) {
    await api.call('POST', 'sessions', { workspace, body: { provider: 'airbnb' } })
    return
  }
  if (store.state.workspaces.length > 0)
    throw new CallFailure(
      400,
      'invalid_params',
      'Choose a workspace at the top: the session is opened in it.',
    )
  const headers = { 'x-api-key': sampleKey }
  const answer = await fetch(api.address('/v1/connect/airbnb'), { method: 'POST', headers })
  if (!answer.ok) throw (await failureOf(answer)).failure
}
