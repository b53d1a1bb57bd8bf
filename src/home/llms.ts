import { catalogue, errorCodes } from '../errors/catalogue.js'
import type { CommandContext } from './commands.js'
import { linksUnder } from './links.js'

export interface LlmsView extends CommandContext {
  readonly version: string
  readonly controlEnabled: boolean
  /** Whether control calls need the control token. */
  readonly needsToken: boolean
}

/** What a coding agent needs to know of this server, as Markdown in the form of llmstxt.org; at most 8 kB. */
export function llmsText(view: LlmsView): string {
  const { root, sampleKey, controlEnabled } = view
  const { docs, openapi, errors, inspector } = linksUnder(root, controlEnabled)
  return `# repull-mock

> Version ${view.version}. A mock server of Repull's Connect API for development and tests. It calls no real provider.

- Base URL: ${root} (instead of https://api.repull.dev)
- Key: ${
    sampleKey === null
      ? 'one of REPULL_MOCK_API_KEYS, with which this server was started'
      : `any that begins with sk_test_, e.g. ${sampleKey}; each key has a workspace of its own`
  }. Send it as \`Authorization: Bearer <key>\`.

## Run
- Clone: \`npm ci && npm start\`. Image: \`docker run --rm -p 7855:7855 repull-mock\`. Settings: \`repull-mock --help\`.
- Around any test command: \`npx repull-mock exec -- npm test\` sets REPULL_API_BASE_URL and REPULL_KEY.
- In a test: \`import { startMock } from 'repull-mock'\`; \`const mock = await startMock()\`, at the end \`await mock.close()\`. It has url, apiKey, \`sessions.open({ provider: 'airbnb' })\`, \`sessions.complete(id)\`, \`clock.advance('31m')\`, \`faults.add(…)\`, \`requests.list()\`, \`webhooks.next({ type })\`, reset().
- In Vitest: \`import { test } from 'repull-mock/vitest'\`; \`test('…', async ({ repull }) => { … })\`, where repull has the same. Playwright: \`repull-mock/playwright\`.

## Connect an account
Send bodies with \`Content-Type: application/json\`.
1. POST /v1/connect/airbnb with \`{"redirectUrl": "${root}/demo/callback", "state": "user-42"}\`: the answer has url and sessionId.
2. Open url in a browser${controlEnabled ? '; or GET it with `&auto=approve` (deny, expire) for the redirect alone' : ''}. redirectUrl gets status, provider, sessionId, state, and accountId or code.
3. GET /v1/connect/airbnb: \`connected\` is true.
Without pages: POST /v1/connect/sessions/{id}/complete with \`{"provider": "airbnb"}\`.
GET /v1/connect/providers lists the providers, and the credentials that each asks for. Credentials with the value invalid, unavailable or slow choose the answer of the provider; so do hotel ids that end in 412, 425, 502 or 503.

## Webhooks
POST /v1/webhooks with \`{"url": "http://127.0.0.1:3000/hook", "events": ["account.created"]}\`: the answer has the secret. X-Repull-Signature is the HMAC-SHA256 of the body with it, in hex.
${controlEnabled ? controlSection(view) : ''}
## Errors
Each is \`{"error": {code, message, fix, docs_url, request_id}}\`. Switch on code; do what fix says. ${errors}/{code} explains each.
${errorCodes.map((code) => `- ${code} (${catalogue[code].status}): ${catalogue[code].fix}`).join('\n')}

## Links
- [OpenAPI](${openapi}): each operation, with examples
- [API reference](${docs}): the same as a page${inspector === undefined ? '' : `\n- [Inspector](${inspector}): the control calls as a page`}
`
}

function controlSection({ needsToken }: LlmsView): string {
  return `
## Control a test
${
  needsToken
    ? 'Send `Authorization: Bearer <REPULL_MOCK_CONTROL_TOKEN>`, and the key as `x-api-key`'
    : 'Send the same key'
}: a call acts on the workspace of the key.
- Time: POST /_mock/clock/advance with \`{"by": "31m"}\` expires sessions and makes retries of webhooks due.
- The next calls: POST /_mock/faults with \`{"match": {"path": "/v1/connect/*"}, "times": 1, "respond": {"error": "provider_unavailable"}}\`.
- One call: the header \`Prefer: error=session_expired\`, \`Prefer: delay=500ms\`, or \`Prefer: ttl=5s\` when a session is opened.
- A host: POST /_mock/sessions/{id}/approve, POST /_mock/sessions/{id}/deny, POST /_mock/sessions/{id}/expire.
- What was called: GET /_mock/requests?status=400 has each request, its error and a curl command.
- State: GET /_mock/snapshot, PUT /_mock/snapshot, POST /_mock/reset. Webhooks sent: GET /_mock/webhooks.
`
}
