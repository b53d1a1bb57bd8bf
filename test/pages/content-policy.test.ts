import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { contentSecurityPolicy } from '../../src/pages/layout.js'
import { styleSource } from '../../src/pages/style.js'

const nonce = 'bm9uY2U'

/** Odd URLs of apps, and how a policy names them; null where it has no name for them. */
const oddUrls = [
  ['http://127.0.0.1:5173/callback', 'http://127.0.0.1:5173'],
  ['http://0x7f.1/', 'http://127.0.0.1'],
  ['http://[::1]:3000/callback', null],
  ['https://[2001:db8::1]/', null],
  ['HTTPS://APP.Example/Path', 'https://app.example'],
  ['https://app.example:443/', 'https://app.example'],
  ['http://app.example:443/', 'http://app.example:443'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example'],
  ["https://user;x:'unsafe-inline', *@app.example/", 'https://app.example'],
  ["https://app.example/;script-src 'unsafe-inline', *?a=; *#, *", 'https://app.example'],
  ['https://app.example?;script-src *', 'https://app.example'],
  ['https://app.example#,script-src *', 'https://app.example'],
  ['https://evil.example\\@app.example/', 'https://evil.example'],
] as const

const anyUrl = fc.webUrl({
  validSchemes: ['http', 'https'],
  authoritySettings: {
    withIPv4: true,
    withIPv4Extended: true,
    withIPv6: true,
    withPort: true,
    withUserInfo: true,
  },
  withQueryParameters: true,
  withFragments: true,
})

/** The source that a policy has for a URL. */
function sourceOf(url: string | null): string | null {
  if (url === null) return null
  const { protocol, host } = new URL(url)
  return host.includes('[') ? null : `${protocol}//${host}`
}

/** Checks that a policy has every directive once, each with just the sources that it is meant to have. */
function checkPolicy(policy: string, app: string | null): void {
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    `style-src ${styleSource}`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    `form-action 'self'${app === null ? '' : ` ${app}`}`,
    `frame-ancestors ${app ?? "'none'"}`,
  ])
  assert.doesNotMatch(policy, /unsafe-|,|\*|\s\s|[^\x21-\x7e ]/)
  assert.equal(policy.split(';').length, 8)
}

t.test('a policy names the origin of the app and nothing else of its URL', async () => {
  const urlOrNone = fc.option(fc.oneof(anyUrl, fc.constantFrom(...oddUrls.map(([url]) => url))))
  const property = fc.property(urlOrNone, (redirectUrl) =>
    checkPolicy(contentSecurityPolicy(nonce, redirectUrl), sourceOf(redirectUrl)),
  )
  fc.assert(property, { numRuns: 1000 })
})

for (const [url, source] of oddUrls) {
  t.test(`the app at ${url} is ${source ?? 'not named'} in a policy`, async () => {
    checkPolicy(contentSecurityPolicy(nonce, url), source)
  })
}
