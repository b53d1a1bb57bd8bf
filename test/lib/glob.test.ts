import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { fitsGlob, mayFit } from '../../src/lib/glob.js'

t.test('a pattern without stars is exact, a star stands for anything', async (t) => {
  const fits: [string, string][] = [
    ['/v1/connect', '/v1/connect'],
    ['*', ''],
    ['*', '/v1/x'],
    ['/v1/*', '/v1/'],
    ['/v1/*', '/v1/a/b'],
    ['*/complete', '/v1/connect/sessions/x/complete'],
    ['/v1/*/sessions/*/complete', '/v1/connect/sessions/x/complete'],
    ['/a*a', '/aa'],
    ['/a**b', '/ab'],
  ]
  for (const [pattern, text] of fits) t.ok(fitsGlob(pattern, text), `${pattern} ${text}`)
  const not: [string, string][] = [
    ['/v1/connect', '/v1/connect/'],
    ['/v1/connect', '/V1/connect'],
    ['/v1/*', '/v1'],
    ['/a*a', '/a'],
    ['/ab*ba', '/aba'],
    ['/v1/*/x/*', '/v1/x/'],
    ['/v1.connect', '/v1/connect'],
  ]
  for (const [pattern, text] of not) t.notOk(fitsGlob(pattern, text), `${pattern} ${text}`)
})

t.test('a pattern may fit a template when it fits one of its paths', async (t) => {
  const template = '/v1/connect/:provider/credentials'
  for (const pattern of [
    '*',
    '/v1/*',
    '*/credentials',
    '/v1/connect/a*b/credentials',
    '/v1*n*t*/x/*',
    template,
  ])
    t.ok(mayFit(pattern, template), pattern)
  for (const pattern of [
    '',
    '/',
    '/v1/connect//credentials',
    '/v1/connect/a/b/credentials',
    '*/credential',
    '/v2*',
    'x*',
  ])
    t.notOk(mayFit(pattern, template), pattern)
})

t.test('whatever a pattern fits, it may fit the template of', async () => {
  const part = fc.stringMatching(/^[ab]{1,3}$/)
  const property = fc.property(part, part, fc.array(fc.nat(12), { maxLength: 4 }), (first, second, cuts) => {
    const path = `/v1/${first}/ab/${second}`
    const pattern = cuts.reduce((text, cut) => `${text.slice(0, cut)}*${text.slice(cut + 2)}`, path)
    if (fitsGlob(pattern, path)) assert.ok(mayFit(pattern, '/v1/:first/ab/:second'))
  })
  fc.assert(property)
})
