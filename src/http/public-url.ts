import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'

/** The address under which the caller reaches this server, without a slash at its end. */
export type PublicUrl = (request: FastifyRequest) => string

export interface PublicUrlOptions {
  readonly publicUrl: string | null
  readonly basePath: string
  readonly trust: Trust
}

/**
 * `PUBLIC_URL` when it is set; else the Host that the request came to, so that port mapping works, under the base path
 * when the request used it, and under what a trusted proxy has taken off.
 *
 * @throws {ApiError} `invalid_request` (from the returned function) for a forwarded host, port or prefix that is none.
 */
export function createPublicUrl({ publicUrl, basePath, trust }: PublicUrlOptions): PublicUrl {
  return (request) =>
    publicUrl ?? `${outerUrl(request, trust)}${isUnder(request.originalUrl, basePath) ? basePath : ''}`
}

/**
 * The address of this server as the proxy in front of it is reached, for what it takes as our paths.
 *
 * @throws {ApiError} `invalid_request` for a forwarded host, port or prefix that is none.
 */
export function outerUrl(request: FastifyRequest, trust: Trust): string {
  const host = request.host === '' ? socketHost(request) : requireHost(hostOf(request, trust))
  return `${protocolOf(request)}://${host}${prefixOf(request, trust)}`
}

/** Whether a path lies under the base path. */
export function isUnder(path: string, basePath: string): boolean {
  return basePath !== '' && path.startsWith(basePath) && /^[/?]?$/.test(path.charAt(basePath.length))
}

/** HTTP/1.0 needs no Host header. */
function socketHost({ raw: { socket } }: FastifyRequest): string {
  const address = socket.localAddress as string
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
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

/** A path always begins with a slash, also when only a query is left of it; the `*` of a server is no path of ours. */
function originForm(path: string): string {
  return /^(?:[?*]|$)/.test(path) ? `/${path}` : path
}

/** Whether an address is of a proxy whose X-Forwarded headers count. */
export type Trust = (address: string) => boolean

const prefixForm = /^(?:\/[\w.~!$&'()*+;=:@%-]+)*\/?$/
const stepsAway = /\/(?:\.|%2e){1,2}(?:\/|$)/i
const ownPort = /:\d+$/
const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** `https` or `http`, as the caller reaches this server. Fastify knows which proxies to trust. */
export function protocolOf({ protocol }: FastifyRequest): 'http' | 'https' {
  return protocol === 'https' ? 'https' : 'http'
}

/**
 * The host and port by which the caller reaches this server. A port in X-Forwarded-Host is the one that the caller named,
 * so it wins over X-Forwarded-Port.
 *
 * @throws {ApiError} `invalid_request` for a forwarded port that is none.
 */
export function hostOf(request: FastifyRequest, trust: Trust): string {
  const { host } = request
  const port = forwarded(request, 'X-Forwarded-Port', trust)
  if (port === '' || (ownPort.test(host) && forwarded(request, 'X-Forwarded-Host', trust) !== '')) return host
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    refuse('X-Forwarded-Port', port, 'a port from 1 to 65535')
  const isDefault = defaultPorts[protocolOf(request)] === port
  return `${host.replace(ownPort, '')}${isDefault ? '' : `:${port}`}`
}

/**
 * The path that a proxy has taken off, without a slash at its end; empty for none.
 *
 * @throws {ApiError} `invalid_request` for one that is no path, or that would lead to another one or another host.
 */
export function prefixOf(request: FastifyRequest, trust: Trust): string {
  const prefix = forwarded(request, 'X-Forwarded-Prefix', trust)
  if (!prefixForm.test(prefix) || stepsAway.test(prefix))
    refuse('X-Forwarded-Prefix', prefix, 'a path like /repull')
  return prefix.replace(/\/$/, '')
}

/** A header of a trusted proxy. Of several values the last counts, which the nearest proxy has written; empty for none. */
function forwarded({ headers, socket }: FastifyRequest, name: string, trust: Trust): string {
  const value = headers[name.toLowerCase()]
  if (value === undefined || !trust(String(socket.remoteAddress))) return ''
  return String(value).replace(/^.*,/, '').trim()
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
 * Whether an address is of a proxy whose X-Forwarded headers count.
 *
 * @param networks addresses, CIDRs and names, null for no proxy; an IPv4 network holds its IPv4-mapped IPv6 addresses, too.
 */
export function createTrust(networks: readonly string[] | null): Trust {
  if (networks === null) return () => false
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

const hostForm = /^(?:[\w.-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** @throws {ApiError} `invalid_request` when the text is not a host name or address, with or without a port. */
export function requireHost(host: string): string {
  if (hostForm.test(host) && URL.canParse(`http://${host}`)) return host
  fail('invalid_request', {
    message: `The Host header is ${maskForResponse(JSON.stringify(host))}, which is not a host name with an optional port.`,
    fix: 'Send one Host header with the name and port of this server.',
    field: 'Host',
    value_received: maskForResponse(host),
  })
}
