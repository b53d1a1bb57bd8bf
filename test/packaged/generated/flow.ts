import createClient from 'openapi-fetch'
import type { paths } from './schema.js'

declare const process: { readonly env: Readonly<Record<string, string>> }

const { REPULL_API_BASE_URL: baseUrl, REPULL_KEY: key } = process.env
const repull = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } })
const redirectUrl = 'https://app.example/callback'

/** Opens a session for an Airbnb host, and returns its id. */
async function open(): Promise<string> {
  const { data, error } = await repull.POST('/v1/connect/{provider}', {
    params: { path: { provider: 'airbnb' } },
    body: { redirectUrl },
  })
  if (data === undefined) throw new Error(error.error.message)
  if (!('sessionId' in data)) throw new Error('a connection without a host')
  return data.sessionId
}

function complete(id: string) {
  return repull.POST('/v1/connect/sessions/{id}/complete', {
    params: { path: { id } },
    body: { provider: 'airbnb' },
  })
}

const { data: connection } = await complete(await open())
console.log(`connected ${connection?.provider}`)
const { data: list } = await repull.GET('/v1/connect')
console.log(`connections: ${list?.data?.map(({ provider }) => provider).join(', ')}`)

const late = await open()
await repull.POST('/_mock/clock/advance', { body: { by: '31m' } })
const { error } = await complete(late)
console.log(error?.error.code)
const badQuery = await repull.GET('/v1/connect', { params: { query: { limit: 0 } } })
console.log(`bad query: ${badQuery.response.status}`)
