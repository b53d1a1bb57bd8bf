import type { FaultInput, RecordedRequest } from './entries.js'

/** What a proxy answers when it gets nothing from the server behind it. */
const gatewayPage = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
</body>
</html>
`

/** Faults that testers want often. */
export const faultPresets: readonly { readonly name: string; readonly fault: FaultInput }[] = [
  {
    name: 'Expire the next session',
    fault: { match: { path: '/v1/connect/sessions/*' }, times: 1, respond: { error: 'session_expired' } },
  },
  {
    name: 'Lose the reply of the next complete',
    fault: {
      match: { method: 'POST', path: '/v1/connect/sessions/*/complete' },
      times: 1,
      respond: { drop: 'after' },
    },
  },
  { name: '503 once', fault: { match: { path: '/v1/*' }, times: 1, respond: { status: 503 } } },
  {
    name: '429 with Retry-After',
    fault: { match: { path: '/v1/*' }, times: 1, respond: { error: 'rate_limit_exceeded' } },
  },
  {
    name: 'HTML 502 of a gateway',
    fault: {
      match: { path: '/v1/*' },
      times: 1,
      respond: { status: 502, body: gatewayPage, headers: { 'Content-Type': 'text/html' } },
    },
  },
  { name: 'Slow by 5 s', fault: { match: { path: '/v1/*' }, times: 1, respond: { delay: '5s' } } },
]

/** A fault for calls like a request: ids in its path may be any. */
export function faultLike({ method, path }: Pick<RecordedRequest, 'method' | 'path'>): FaultInput {
  const pattern = path
    .split('/')
    .map((part) => (/^(?:cs_|wh_|[0-9a-f]{8}-|\d{3,})/i.test(part) ? '*' : part))
    .join('/')
  return { match: { method, path: pattern }, times: 1, respond: { status: 503 } }
}
