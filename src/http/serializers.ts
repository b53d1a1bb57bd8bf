import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'

type Serialize = ReturnType<FastifySerializerCompiler<object>>

/**
 * Compiles how answers are written when the first one is, and once for all routes that share a schema.
 *
 * @param components the schemas that others refer to by their `$id`.
 */
export function createSerializerCompiler(
  components: readonly { readonly $id?: string }[],
): FastifySerializerCompiler<object> {
  const schema = Object.fromEntries(components.map((component) => [component.$id, component]))
  const byText = new Map<string, Serialize>()
  return ({ schema: ofAnswer }) => {
    const text = JSON.stringify(ofAnswer)
    const known = byText.get(text)
    if (known !== undefined) return known
    const serialize = onFirstUse(() => fastJsonStringify(ofAnswer, { schema }))
    byText.set(text, serialize)
    return serialize
  }
}

function onFirstUse(compile: () => Serialize): Serialize {
  let compiled: Serialize | undefined
  return (data) => {
    compiled ??= compile()
    return compiled(data)
  }
}
