import type { Answer, Mock } from './mock.js'

type Caller = Pick<Mock, 'call'>

/** What browsers accept for a page. */
export const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

/** Opens a hosted page as a browser does, without a key. */
export function visit(
  { call }: Caller,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return call('GET', path, { key: null, headers: { ...browser, ...headers } })
}

/** Posts a form to a hosted page as a browser does. */
export function post(
  { call }: Caller,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const headers = { ...browser, 'content-type': 'application/x-www-form-urlencoded' }
  return call('POST', path, { key: null, body: new URLSearchParams(fields).toString(), headers })
}

/** The hidden token in the forms of a page. */
export function tokenIn({ body }: Pick<Answer, 'body'>): string {
  return /name="formToken" value="([^"]+)"/.exec(body)?.[1] ?? ''
}

/** Presses a button of a hosted page: looks at the page, and posts its form with the page's token. */
export async function press(
  mock: Caller,
  path: string,
  fields: string | Readonly<Record<string, string>>,
): Promise<Answer> {
  const formToken = tokenIn(await visit(mock, path))
  return post(mock, path, { formToken, ...(typeof fields === 'string' ? { decision: fields } : fields) })
}

/** The path to which an answer for `path` leads on; undefined when it leads nowhere. */
export function nextPath(path: string, { headers }: Answer): string | undefined {
  if (headers.location === undefined) return undefined
  const { pathname, search } = new URL(headers.location, `http://mock${path}`)
  return pathname + search
}

/** Lets the host refuse a session. */
export function refuse(mock: Caller, provider: string, sessionId: string): Promise<Answer> {
  return press(mock, `/connect/${provider}?session=${sessionId}`, 'cancel')
}

/** The values of an attribute, in the order in which the page has them, escapes undone. */
export function attributes({ body }: Answer, name: string): readonly string[] {
  return [...body.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => unescaped(value))
}

/** Where a page's link back to the app leads; undefined when it has none. */
export function returnLink({ body }: Answer): string | undefined {
  const link = /data-testid="return-link" href="([^"]*)"/.exec(body)?.[1]
  return link && unescaped(link)
}

/** The text of what has a test id and no markup inside; empty when the page has none. */
export function textIn({ body }: Answer, testId: string): string {
  return unescaped(new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`).exec(body)?.[1] ?? '')
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
}
