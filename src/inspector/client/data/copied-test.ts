import { addressOf } from './address.js'
import type { RecordedRequest } from './entries.js'
import { type OpeningCall, type Story, storyOf } from './request-story.js'
import type { Row } from './row.js'
import { isCut } from './whole-answer.js'

export const testRunners = ['Vitest', 'Jest', 'node:test'] as const
export type TestRunner = (typeof testRunners)[number]

export interface CopiedTestOptions {
  readonly runner: TestRunner
  /** The rows of the page: what came before the request is made again from them. */
  readonly rows: readonly Row[]
  /** Where the server is. */
  readonly url: string
  /** Whether control calls need a token. */
  readonly needsToken: boolean
}

/**
 * A test that brings a fresh workspace to where the request found its own, sends the request, and expects the same status
 * and code. It needs nothing but its runner and the server.
 */
export function copiedTest(request: RecordedRequest, options: CopiedTestOptions): string {
  const story = storyOf(request, options.rows)
  const steps = [...before(story), ...assertions(request, story, options.runner)]
  return `${imports[options.runner]}const mock = process.env.REPULL_MOCK_URL ?? ${quoted(options.url)}
// A key of its own gives the test an empty workspace.
const key = process.env.REPULL_KEY ?? \`sk_test_copied_\${Date.now()}\`

${helper(options.needsToken)}
test(${quoted(titleOf(request))}, async () => {
${steps.map((step) => `  ${step.replaceAll('\n', '\n  ')}\n`).join('')}})
`
}

const imports: Readonly<Record<TestRunner, string>> = {
  Vitest: "import { expect, test } from 'vitest'\n\n",
  Jest: '',
  'node:test': "import assert from 'node:assert/strict'\nimport { test } from 'node:test'\n\n",
}

function helper(needsToken: boolean): string {
  const token = needsToken
    ? "  if (path.startsWith('/_mock'))\n    headers = { ...headers, authorization: 'Bearer ' + process.env.REPULL_MOCK_CONTROL_TOKEN }\n"
    : ''
  return `async function call(method, path, body, headers = { 'x-api-key': key }) {
${token}  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(mock + path, {
    method,
    headers: { ...headers, ...json },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}
`
}

function before({ opening, decisions, request, fault }: Story): readonly string[] {
  const steps: string[] = []
  const setClock = (now: string) => `await call('PUT', '/_mock/clock', { now: ${quoted(now)}, frozen: true })`
  if (opening !== null) {
    steps.push(setClock(opening.at))
    steps.push(`const opened = await ${callText(opening, null)}`)
    steps.push('const session = opened.body.sessionId')
    for (const decision of decisions)
      steps.push(`await call('POST', \`/_mock/sessions/\${session}/${decision}\`)`)
  }
  if (fault !== null) {
    const body = codeOf({ match: { method: request.method }, times: 1, respond: fault })
    steps.push(`await call('POST', '/_mock/faults', ${body})`)
  }
  return [...steps, setClock(request.at)]
}

function assertions(request: RecordedRequest, { opening }: Story, runner: TestRunner): readonly string[] {
  const { status, code } = request
  const sent = callText(request, opening === null ? null : request.sessionId)
  const isNode = runner === 'node:test'
  if (isCut(request))
    return [isNode ? `await assert.rejects(${sent})` : `await expect(${sent}).rejects.toThrow()`]
  const equal = (found: string, wanted: string) =>
    isNode ? `assert.equal(${found}, ${wanted})` : `expect(${found}).toBe(${wanted})`
  return [
    `const answer = await ${sent}`,
    equal('answer.status', String(status)),
    ...(code === null ? [] : [equal('answer.body.error.code', quoted(code))]),
  ]
}

/** The call that sends a request. The id of its session, when there is one, is that of the session of the test. */
function callText(request: OpeningCall, session: string | null): string {
  const { method, requestBody } = request
  const parts = [quoted(method), addressText(addressOf(request), session)]
  const headers = headersText(request)
  if (requestBody !== null) parts.push(inSession(codeOf(requestBody), session))
  else if (headers !== null) parts.push('undefined')
  if (headers !== null) parts.push(headers)
  return `call(${parts.join(', ')})`
}

function addressText(address: string, session: string | null): string {
  if (session === null || !address.includes(session)) return quoted(address)
  const escaped = address.replace(/[\\`]|\$(?=\{)/g, '\\$&')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the test
  return `\`${escaped.replaceAll(session, '${session}')}\``
}

function inSession(code: string, session: string | null): string {
  return session === null ? code : code.replaceAll(`'${session}'`, 'session')
}

/** Headers that change the answer. */
const telling = /^(?:prefer|idempotency-key|x-request-id|repull-version|x-repull-.*)$/

/** The headers of a call as code; null when they are the usual ones. */
function headersText({ curl, code, requestHeaders }: OpeningCall): string | null {
  const own = Object.entries(requestHeaders ?? {}).filter(([name]) => telling.test(name))
  const hasKey = curl.includes('$REPULL_KEY')
  if (own.length === 0 && hasKey && code !== 'invalid_api_key') return null
  const key = code === 'invalid_api_key' ? ["'x-api-key': 'no-such-key'"] : hasKey ? ["'x-api-key': key"] : []
  const others = own.map(([name, value]) => `${quoted(name)}: ${quoted(String(value))}`)
  return [...key, ...others].length === 0 ? '{}' : `{ ${[...key, ...others].join(', ')} }`
}

function titleOf(request: RecordedRequest): string {
  const { method, path, status, code } = request
  const outcome = isCut(request) ? 'gets no answer' : `answers ${status}${code === null ? '' : ` ${code}`}`
  return `${method} ${path.replace(/cs_\w+/g, '{id}')} ${outcome}`
}

/** A value as code, with single quotes. */
function codeOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(codeOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : `[${quoted(name)}]`
    return `${key}: ${codeOf(member)}`
  })
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** A string as code. What could end a line or a script is escaped. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner.replace(/[\u2028\u2029\u007f-\u009f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`
}
