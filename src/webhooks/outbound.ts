import { lookup as lookUp } from 'node:dns/promises'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type TcpSocketConnectOpts } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { clearTimeout, performance, setTimeout, URL } from '../lib/node-globals.js'
import type { Resolve } from './targets.js'
import type { Post, Reply } from './webhook-request.js'

export interface OutboundOptions {
  readonly resolve: Resolve
  /** Whether an address, to which that host leads, may be connected to. */
  readonly isAllowed: (address: string, host: string) => boolean
  /** Whether the certificate of an endpoint must be one that is trusted; true unless it is said. */
  readonly isTlsVerified?: boolean
  /** How long a whole exchange may take. */
  readonly timeoutMs: number
  readonly userAgent: string
}

/** How much of an answer is kept, in bytes. */
const longestBody = 4096

/** How long the look-up of a name may take, in milliseconds. */
const longestLookupMs = 2000

/** Why there is no answer, by the code of the system. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The endpoint refused the connection.',
  ECONNRESET: 'The endpoint closed the connection without an answer.',
  ENOTFOUND: "The endpoint's name can not be resolved.",
  EAI_AGAIN: "The endpoint's name can not be resolved at the moment.",
  ETIMEOUT: `The endpoint's name was not resolved within ${longestLookupMs / 1000} seconds.`,
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
  if (code.startsWith('HPE_')) return 'The endpoint does not speak HTTP; does its url begin with https://?'
  return reasons[code] ?? message
}

/** Names by the system's own resolver, which has its time: by itself it takes as long as it likes. */
export const systemResolve: Resolve = createResolve(async (name) => {
  const found = await lookUp(name, { all: true })
  return found.map(({ address }) => address)
}, longestLookupMs)

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
 * Sends webhooks over the network. Connects only to addresses that were checked, and follows no redirect, because either
 * would let a name lead somewhere else than where it was checked to lead.
 */
export function createPost({
  resolve,
  isAllowed,
  isTlsVerified = true,
  timeoutMs,
  userAgent,
}: OutboundOptions): Post {
  /** Resolves and checks at once, so that what is connected to is what was checked. */
  const lookup: NonNullable<RequestOptions['lookup']> = (name, _options, done) => {
    resolve(name).then(
      (addresses) => {
        const far = addresses.find((address) => !isAllowed(address, name))
        if (far !== undefined) done(new Error(farText(far)), [])
        else
          done(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          )
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    )
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
        lookup,
        // With it lookup is asked for all addresses, whatever Node was started with.
        autoSelectFamily: true,
        ...(!isTlsVerified && { rejectUnauthorized: false }),
        headers: { ...headers, 'User-Agent': userAgent, 'Content-Length': Buffer.byteLength(body) },
      }
      const request = send(target, options)
      const abort = () => end({ error: 'The server is closing.' })
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
      if (signal.aborted) abort()
      else if (isIP(host) !== 0 && !isAllowed(host, host)) end({ error: farText(host) })
      else request.end(body)
    })
  }
}

function farText(address: string): string {
  return `The endpoint is at ${address}, where webhooks may not go: see REPULL_MOCK_WEBHOOK_TARGETS.`
}

/** Reads the beginning of an answer's body, as far as it comes within its time. */
function readBody(answer: IncomingMessage, patienceMs: number, done: (text: string) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  const end = () => {
    clearTimeout(timer)
    done(Buffer.concat(pieces).subarray(0, longestBody).toString('utf8'))
  }
  const timer = setTimeout(end, patienceMs).unref()
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size >= longestBody) end()
  })
  answer.once('close', end)
  answer.on('error', end)
}

/** The headers of an answer, each as one text, cut where they are long. */
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const named = Object.entries(headers).slice(0, 50)
  return Object.fromEntries(named.map(([name, value]) => [name, String(value).slice(0, 500)]))
}
