import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

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
