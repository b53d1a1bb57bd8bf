import { lookup as lookUp, resolve4, resolve6 } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type TcpSocketConnectOpts } from 'node:net'
import { platform } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import { clearTimeout, performance, setTimeout, URL } from '../lib/node-globals.js'
import { createNameResolver } from './name-resolver.js'
import { type OwnServer, portOf } from './own-server.js'
import type { Resolve } from './targets.js'
import type { Post, Reply } from './webhook-request.js'

export interface OutboundOptions {
  readonly resolve: Resolve
  /** Whether an address to which a host leads may be connected to. */
  readonly isAllowed: (address: string, host: string) => boolean
  readonly own: OwnServer
  /** Whether the certificate of an endpoint must be trusted; true by default. */
  readonly isTlsVerified?: boolean
  /** How long a whole exchange may take. */
  readonly timeoutMs: number
  readonly userAgent: string
}

/** How much of an answer's body is kept, in bytes. */
const maxBodyBytes = 4096

/** How long the look-up of a name may take, in milliseconds. */
const maxLookupMs = 2000

/** Why there is no answer, by the code of the system. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The endpoint refused the connection.',
  ECONNRESET: 'The endpoint closed the connection without an answer.',
  ENOTFOUND: "The endpoint's name cannot be resolved.",
  EAI_AGAIN: "The endpoint's name cannot be resolved at the moment.",
  ETIMEOUT: `The endpoint's name was not resolved within ${maxLookupMs / 1000} seconds.`,
  HPE_HEADER_OVERFLOW: 'The headers of the answer are longer than 16 KiB.',
  EPROTO: 'The endpoint does not speak TLS; does its url begin with http://?',
}

/** Codes of a certificate that is not trusted: by its issuer, its dates or its name. */
const untrusted = /CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/

/** Why there is no answer, in words. */
function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  if (untrusted.test(code)) {
    return (
      `The endpoint's certificate is not trusted (${message}). Name its authority by NODE_EXTRA_CA_CERTS when the ` +
      'server starts, or start it with REPULL_MOCK_WEBHOOK_TLS=insecure.'
    )
  }
  const known = reasons[code]
  if (known === undefined && code.startsWith('HPE_'))
    return 'The endpoint does not speak HTTP; does its url begin with https://?'
  return known ?? message
}

/** Where a system keeps its file of hosts. */
export function hostsFileOf(system: NodeJS.Platform): string {
  return system === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts'
}

const dns: readonly Resolve[] = [(name) => resolve4(name), (name) => resolve6(name)]

/**
 * Finds addresses as the system does, with a deadline, which it has not by itself.
 *
 * @param hostsFile need not be there.
 * @param queries what asks DNS.
 */
export function createSystemResolve(hostsFile = hostsFileOf(platform()), queries = dns): Resolve {
  const resolve = createNameResolver({
    readHosts: () => readFile(hostsFile, 'utf8').catch(() => ''),
    queries,
    lookUp: (name) => lookUp(name, { all: true }),
  })
  return createResolve(resolve, maxLookupMs)
}

/** The same resolver with a deadline; past it the error has the code `ETIMEOUT`. */
export function createResolve(resolve: Resolve, deadlineMs: number): Resolve {
  return (name) =>
    new Promise((done, refuse) => {
      const timer = setTimeout(() => {
        refuse(Object.assign(new Error(`${name} was not resolved in time`), { code: 'ETIMEOUT' }))
      }, deadlineMs)
      resolve(name)
        .then(done, refuse)
        .finally(() => clearTimeout(timer))
    })
}

/**
 * Posts webhook requests over the network. It connects only to addresses that were checked, and follows no redirect, so
 * that no name can lead to another place than the checked one.
 */
export function createPost({
  resolve,
  isAllowed,
  own,
  isTlsVerified = true,
  timeoutMs,
  userAgent,
}: OutboundOptions): Post {
  /** Resolves and checks at once, so that what is connected to is what was checked. */
  const resolveAllowed = async (name: string, port: number) => {
    const addresses = await resolve(name)
    const refused = addresses.map((address) => refusalOf(address, name, port)).find((text) => text !== null)
    if (typeof refused === 'string') throw new Error(refused)
    return addresses.map((address) => ({ address, family: isIP(address) }))
  }
  /** Why an address may not be connected to; null where it may. */
  const refusalOf = (address: string, host: string, port: number) => {
    if (own.isAt(address, port)) return 'The endpoint is this server itself, where webhooks do not go.'
    return isAllowed(address, host) ? null : notAllowedText(address)
  }
  return ({ url, headers, body }, signal) => {
    const begun = performance.now()
    const target = new URL(url)
    const host = target.hostname.replace(/^\[|\]$/g, '')
    return new Promise((resolveReply) => {
      const end = (reply: Partial<Reply>) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        request.destroy()
        const nothing = { statusCode: null, headers: null, body: null, error: null }
        resolveReply({ ...nothing, ...reply, elapsedMs: performance.now() - begun })
      }
      const send = target.protocol === 'https:' ? requestHttps : requestHttp
      const options: RequestOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamily'> & ConnectionOptions = {
        method: 'POST',
        agent: false,
        lookup: (name, _options, done) => {
          resolveAllowed(name, portOf(target)).then(
            (addresses) => done(null, addresses),
            (error) => done(error, []),
          )
        },
        // With it lookup is asked for all addresses, whatever Node was started with.
        autoSelectFamily: true,
        ...(!isTlsVerified && { rejectUnauthorized: false }),
        headers: { ...headers, 'User-Agent': userAgent, 'Content-Length': Buffer.byteLength(body) },
      }
      const request = send(target, options)
      const abort = () => end({ error: 'The attempt was stopped.' })
      const timer = setTimeout(() => {
        end({ error: `The endpoint did not answer within ${timeoutMs / 1000} seconds.` })
      }, timeoutMs).unref()
      signal.addEventListener('abort', abort)
      request.on('error', (error: NodeJS.ErrnoException) => {
        end({ error: reasonOf(error) })
      })
      request.on('response', (answer) => {
        clearTimeout(timer)
        readBody(answer, timeoutMs - (performance.now() - begun), (text) =>
          end({ statusCode: answer.statusCode as number, headers: headersOf(answer), body: text }),
        )
      })
      // Nobody waits for an answer behind a 101.
      request.on('upgrade', (answer, socket) => {
        socket.destroy()
        end({ statusCode: answer.statusCode as number, headers: headersOf(answer), body: '' })
      })
      const refusal = isIP(host) === 0 ? null : refusalOf(host, host, portOf(target))
      if (signal.aborted) abort()
      else if (refusal !== null) end({ error: refusal })
      else request.end(body)
    })
  }
}

function notAllowedText(address: string): string {
  return `The endpoint is at ${address}, where webhooks may not go: see REPULL_MOCK_WEBHOOK_TARGETS.`
}

/** Reads the beginning of an answer's body, as far as it comes within its time. */
function readBody(answer: IncomingMessage, timeLeftMs: number, done: (text: string) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  const end = () => {
    clearTimeout(timer)
    done(Buffer.concat(pieces).subarray(0, maxBodyBytes).toString('utf8'))
  }
  const timer = setTimeout(end, timeLeftMs).unref()
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size >= maxBodyBytes) end()
  })
  answer.once('close', end)
  answer.on('error', end)
}

/** The headers of an answer, each as one text, cut where they are long. */
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const named = Object.entries(headers).slice(0, 50)
  return Object.fromEntries(named.map(([name, value]) => [name, String(value).slice(0, 500)]))
}
