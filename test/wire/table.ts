import type { Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { answersIn, converse, listen, type RawAnswer } from './raw-socket.js'

export const host = 'Host: 127.0.0.1\r\n'
export const close = 'Connection: close\r\n'
export const key = 'Authorization: Bearer sk_test_doors\r\n'
export const json = 'Content-Type: application/json\r\n'
export const chunked = 'Transfer-Encoding: chunked\r\n'

/** A body with which a picker session opens, and its length as a header. */
export const good = '{"redirectUrl":"https://app.example/"}'
export const goodLength = `Content-Length: ${good.length}\r\n`

/** The same body in one chunk. */
export const goodChunks = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`

/** A request that asks for a target, and to be the last one unless other headers are given. */
export function get(target: string, headers = host + close, version = 'HTTP/1.1'): string {
  return `GET ${target} ${version}\r\n${headers}\r\n`
}

/** A request that opens a picker session, with more headers and a body. */
export function post(headers: string, body: string | Buffer): readonly (string | Buffer)[] {
  return [`POST /v1/connect HTTP/1.1\r\n${host}${key}${json}${headers}\r\n`, body]
}

const smuggler = 'sk_test_smuggler'

/** A request that nobody may take for one: it is a part of another, or stands behind one that is not clear. */
export const hidden = `POST /v1/connect/airbnb HTTP/1.1\r\n${host}${close}x-api-key: ${smuggler}\r\n\r\n`

/**
 * A name, what is sent, and what each answer has to be: a status, or a status with the code of its envelope. No answer
 * at all means that the connection is closed in silence. Texts are sent as Latin-1, one byte for each sign.
 */
export type Knock = readonly [name: string, sent: string | readonly (string | Buffer)[], ...answers: string[]]

/** Sends each knock to one server, on a connection of its own. */
export async function checkKnocks(
  t: Test,
  knocks: readonly Knock[],
  { isEnd = false }: { readonly isEnd?: boolean } = {},
): Promise<void> {
  const mock = await createMock(t)
  const port = await listen(mock)
  for (const [name, sent, ...wanted] of knocks) {
    await t.test(name, async (t) => {
      const parts = [sent]
        .flat()
        .map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))
      const answers = answersIn(await converse(port, parts, isEnd))
      t.strictSame(answers.map(outcomeOf), wanted)
      for (const answer of answers) checkAnswer(t, answer)
      t.equal((await fetch(`http://127.0.0.1:${port}/v1/health`)).status, 200, 'the server goes on')
    })
  }
  t.strictSame(
    mock.log.filter((line) => /"level":[56]0/.test(line)),
    [],
    'nothing of it was a bug',
  )
  const { body } = await mock.call('GET', '/_mock/sessions', { key: smuggler })
  t.strictSame(body.data, [], 'nothing was smuggled in')
}

function outcomeOf({ status, body }: RawAnswer): string {
  return body.error ? `${status} ${body.error.code}` : String(status)
}

/** Asserts what an integrator relies on, above all the envelope of an error. */
function checkAnswer(t: Test, { status, headers, body }: RawAnswer): void {
  if (status === 100) return
  t.equal(headers['x-repull-mock'], '0.0.0-test')
  t.match(headers['x-request-id'], /^[\w.-]{1,128}$/)
  t.equal(headers['access-control-allow-origin'], '*')
  if (status === null || status < 400) return
  t.equal(headers['content-type'], 'application/json; charset=utf-8')
  t.ok(body.error.message && body.error.fix, 'it says what, and how to mend it')
  t.equal(body.error.docs_url, `https://repull.dev/docs/errors/${body.error.code}`)
  t.equal(body.error.request_id, headers['x-request-id'])
}
