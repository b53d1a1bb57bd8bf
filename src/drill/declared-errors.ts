import { get } from 'node:http'
import { URL } from '../lib/node-globals.js'

/** The codes that each operation declares, by the path templates of the description of the API. */
export class DeclaredErrors {
  readonly #operations: readonly Declared[]

  /** @param description of the API as OpenAPI, whose error responses are called after their codes. */
  constructor(description: Description) {
    this.#operations = Object.entries(description.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        form: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
        literals: template.replace(/\{\w+\}/g, '').length,
        codes: new Set(Object.values(responses ?? {}).flatMap(codesOf)),
      })),
    )
  }

  /** The codes of the operation that answers a path; none for one that is not described. */
  of(method: string, path: string): ReadonlySet<string> {
    let best: Declared | undefined
    for (const one of this.#operations) {
      if (one.method !== method || !one.form.test(path)) continue
      if (best === undefined || one.literals > best.literals) best = one
    }
    return best?.codes ?? new Set()
  }
}

interface Declared {
  readonly method: string
  readonly form: RegExp
  /** How much of the template is no parameter: of several that fit, the most precise answers. */
  readonly literals: number
  readonly codes: ReadonlySet<string>
}

/** As much of an OpenAPI description as says which codes there are. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: Responses }>>>>
}

type Responses = Readonly<Record<string, { readonly $ref?: string }>>

function codesOf({ $ref: ref }: { readonly $ref?: string }): readonly string[] {
  return ref?.startsWith('#/components/responses/') ? (ref.split('/').pop() as string).split('.') : []
}

/**
 * Reads the description that a server has of itself.
 *
 * @param url of the server.
 * @throws {Error} when it does not answer with one.
 */
export function readDescription(url: string): Promise<Description> {
  return new Promise((resolve, reject) => {
    const request = get(new URL('/openapi.json', url), async (answer) => {
      try {
        const pieces: Buffer[] = []
        for await (const piece of answer) pieces.push(piece)
        resolve(JSON.parse(Buffer.concat(pieces).toString('utf8')))
      } catch (error) {
        reject(error)
      }
    })
    request.on('error', reject)
  })
}
