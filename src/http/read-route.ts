import type { Static, TSchema, TUnsafe } from '@sinclair/typebox'
import type { ErrorCode } from '../errors/catalogue.js'
import { ref } from '../lib/schema.js'
import { declare, type Policy } from './policy.js'

interface ReadRoute {
  readonly operationId: string
  readonly tags: string[]
  readonly summary: string
  readonly description?: string
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly answer: TSchema
  /** An answer, for readers of openapi.yaml. */
  readonly example: unknown
  readonly errors?: readonly ErrorCode[]
  readonly channel?: NonNullable<Policy['channel']>
}

type SchemaOf<T extends ReadRoute> = Omit<T, 'answer' | 'example' | 'errors' | 'channel'> & {
  readonly response: { readonly 200: TUnsafe<Static<T['answer']>> }
}

/**
 * The schema and the policy of a GET route that needs a key and answers 200.
 *
 * @param route `answer` is a component, or a schema that differs between versions; `errors` and `channel` are those of its {@link Policy}.
 */
export function readRoute<T extends ReadRoute>(
  route: T,
): { schema: SchemaOf<T>; config: { policy: Policy } } {
  const { answer, example, errors = [], channel, ...schema } = route
  return {
    schema: {
      ...schema,
      response: {
        200: answer.$id === undefined ? (answer as TUnsafe<Static<T['answer']>>) : ref<T['answer']>(answer),
      },
    },
    config: declare({ access: 'key', ...(channel && { channel }), errors, example: { answer: example } }),
  }
}
