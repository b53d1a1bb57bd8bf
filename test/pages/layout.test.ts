import { createHash } from 'node:crypto'
import t from 'tap'
import { html } from '../../src/pages/html.js'
import { contentSecurityPolicy, page } from '../../src/pages/layout.js'
import { textsOf } from '../../src/pages/texts.js'

const frame = { texts: textsOf('en'), nonce: 'n0nce', app: null, sandboxBar: null }

t.test('a page is a whole document whose title is escaped', async (t) => {
  const markup = page(frame, { title: '<Fine>', provider: null, main: html`<p>content</p>` })
  t.match(markup, /^<!doctype html>\n<html lang="en">/)
  t.match(markup, '<title>&#60;Fine&#62; · repull-mock</title>')
  t.match(markup, /<h1[^>]*>&#60;Fine&#62;<\/h1>/)
  t.match(markup, '<p>content</p>')
})

t.test('the policy allows the style and the scripts of the page, and nothing else', async (t) => {
  const markup = page(frame, { title: 'x', provider: null, main: html`` })
  const policy = contentSecurityPolicy('n0nce', null)
  const css = /<style>([\s\S]*?)<\/style>/.exec(markup)?.[1] ?? ''
  t.match(policy, `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}';`)
  t.match(policy, "script-src 'nonce-n0nce';")
  t.match(markup, '<script nonce="n0nce">')
  t.match(policy, /^default-src 'none';.* base-uri 'none';/)
})
