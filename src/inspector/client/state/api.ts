import { TabStorage } from './tab-storage.js'

/** Why a call failed, as the server says it. */
export class CallFailure extends Error {
  readonly status: number
  readonly code: string
  readonly fix: string | undefined

  constructor(status: number, code: string, message: string, fix?: string) {
    super(message)
    this.status = status
    this.code = code
    this.fix = fix
  }
}

export interface CallOptions {
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string>>
  /** The id of the workspace; null for all. */
  readonly workspace?: string | null
}

const tokenName = 'repull-mock control token'

/** The control API. The token lasts as long as the tab. */
export class Api {
  /** What the tab keeps. */
  readonly tab = new TabStorage()
  readonly #root: URL
  /** Called when the server asks for a token. */
  onLocked: () => void = () => {}

  /** @param root the relative address of the root of the server. */
  constructor(root: string) {
    this.#root = new URL(root, location.href)
  }

  /** Where the server is, without a slash at its end. */
  get url(): string {
    return this.#root.href.replace(/\/$/, '')
  }

  get token(): string | null {
    return this.tab.get(tokenName)
  }

  set token(token: string) {
    this.tab.set(tokenName, token)
  }

  /** An address of the server. */
  address(path: string): string {
    return `${this.url}${path}`
  }

  async get<T>(path: string, options: CallOptions = {}): Promise<T> {
    return (await (await this.send('GET', path, options)).json()) as T
  }

  /** Makes a call that changes something. The answer is undefined when it has no body. */
  async call<T = unknown>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<T> {
    const text = await (await this.send(method, path, options)).text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /**
   * Sends a control call.
   *
   * @param path without /_mock.
   * @throws {CallFailure} for any answer but a success.
   */
  async send(
    method: string,
    path: string,
    { body, query, workspace }: CallOptions = {},
    more: RequestInit = {},
  ): Promise<Response> {
    const search = new URLSearchParams({ ...query, ...(workspace && { workspace }) })
    const { token } = this
    const answer = await fetch(this.address(`/_mock/${path}${search.size === 0 ? '' : `?${search}`}`), {
      method,
      headers: {
        accept: 'application/json, text/event-stream',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...more,
    })
    if (answer.ok) return answer
    const { failure, field } = await failureOf(answer)
    const asksForToken = answer.status === 401 || (answer.status === 403 && field === 'Authorization')
    if (asksForToken) this.onLocked()
    throw failure
  }
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly fix?: string
  readonly field?: string
}

/** Why an answer is no success; a fault may have made it anything. */
export async function failureOf(answer: Response): Promise<{ failure: CallFailure; field?: string }> {
  const { status } = answer
  try {
    const { code, message, fix, field } = ((await answer.json()) as { error: Failure }).error
    return { failure: new CallFailure(status, code, message, fix), ...(field !== undefined && { field }) }
  } catch {
    return { failure: new CallFailure(status, 'unknown', `The server answered ${status}.`) }
  }
}

/** What a failure says to a tester. */
export function messageOf(error: unknown): string {
  if (error instanceof CallFailure) return error.fix ? `${error.message} ${error.fix}` : error.message
  return 'The server does not answer.'
}
