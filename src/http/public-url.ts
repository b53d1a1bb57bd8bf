import type { FastifyRequest } from 'fastify'
import { hostOf, prefixOf, protocolOf, type Trust } from './forwarded.js'
import { requireHost } from './response-headers.js'

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
