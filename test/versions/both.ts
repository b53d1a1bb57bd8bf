import type { Test } from 'tap'
import { type ApiVersion, apiVersions } from '../../src/versions/api-version.js'
import { type Answer, type CallOptions, createMock, type Mock } from '../helpers/mock.js'

/** Makes calls in one version. */
export type CallIn = (method: string, path: string, options?: CallOptions) => Promise<Answer>

/**
 * Runs the same calls in each version: by Prefer in one mock, and by the setting in a mock of its own. Every answer is held
 * against the description of its version.
 *
 * @param check makes the calls and asserts what the version answers.
 */
export async function inEachVersion(
  t: Test,
  check: (t: Test, version: ApiVersion, call: CallIn, mock: Mock) => Promise<void>,
): Promise<void> {
  for (const version of apiVersions) {
    await t.test(`${version} by Prefer`, async (t) => {
      const mock = await createMock(t)
      const call: CallIn = (method, path, options = {}) => {
        const prefer = [`api-version=${version}`, options.headers?.prefer ?? []].flat().join(', ')
        return mock.call(method, path, { ...options, headers: { ...options.headers, prefer } })
      }
      await check(t, version, call, mock)
    })
    await t.test(`${version} by API_VERSION`, async (t) => {
      const mock = await createMock(t, { settings: { API_VERSION: version } })
      await check(t, version, mock.call, mock)
    })
  }
}
