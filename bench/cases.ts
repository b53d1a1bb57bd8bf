import { ask, type RequestParts, requestBytes } from './client.js'
import { drive } from './load.js'
import type { ServerProcess } from './server-process.js'

/** The API key of the load. */
export const key = 'sk_test_bench'
/** The API key whose sessions have expired. */
const expiredKey = 'sk_test_expired'
/** 60 characters long. */
export const redirectUrl = 'https://app.example/integrations/repull/callback?customer=42'

const complete = { provider: 'airbnb', accountId: '1001', accountName: 'Lidia' }
export const createRequest = (by: string = key): RequestParts => ({
  method: 'POST',
  path: '/v1/connect/airbnb',
  key: by,
  body: { redirectUrl },
})

/** An answer's body, parsed. */
// biome-ignore format: one member a line says nothing more.
interface Body { sessionId?: string; url?: string; provider?: string; status?: string; data?: { id?: string }[]; pagination?: { total: number }; error?: { code?: string; did_you_mean?: string } }

/** One thing that is asked of every server alike. */
export interface Case {
  readonly status: number
  /** How many requests a round takes. */
  readonly count: number
  readonly isRight: (body: Body) => boolean
  /** Makes all that the requests of a round need. */
  prepare(server: ServerProcess, count: number): Promise<(at: number) => Buffer>
}

export const cases = {
  create: {
    status: 200,
    count: 2000,
    isRight: ({ sessionId, url, provider }) =>
      provider === 'airbnb' && !!sessionId && url?.endsWith(sessionId) === true,
    prepare: async () => always(createRequest()),
  },
  complete: {
    status: 200,
    count: 1000,
    isRight: ({ status, provider, sessionId }) => status === 'active' && provider === 'airbnb' && !!sessionId,
    prepare: async (server, count) => {
      const requests = (await openSessions(server, key, count)).map((id) =>
        requestBytes({ method: 'POST', path: `/v1/connect/sessions/${id}/complete`, key, body: complete }),
      )
      return (at) => requests[at] as Buffer
    },
  },
  invalid: {
    status: 400,
    count: 2000,
    isRight: ({ error }) => error?.code === 'invalid_provider' && error.did_you_mean === 'airbnb',
    prepare: async () => always({ ...createRequest(), path: '/v1/connect/airbnbpro' }),
  },
  expired: {
    status: 410,
    count: 2000,
    isRight: ({ error }) => error?.code === 'session_expired',
    prepare: async (server) => {
      const [id] = await openSessions(server, expiredKey, 1)
      const advance = {
        method: 'POST',
        path: '/_mock/clock/advance',
        key: expiredKey,
        body: { by: '31m' },
      } as const
      const { status, body } = await ask(server.port, advance)
      if (status !== 200) throw new Error(`${server.name}: the clock does not move: ${status} ${body}`)
      return always({ method: 'GET', path: `/v1/connect/sessions/${id}`, key: expiredKey })
    },
  },
  providers: {
    status: 200,
    count: 2000,
    isRight: ({ data }) => data?.length === 16 && data.every(({ id }) => !!id),
    prepare: async () => always({ method: 'GET', path: '/v1/connect/providers' }),
  },
  'list of many': list(25_000),
  'list of few': list(100),
  health: {
    status: 200,
    count: 5000,
    isRight: ({ status }) => status === 'ok',
    prepare: async () => always({ method: 'GET', path: '/v1/health' }),
  },
} satisfies Record<string, Case>

export type CaseName = keyof typeof cases

/** The newest of so many sessions of one workspace. */
function list(total: number): Case {
  const by = `sk_test_bench_${total}`
  const newest = { method: 'GET', path: '/_mock/sessions?limit=10', key: by } as const
  return {
    status: 200,
    count: 500,
    isRight: ({ data, pagination }) => data?.length === 10 && pagination?.total === total,
    prepare: async (server) => {
      const { pagination } = JSON.parse((await ask(server.port, newest)).body) as Body
      const missing = total - (pagination?.total ?? 0)
      if (missing > 0) await openSessions(server, by, missing)
      return always(newest)
    },
  }
}

/** Opens sessions outside of any measurement, and returns their ids. */
async function openSessions(server: ServerProcess, by: string, count: number): Promise<string[]> {
  const ids: string[] = []
  await drive(server, {
    connections: Math.min(10, count),
    count,
    requestAt: always(createRequest(by)),
    status: 200,
    onBody: (body) => ids.push((JSON.parse(body.toString()) as { sessionId: string }).sessionId),
  })
  return ids
}

function always(parts: RequestParts): () => Buffer {
  const bytes = requestBytes(parts)
  return () => bytes
}

/**
 * Checks status and body of one answer before any load.
 *
 * @throws {Error} with the answer that is not right.
 */
export async function checkAnswer(server: ServerProcess, name: CaseName): Promise<void> {
  const { status, isRight, prepare }: Case = cases[name]
  const requestAt = await prepare(server, 1)
  let answer = ''
  await drive(server, {
    connections: 1,
    count: 1,
    requestAt,
    status,
    onBody: (body) => {
      answer = body.toString()
    },
  })
  if (!isRight(JSON.parse(answer))) throw new Error(`${server.name}: ${name} answers wrongly: ${answer}`)
}
