import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { fail } from '../errors/api-error.js'
import { pathParam } from '../http/request-path.js'
import { preferredValues } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import { packageFile } from '../package-file.js'

/** The names of the script and the style sheet of a page, which have their hashes in them. */
export interface PageFiles {
  readonly script: string
  readonly style: string
}

/** The pages that have files. */
const pages = ['reference', 'inspector'] as const

/** The files of pages that the build made. Their list is read when it is first asked for. */
export class Assets {
  readonly #lists = new Map<string, Promise<PageFiles>>()

  /** The files of a page. */
  of(page: (typeof pages)[number]): Promise<PageFiles> {
    const listed = this.#lists.get(page) ?? readList(page)
    this.#lists.set(page, listed)
    return listed
  }

  /** The media type of a file; undefined when no page has it. */
  async typeOf(name: string): Promise<string | undefined> {
    const lists = await Promise.all(pages.map((page) => this.of(page)))
    if (lists.some(({ script }) => script === name)) return 'text/javascript; charset=utf-8'
    return lists.some(({ style }) => style === name) ? 'text/css; charset=utf-8' : undefined
  }
}

async function readList(page: string): Promise<PageFiles> {
  return JSON.parse(await readFile(packageFile(`bundle/${page}.json`), 'utf8'))
}

/** The files of pages (ours), which browsers keep. They are compressed, and read when they are asked for. */
export const assetRoutes: FastifyPluginAsync<{ readonly assets: Assets }> = async (app, { assets }) => {
  app.get('/docs/assets/:name', async (request, reply) => {
    const given = pathParam(request, 'name') as string
    const type = (await assets.typeOf(given)) ?? refuseFile(given)
    const compressed = await readFile(packageFile(`bundle/${given}.br`))
    reply.headers({
      'content-type': type,
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
    message: `No page has a file ${maskForResponse(given)}.`,
    fix: 'Open the page anew: it names its files as they are now.',
    field: 'name',
    value_received: maskForResponse(given),
  })
}
