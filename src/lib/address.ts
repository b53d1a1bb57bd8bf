/**
 * The url of a server.
 *
 * @example urlOf('::1', 7855) // 'http://[::1]:7855'
 */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The host under which a caller on the same machine reaches a server: of a wildcard address the loopback one. */
export function localHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

/** Whether a host name or address, with or without brackets, is the machine's own. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}

/** Domains that public DNS does not have: reserved ones, and those of container engines and company networks. */
const privateDomain =
  /\.(?:localhost|local|internal|lan|home\.arpa|test|docker|podman|svc|consul|home|corp|private|intranet)$/

/**
 * Whether public DNS cannot have a host name, in lower case, so that only this machine or its network has it. That includes
 * names without a dot, and names whose domain is no word, e.g. of a compose project.
 */
export function isPrivateName(name: string): boolean {
  if (!name.includes('.') || privateDomain.test(name)) return true
  return !/\.(?:[a-z]+|xn--[\da-z-]+)$/.test(name)
}

/**
 * The path of a route as OpenAPI spells it.
 *
 * @example pathTemplate('/v1/connect/:provider') // '/v1/connect/{provider}'
 */
export function pathTemplate(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}')
}
