import { createHash } from 'node:crypto'
import t from 'tap'
import { html } from '../../src/pages/html.js'
import { contentSecurityPolicy, page } from '../../src/pages/layout.js'
import { createMock } from '../helpers/mock.js'

/** The directives of a policy by their names. */
function directives(policy: string): Record<string, string> {
  return Object.fromEntries(
    policy.split(';').map((part) => {
      const [name = '', ...values] = part.trim().split(/\s+/)
      return [name, values.join(' ')]
    }),
  )
}

t.test('a page is a whole document whose title is escaped', async (t) => {
  const markup = page('<Fine>', html`<p>content</p>`)
  t.match(markup, /^<!doctype html>\n<html lang="en">/)
  t.match(markup, '<title>&#60;Fine&#62; · repull-mock</title>')
  t.match(markup, '<h1>&#60;Fine&#62;</h1>')
  t.match(markup, '<p>content</p>')
})

t.test('the policy allows the style of the page and no script', async (t) => {
  const { 'style-src': style, ...rest } = directives(contentSecurityPolicy(null))
  const css = /<style>([\s\S]*?)<\/style>/.exec(page('x', html``))?.[1] ?? ''
  t.equal(style, `'sha256-${createHash('sha256').update(css).digest('base64')}'`)
  t.strictSame(rest, {
    'default-src': "'none'",
    'img-src': "'self' data:",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
})

t.test('forms and frames are for the origin of the app', async (t) => {
  const policy = directives(contentSecurityPolicy('https://app.example:8443/callback?a=1#b'))
  t.equal(policy['form-action'], "'self' https://app.example:8443")
  t.equal(policy['frame-ancestors'], 'https://app.example:8443')
})

for (const redirectUrl of [
  'https://a;script-src.example/',
  'https://a,default-src.example/',
  "https://'unsafe-inline'.example/",
]) {
  t.test(`the redirectUrl ${redirectUrl} adds nothing to the policy`, async (t) => {
    const { call } = await createMock(t)
    const opened = await call('POST', '/v1/connect/airbnb', { body: { redirectUrl } })
    if (opened.status === 400) {
      t.equal(opened.body.error.field, 'redirectUrl')
      return
    }
    const { headers } = await call('GET', `/connect/airbnb?session=${opened.body.id}`, { key: null })
    const policy = headers['content-security-policy'] ?? ''
    t.notMatch(policy, ',')
    t.strictSame(Object.keys(directives(policy)).sort(), [
      'base-uri',
      'default-src',
      'form-action',
      'frame-ancestors',
      'img-src',
      'style-src',
    ])
  })
}

t.test('a hostile state and a hostile redirectUrl are escaped on the page that leads back', async (t) => {
  const { call, clock, open } = await createMock(t)
  const id = await open('airbnb', {
    redirectUrl: 'https://app.example/?"><script>alert(1)</script>',
    state: '"><img src=x onerror=alert(1)>',
  })
  clock.advance(30 * 60_000)
  const { status, body } = await call('GET', `/connect/airbnb?session=${id}`, { key: null })
  t.equal(status, 410)
  t.notMatch(body, /<script|<img/)
  const link = /data-testid="return-link" href="([^"]*)"/.exec(body)?.[1] ?? ''
  const href = link.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
  t.equal(new URL(href).searchParams.get('state'), '"><img src=x onerror=alert(1)>')
  t.equal(new URL(href).searchParams.get('status'), 'expired')
})

t.test('the link back of a refused session says cancelled, a session without one has no link', async (t) => {
  const { call, open } = await createMock(t)
  const deny = async (redirectUrl?: string) => {
    const id = await open('airbnb', { redirectUrl })
    await call('POST', '/connect/airbnb', {
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `session=${id}&decision=deny`,
    })
    return (await call('GET', `/connect/airbnb?session=${id}`, { key: null })).body
  }
  t.match(await deny('https://app.example/'), /return-link" href="[^"]*status=cancelled/)
  t.notMatch(await deny(), 'return-link')
})

t.test('a form that is too large or of another type is a problem page', async (t) => {
  const { call, open } = await createMock(t)
  const id = await open('airbnb')
  const large = await call('POST', '/connect/airbnb', {
    key: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `session=${id}&decision=${'a'.repeat(20_000)}`,
  })
  t.equal(large.status, 413)
  t.match(large.body, 'data-code="payload_too_large"')
  const text = await call('POST', `/connect/airbnb?session=${id}`, {
    key: null,
    headers: { 'content-type': 'text/plain' },
    body: 'decision=approve',
  })
  t.equal(text.status, 400)
  t.match(text.body, 'data-code="invalid_body"')
  t.equal((await call('GET', `/v1/connect/sessions/${id}`)).status, 200)
})
