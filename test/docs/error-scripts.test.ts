import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { catalogue, type ErrorCode, errorCodes } from '../../src/errors/catalogue.js'
import { describeError } from '../../src/errors/describe.js'
import { providerSlugs } from '../../src/providers/providers.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock } from '../helpers/mock.js'
import { cleanly, startProgram } from '../helpers/process.js'

/** Makes each curl print its status too. */
const curl = `curl() { command curl -w '%{stderr}%{http_code}\\n' "$@"; }\n`

/** Errors whose window began while the script ran. */
const timed = new Set(['rate_limit_exceeded', 'replay_limit_reached'])

/** What differs from run to run. */
function masked({ error }: AnyBody) {
  return {
    ...error,
    request_id: 'a request id',
    message: error.message.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, 'an instant'),
    ...(timed.has(error.code) && { retry_after: 'some seconds' }),
    ...(error.next_replay_allowed_at && { next_replay_allowed_at: 'an instant' }),
  }
}

/** Runs the script of an error's page, and compares the answer with that of the page. */
async function follow(t: Test, code: ErrorCode, url: string) {
  const { script, status, answer } = describeError(code, url, providerSlugs)
  const [command, ...words] = cleanly(['sh', '-ec', curl + script])
  const { stdout, stderr } = await promisify(execFile)(command, words)
  t.equal(stderr.trim().split('\n').at(-1), String(status), code)
  t.strictSame(masked(JSON.parse(stdout)), masked(JSON.parse(answer)), `${code} is answered as its page says`)
}

const settings = new Set(errorCodes.map((code) => catalogue[code].setting))

for (const setting of settings) {
  t.test(`the scripts end in their errors${setting === undefined ? '' : `, with ${setting}`}`, async (t) => {
    const [name = '', value = ''] = setting?.split('=') ?? []
    const { url } = await startProgram(t, setting === undefined ? {} : { [name]: value })
    for (const code of errorCodes)
      if (catalogue[code].setting === setting && code !== 'request_timeout') await follow(t, code, url)
  })
}

t.test('so does the one of request_timeout, with a shorter timeout', async (t) => {
  const { app } = await createMock(t)
  app.server.requestTimeout = 50
  app.server.headersTimeout = 50
  await follow(t, 'request_timeout', await app.listen({ host: '127.0.0.1', port: 0 }))
})
