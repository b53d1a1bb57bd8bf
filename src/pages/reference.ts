import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pathParam } from '../http/policy.js'
import { preferredValues } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import { packageFile } from '../package-file.js'
import { type ReferenceFiles, referenceDocument, referencePolicy } from './reference-document.js'
import { rootFrom } from './request.js'

export interface ReferenceDeps {
  readonly version: string
  /** Whether the server takes only the keys of its settings. */
  readonly hasOwnKeys: boolean
  /** A fresh secret string. */
  readonly nonce: () => string
}

/** The API reference (ours): openapi.json to read and to try. Its files are read when they are asked for. */
export const referenceRoutes: FastifyPluginAsync<ReferenceDeps> = async (app, deps) => {
  let listed: Promise<ReferenceFiles> | undefined
  const listFiles = () => {
    listed ??= readFile(packageFile('bundle/reference.json'), 'utf8').then((text) => JSON.parse(text))
    return listed
  }

  app.get('/docs', async (request, reply) => {
    const nonce = deps.nonce()
    const files = await listFiles()
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': referencePolicy(nonce),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(referenceDocument({ ...deps, files, nonce, root: `${rootFrom(request.url)}./` }))
  })

  app.get('/docs/assets/:name', async (request, reply) => {
    const given = pathParam(request, 'name') as string
    const { script, style } = await listFiles()
    if (given !== script && given !== style) refuseFile(given)
    const compressed = await readFile(packageFile(`bundle/${given}.br`))
    reply.headers({
      'content-type': `text/${given === script ? 'javascript' : 'css'}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    })
    if (!takesBrotli(request.headers['accept-encoding']))
      return reply.send(await promisify(brotliDecompress)(compressed))
    return reply.header('content-encoding', 'br').send(compressed)
  })
}

function takesBrotli(header: string | string[] | undefined): boolean {
  return preferredValues(String(header ?? '')).some((coding) => coding === 'br' || coding === '*')
}

/** @throws {ApiError} `not_found`, always. */
function refuseFile(given: string): never {
  fail('not_found', {
    message: `The API reference has no file ${maskForResponse(given)}.`,
    fix: 'Open /docs, which names its files as they are now.',
    field: 'name',
    value_received: maskForResponse(given),
  })
}
