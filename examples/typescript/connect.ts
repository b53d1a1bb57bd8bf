import createClient from 'openapi-fetch'
import type { components, paths } from './repull.js'

const mock = process.env.REPULL_API_BASE_URL ?? 'http://127.0.0.1:7855'
const repull = createClient<paths>({
  baseUrl: mock,
  headers: { authorization: `Bearer ${process.env.REPULL_KEY ?? 'sk_test_demo'}` },
})

async function read<T>(call: Promise<{ data?: T; error?: components['schemas']['Error'] }>): Promise<T> {
  const { data, error } = await call
  if (data !== undefined) return data
  console.error(`${error?.error.code}: ${error?.error.fix}`)
  process.exit(1)
}

await read(repull.POST('/v1/sandbox/seed'))
const params = { path: { provider: 'airbnb' } }
const body = { redirectUrl: `${mock}/demo/callback`, state: 'user-42' }
const { id } = await read(repull.POST('/v1/connect/{provider}', { params, body }))
// What a host does at the session's url.
const approved = await read(repull.POST('/_mock/sessions/{id}/approve', { params: { path: { id } } }))
const connections = await read(repull.GET('/v1/connect'))
const listings = await read(repull.GET('/v1/listings', { params: { query: { limit: 2 } } }))

console.log('connected', approved.provider)
console.log('connections:', connections.data.map(({ provider }) => provider).join(', '))
console.log('listings:', listings.data.map(({ name }) => name).join(', '))
