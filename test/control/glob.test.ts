import t from 'tap'
import { fitsGlob } from '../../src/control/glob.js'

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
