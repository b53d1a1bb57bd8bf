import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { returnLink, visit } from '../helpers/pages.js'

/** Addresses that lead elsewhere than they look, or run in the page. */
const hostile = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https://app.example',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://app.example/1',
  'file:///etc/passwd',
  'about:blank',
  'view-source:https://app.example/',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https:\\\\evil.example',
  'https://app.example\\@evil.example',
  'https://app.example@evil.example',
  'https://app.example:443@evil.example',
  'https://app.example%40evil.example:1@a',
  'https://app.example\t.evil.example',
  'https://app.example\u0000.evil.example',
  'https://app.example/\u0000',
  'https://app.example/\r\nLocation: https://evil.example',
  ' https://app.example',
  'https://',
  'https://?a',
  'https://*.example',
  'https://a;b.example',
  'https://app.example:99999',
]

t.test(
  'nothing leads a browser away but an absolute http or https address, by whatever way it comes in',
  async (t) => {
    const mock = await createMock(t)
    await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
    const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
    for (const redirectUrl of hostile) {
      const name = JSON.stringify(redirectUrl)
      for (const path of ['/v1/connect', '/v1/connect/sessions', '/v1/connect/airbnb']) {
        const { code, body } = await mock.call('POST', path, { body: { redirectUrl } })
        t.match(
          { code, field: body.error?.field },
          { code: 'invalid_body', field: 'redirectUrl' },
          `${path} ${name}`,
        )
      }
      const sessions = [{ ...snapshot.sessions[0], redirectUrl }]
      const restored = await mock.call('PUT', '/_mock/snapshot', { body: { ...snapshot, sessions } })
      t.equal(restored.code, 'invalid_body', `a snapshot with ${name}`)
    }
  },
)

t.test('a session leads back to its own address alone, whatever a link to its page adds', async (t) => {
  const mock = await createMock(t)
  for (const way of ['approve', 'deny', 'expire']) {
    const id = await mock.open('airbnb', { redirectUrl: 'https://app.example/back' })
    const more = '&redirectUrl=https://evil.example/&redirect_url=//evil.example&return=javascript:alert(1)'
    const answer = await visit(mock, `/connect/airbnb?session=${id}${more}&auto=${way}`)
    t.match(answer.headers.location, /^https:\/\/app\.example\/back\?status=/, way)
    const page = await visit(mock, `/connect/airbnb?session=${id}${more}`)
    t.match(returnLink(page), /^https:\/\/app\.example\/back\?status=/, way)
    t.notMatch(page.body, 'evil.example')
  }
})
