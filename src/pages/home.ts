import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { fail } from '../errors/api-error.js'
import { errorCodes } from '../errors/catalogue.js'
import { describeError } from '../errors/describe.js'
import { pathParam } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { closestMatch } from '../lib/closest-match.js'
import { wantsHtml } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import { packageFile } from '../package-file.js'
import { providerSlugs } from '../providers/providers.js'
import { type ApiVersion, apiVersions, descriptionName } from '../versions/api-version.js'
import { errorIndexPage, errorPage } from './error-pages.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import type { PageSender } from './page-sender.js'
import { rootFrom } from './request.js'

export interface HomeDeps {
  readonly version: string
  readonly apiVersion: ApiVersion
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  readonly controlEnabled: boolean
}

/**
 * Addresses for people who run the server (ours, except /docs/errors): what it is and where its parts are, the pages about
 * errors, and the descriptions of the API, which were written as JSON when the program was built. `/openapi.yaml` is that of
 * the version that the server speaks; each has an address of its own too.
 */
export const homeRoutes: FastifyPluginAsync<HomeDeps> = async (app, deps) => {
  const { version, sender, publicUrl, controlEnabled } = deps

  app.get('/', async (request, reply) => {
    const links = linksUnder(publicUrl(request), controlEnabled)
    reply.header('vary', 'Accept')
    if (wantsHtml(request.headers)) return sender.send(reply, homePage(version, links))
    return reply.send({ name: 'repull-mock', version, links })
  })

  // Browsers ask for it beside JSON and YAML, which have no link to an icon.
  app.get('/favicon.ico', async (_request, reply) =>
    reply.code(204).header('cache-control', 'public, max-age=86400').send(),
  )

  app.get('/docs/errors', async (request, reply) => sender.send(reply, errorIndexPage(rootFrom(request.url))))

  app.get('/docs/errors/:code', async (request, reply) => {
    const given = pathParam(request, 'code') as string
    const code = errorCodes.find((one) => one === given) ?? unknownCode(given)
    const error = describeError(code, publicUrl(request), providerSlugs)
    return sender.send(reply, errorPage(error, rootFrom(request.url), controlEnabled))
  })

  const described: readonly (readonly [string, ApiVersion])[] = [
    ['/openapi', deps.apiVersion],
    ...apiVersions.map((one) => [`/openapi-${one}`, one] as const),
  ]
  for (const [path, apiVersion] of described) {
    const name = descriptionName(apiVersion)
    fileRoute(app, `${path}.yaml`, `${name}.yaml`, 'application/yaml')
    fileRoute(app, `${path}.json`, `bundle/${name}.json`, 'application/json')
  }
}

/** Serves a file of the package, which is read at the first call. */
function fileRoute(app: FastifyInstance, path: string, file: string, type: string): void {
  let text: Promise<Buffer> | undefined
  app.get(path, async (_request, reply) => {
    text ??= readFile(packageFile(file))
    return reply.type(`${type}; charset=utf-8`).send(await text)
  })
}

/** @throws {ApiError} `not_found`, always. */
function unknownCode(given: string): never {
  const meant = closestMatch(given, errorCodes)
  fail('not_found', {
    message: `There is no error ${maskForResponse(given)}.`,
    fix: 'Use a code exactly as an answer says it.',
    field: 'code',
    value_received: maskForResponse(given),
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}

type HomeLinks = ReturnType<typeof linksUnder>

/** Where the parts of this server are, as absolute URLs. There is no `control` without control features. */
function linksUnder(root: string, controlEnabled: boolean) {
  return {
    api: `${root}/v1`,
    health: `${root}/v1/health`,
    openapi: `${root}/openapi.json`,
    errors: `${root}/docs/errors`,
    ...(controlEnabled && { control: `${root}/_mock` }),
  }
}

/** The page at the root of this server: what it is, and where its parts are. */
export function homePage(version: string, { api, health, openapi, errors, control }: HomeLinks): Content {
  return {
    title: 'It is running',
    main: html`<p>This is <strong>repull-mock</strong> <span data-testid="version">${version}</span>, a mock of Repull's Connect API. Point your client at <code>${api}</code>; any key that begins with <code>sk_test_</code> will do, and each has a workspace of its own.</p>
<h2>Open a session</h2>
<pre data-testid="first-call"><code>curl -X POST ${api}/connect/airbnb -H 'Authorization: Bearer sk_test_demo'</code></pre>
<p>The answer has a <code>url</code>: it leads to the page on which a host connects an account.</p>
<h2>See also</h2>
<ul class="plain" data-testid="links">
${control !== undefined && html`<li><a href="${control}">Control API</a><br><small>Move the clock, inject faults, read the journal of requests.</small></li>`}
<li><a href="${openapi}">OpenAPI description</a><br><small>Every operation, with examples.</small></li>
<li><a href="${errors}">Errors</a><br><small>When each occurs, and how to provoke it.</small></li>
<li><a href="${health}">Health</a><br><small>Whether the server answers.</small></li>
</ul>`,
  }
}

/** One call of the control API. */
export interface ControlCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly summary: string
}

/** The page for testers: which control calls there are. */
export function controlIndexPage(calls: readonly ControlCall[]): Content {
  return {
    title: 'Control API',
    main: html`<p>With an API key, a call acts on its workspace; without one, on all workspaces. <a href="openapi.yaml">openapi.yaml</a> describes every call.</p>
<ul data-testid="control-calls">
${calls.map(({ method, path, summary }) => html`<li><code>${method} ${path}</code><br>${summary}</li>`)}
</ul>`,
  }
}
