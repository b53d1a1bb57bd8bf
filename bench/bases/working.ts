import { createServer, type IncomingMessage } from 'node:http'
import { pooled, requestId, sessionId, systemRandom } from '../../src/lib/ids.js'
import { listen } from './listen.js'
import { replies } from './replies.js'

/** `node:http` doing the work by hand: keys, sessions in a Map, expiry, the envelope; no features beyond. */
interface Session {
  readonly id: string
  readonly key: string
  readonly redirectUrl: string | null
  readonly expiresAt: number
  status: 'pending' | 'completed'
}

const random = pooled(systemRandom)
const sessions = new Map<string, Session>()
const offsets = new Map<string, number>()
const slugs = replies.providers.data.map(({ id }) => id as string)
const providers = JSON.stringify(replies.providers)

const nowOf = (key: string) => Date.now() + (offsets.get(key) ?? 0)

interface Reply {
  readonly status: number
  readonly body: string
}

function refusal(status: number, code: string, message: string, more: object = {}): Reply {
  const error = {
    code,
    message,
    fix: 'See the documentation of this code.',
    docs_url: `https://repull.dev/docs/errors/${code}`,
    request_id: requestId(Date.now(), random),
    ...more,
  }
  return { status, body: JSON.stringify({ error }) }
}

function success(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) }
}

function create(key: string, provider: string, body: { redirectUrl?: string }): Reply {
  if (!slugs.includes(provider)) {
    return refusal(400, 'invalid_provider', `Unknown provider: ${provider}`, {
      field: 'provider',
      value_received: provider,
      valid_values: slugs,
      did_you_mean: slugs.find((slug) => provider.startsWith(slug)),
    })
  }
  const now = nowOf(key)
  const id = sessionId(now, random)
  const redirectUrl = body.redirectUrl ?? null
  const session: Session = { id, key, redirectUrl, expiresAt: now + 1_800_000, status: 'pending' }
  sessions.set(id, session)
  const url = `http://127.0.0.1/connect/${provider}?session=${id}`
  const expires = new Date(session.expiresAt).toISOString()
  const times = { expires_at: expires, expiresAt: expires }
  return success({ id, sessionId: id, url, ...times, state: null, provider, oauthUrl: url })
}

function withSession(key: string, id: string, isCompleting: boolean): Reply {
  const session = sessions.get(id)
  if (session?.key !== key) return refusal(404, 'not_found', `No session ${id}.`)
  if (session.status !== 'pending') return refusal(409, 'session_terminal', 'It has ended.')
  if (nowOf(key) >= session.expiresAt) {
    const at = new Date(session.expiresAt).toISOString()
    return refusal(410, 'session_expired', `It expired at ${at}.`, { session_status: 'expired' })
  }
  if (isCompleting) session.status = 'completed'
  const createdAt = new Date(nowOf(key)).toISOString()
  return success({ ...replies.connection, createdAt, sessionId: id })
}

function answerTo({ url = '', headers }: IncomingMessage, text: string): Reply {
  if (url === '/v1/health') return success({ ...replies.health, timestamp: new Date().toISOString() })
  if (url === '/v1/connect/providers') return { status: 200, body: providers }
  const key = /^Bearer (sk_\w+)$/.exec(headers.authorization ?? '')?.[1]
  if (key === undefined) return refusal(401, 'invalid_api_key', 'There is no API key.')
  if (url === '/_mock/clock/advance') {
    offsets.set(key, (offsets.get(key) ?? 0) + 31 * 60_000)
    return success({})
  }
  const [, , , first = '', id = '', action] = url.split('/')
  if (first === 'sessions') return withSession(key, id, action === 'complete')
  return create(key, first, text === '' ? {} : JSON.parse(text))
}

listen(
  createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { status, body } = answerTo(request, Buffer.concat(chunks).toString())
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      })
      response.end(body)
    })
  }),
)
