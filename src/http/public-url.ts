import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { cached } from '../lib/cached.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'

/** The address under which the caller reaches this server, without a slash at its end. */
export type PublicUrl = (request: FastifyRequest) => string

/** Whether an address is of a proxy whose X-Forwarded headers count. */
export type Trust = (address: string) => boolean

const hostForm = /^(?:[\w.-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i
const prefixForm = /^(?:\/[\w.~!$&'()*+;=:@%-]+)*\/?$/
const stepsAway = /\/(?:\.|%2e){1,2}(?:\/|$)/i
const ownPort = /:\d+$/
const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** How many Host headers are remembered as good ones. */
const mostHosts = 200

/** Under which addresses callers reach this server, by the Host header and by what trusted proxies say. */
export class ServerAddress {
  readonly #trust: Trust | null

  /**
   * The host, when it is a host name or address, with or without a port.
   *
   * @throws {ApiError} `invalid_request`.
   */
  readonly requireHost = cached(mostHosts, requireHost)
  readonly #plainUrl = cached(mostHosts, (host) => `http://${host}`)

  /** @param trust null for no proxy. */
  constructor(trust: Trust | null) {
    this.#trust = trust
  }

  /**
   * The base URL of this server for callers, who reach it through the proxy if there is one.
   *
   * @throws {ApiError} `invalid_request` for a forwarded host, port or prefix that is none.
   */
  outerUrl(request: FastifyRequest): string {
    const host = request.host === '' ? socketHost(request) : this.requireHost(this.hostOf(request))
    return `${protocolOf(request)}://${host}${this.#prefixOf(request)}`
  }

  /**
   * The host and port by which the caller reaches this server. A port in X-Forwarded-Host is the one that the caller named,
   * so it wins over X-Forwarded-Port.
   *
   * @throws {ApiError} `invalid_request` for a forwarded port that is none.
   */
  hostOf(request: FastifyRequest): string {
    const { host } = request
    const port = this.#forwarded(request, 'x-forwarded-port')
    if (port === '') return host
    if (ownPort.test(host) && this.#forwarded(request, 'x-forwarded-host') !== '') return host
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      refuse('X-Forwarded-Port', port, 'a port from 1 to 65535')
    const isDefault = defaultPorts[protocolOf(request)] === port
    return `${host.replace(ownPort, '')}${isDefault ? '' : `:${port}`}`
  }

  /** The base URL to which the caller sent a request; what proxies say of it is used only if it is valid. */
  baseOf(request: FastifyRequest): string {
    const { headers, socket, originalUrl } = request
    if (/^https?:/i.test(originalUrl)) return ''
    try {
      if (this.#trust?.(String(socket.remoteAddress))) return this.outerUrl(request)
    } catch {
      // The answer says what is wrong with it.
    }
    const host = headers.host ?? 'localhost'
    return protocolOf(request) === 'https' ? `https://${host}` : this.#plainUrl(host)
  }

  /** The path that a proxy has taken off, without a slash at its end; empty for none. */
  #prefixOf(request: FastifyRequest): string {
    const prefix = this.#forwarded(request, 'x-forwarded-prefix')
    if (!prefixForm.test(prefix) || stepsAway.test(prefix))
      refuse('X-Forwarded-Prefix', prefix, 'a path like /repull')
    return prefix.replace(/\/$/, '')
  }

  /** A header of a trusted proxy. Of several values the last counts, which the nearest proxy has written; empty for none. */
  #forwarded({ headers, socket }: FastifyRequest, name: string): string {
    const value = headers[name]
    if (value === undefined || !this.#trust?.(String(socket.remoteAddress))) return ''
    return String(value).replace(/^.*,/, '').trim()
  }
}

/**
 * `PUBLIC_URL` when it is set; else the Host that the request came to, so that port mapping works, under the base path
 * when the request used it, and under what a trusted proxy has taken off.
 *
 * @throws {ApiError} `invalid_request` (from the returned function) for a forwarded host, port or prefix that is none.
 */
export function createPublicUrl(
  address: ServerAddress,
  { publicUrl, basePath }: { readonly publicUrl: string | null; readonly basePath: string },
): PublicUrl {
  return (request) =>
    publicUrl ?? `${address.outerUrl(request)}${isUnder(request.originalUrl, basePath) ? basePath : ''}`
}

/** `https` or `http`, as the caller reaches this server. Fastify knows which proxies to trust. */
function protocolOf({ protocol }: FastifyRequest): 'http' | 'https' {
  return protocol === 'https' ? 'https' : 'http'
}

/** HTTP/1.0 needs no Host header. */
function socketHost({ raw: { socket } }: FastifyRequest): string {
  const address = socket.localAddress as string
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
}

function requireHost(host: string): string {
  if (hostForm.test(host) && URL.canParse(`http://${host}`)) return host
  fail('invalid_request', {
    message: `The Host header is ${maskForResponse(JSON.stringify(host))}, which is not a host name with an optional port.`,
    fix: 'Send one Host header with the name and port of this server.',
    field: 'Host',
    value_received: maskForResponse(host),
  })
}

function refuse(field: string, value: string, allowed: string): never {
  fail('invalid_request', {
    message: `The ${field} header is ${maskForResponse(JSON.stringify(value))}, which is not ${allowed}.`,
    fix: `Have the proxy send ${allowed} as ${field}, or no such header.`,
    field,
    value_received: maskForResponse(value),
  })
}

/** Networks that have a name, as other servers know them too. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/**
 * Makes the test whether an address is of a proxy whose X-Forwarded headers count.
 *
 * @param networks addresses, CIDRs and names; an IPv4 network holds its IPv4-mapped IPv6 addresses, too. Null for no proxy.
 */
export function createTrust(networks: readonly string[] | null): Trust | null {
  if (networks === null) return null
  const trusted = new BlockList()
  for (const network of networks.flatMap((name) => named[name] ?? name)) {
    const [address = '', prefix] = network.split('/')
    const [family, longest] = isIP(address) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const)
    trusted.addSubnet(address, Number(prefix ?? longest), family)
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/**
 * Makes everything reachable under the base path too, and takes the absolute form of a request target, which HTTP/1.1
 * servers have to understand.
 */
export function stripBasePath(basePath: string): (request: { url?: string | undefined }) => string {
  return ({ url = '/' }) => {
    const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]+/i, '')
    return isUnder(path, basePath) ? originForm(path.slice(basePath.length)) : originForm(path)
  }
}

/** Whether a path lies under the base path. */
function isUnder(path: string, basePath: string): boolean {
  return basePath !== '' && path.startsWith(basePath) && /^[/?]?$/.test(path.charAt(basePath.length))
}

/** A path always begins with a slash, also when only a query is left of it; the `*` of a server is no path of ours. */
function originForm(path: string): string {
  return /^(?:[?*]|$)/.test(path) ? `/${path}` : path
}
