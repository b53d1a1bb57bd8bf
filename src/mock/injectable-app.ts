/**
 * A server without a port (ours). At run time it is Fastify's app, but its types are said here, so that nobody has to
 * install Fastify for them.
 */
export interface InjectableApp {
  /** Sends a call past the network, as Fastify's `inject` does; a text is the path of a GET. */
  inject(call: InjectedCall | string): Promise<InjectedAnswer>
  close(): Promise<void>
}

/** A call to a server without a port (ours). */
export interface InjectedCall {
  /** GET if not said. */
  readonly method?: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT'
  /** The path, e.g. `/v1/connect/airbnb`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** The body; an object is sent as JSON. */
  readonly payload?: string | object
}

/** What a server without a port answers (ours). */
export interface InjectedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly body: string
  /** @throws {SyntaxError} when the body is not JSON. */
  json<T>(): T
}
