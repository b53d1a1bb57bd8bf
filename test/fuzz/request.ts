import { fill, type Operation } from '../helpers/document.js'
import type { ValidParts } from './recipes.js'

/** A request as it is sent. */
export interface Request {
  readonly method: string
  /** With its escapes, and with the query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** A request for an operation, made of its parts. */
export function requestFor(
  operation: Operation,
  { params = {}, query = {}, body }: ValidParts,
  key: string,
): Request {
  const place = fill(operation, params)
  const { cursor, offset, ...rest } = query
  const given = { ...rest, ...(cursor === undefined ? { offset } : { cursor }) }
  const pairs = Object.entries(given).filter(([, value]) => value !== undefined)
  const search = pairs
    .map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(String(value)))}`)
    .join('&')
  return {
    method: operation.method,
    url: search === '' ? place : `${place}?${search}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}

/** The base path of the server. */
export const basePath = '/api/repull'

/** The path of a request, escapes and all, without the base path. */
export function pathOf({ url }: Request): string {
  const path = url.split('?', 1)[0] as string
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
}

/** The query of a request behind its question mark; empty without one. */
export function searchOf({ url }: Request): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
}

/** The request as a shell command. */
export function curlOf({ method, url, headers, body }: Request): string {
  const lines = Object.entries(headers).map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`)
  const data = body === undefined ? '' : ` --data-binary ${quoted(body.toString().slice(0, 2000))}`
  return `curl -X ${method} ${quoted(`http://127.0.0.1:7855${url.slice(0, 2000)}`)}${lines.join('')}${data}`
}

/** Replaces lone surrogates, which a URL cannot contain. */
export function wellFormed(text: string): string {
  return text.toWellFormed()
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
