import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import { createMock } from '../helpers/mock.js'
import { rootUrl } from '../helpers/project.js'

t.test('openapi.yaml is served as YAML and as JSON, without a key', async (t) => {
  const { call } = await createMock(t)
  const yaml = await call('GET', '/openapi.yaml', { key: null })
  t.equal(yaml.headers['content-type'], 'application/yaml; charset=utf-8')
  t.ok(yaml.body === (await readFile(new URL('openapi.yaml', rootUrl), 'utf8')))
  for (let time = 0; time < 2; time++) {
    const json = await call('GET', '/openapi.json', { key: null })
    t.equal(json.headers['content-type'], 'application/json; charset=utf-8')
    t.strictSame(json.body, parse(yaml.body))
  }
})

t.test('health has the version and the time', async (t) => {
  const { call } = await createMock(t)
  t.strictSame((await call('GET', '/v1/health', { key: null })).body, {
    status: 'ok',
    version: '0.0.0-test',
    service: 'repull-mock',
    timestamp: '2026-11-21T09:00:00.000Z',
  })
})

t.test('each version has its description, and openapi.yaml is that of the server', async (t) => {
  const { call } = await createMock(t, { settings: { API_VERSION: '2026-07' } })
  const bodyOf = async (path: string) => (await call('GET', path, { key: null })).body
  for (const [path, file] of [
    ['/openapi.yaml', 'openapi-2026-07.yaml'],
    ['/openapi-2026-07.yaml', 'openapi-2026-07.yaml'],
    ['/openapi-2026-10.yaml', 'openapi.yaml'],
  ] as const)
    t.ok((await bodyOf(path)) === (await readFile(new URL(file, rootUrl), 'utf8')), path)
  t.match((await bodyOf('/openapi.json')).info.description, 'in 2026-07')
  t.match((await bodyOf('/openapi-2026-10.json')).info.description, 'in 2026-10')
})
