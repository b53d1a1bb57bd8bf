import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'

type Serialize = ReturnType<FastifySerializerCompiler<object>>
type Component = { readonly $id?: string }

/**
 * Compiles how answers are written when the first one is, and once for all routes that share a schema.
 *
 * @param components the schemas that others refer to by their `$id`.
 */
export function createSerializerCompiler(
  components: readonly Component[],
): FastifySerializerCompiler<object> {
  const byText = new Map<string, Serialize>()
  return ({ schema: ofAnswer }) => {
    const text = JSON.stringify(ofAnswer)
    const known = byText.get(text)
    if (known !== undefined) return known
    const serialize = onFirstUse(() => {
      const needed = referredTo(text, components)
      const schema = Object.fromEntries(needed.map((component) => [component.$id, withoutFormats(component)]))
      return fastJsonStringify(withoutFormats(ofAnswer), { schema })
    })
    byText.set(text, serialize)
    return serialize
  }
}

/** Answers are of our own making: which of two shapes one has, its members tell, and no form of a text. */
function withoutFormats<Schema extends object>(schema: Schema): Schema {
  return JSON.parse(
    JSON.stringify(schema, (name, value) =>
      name === 'format' && typeof value === 'string' ? undefined : value,
    ),
  )
}

/** What a schema refers to, and what that refers to: to judge each one that is given takes a while. */
function referredTo(schema: string, components: readonly Component[]): readonly Component[] {
  const found = new Set<Component>()
  const look = (text: string) => {
    for (const component of components) {
      if (found.has(component) || !text.includes(`"${component.$id}#"`)) continue
      found.add(component)
      look(JSON.stringify(component))
    }
  }
  look(schema)
  return [...found]
}

function onFirstUse(compile: () => Serialize): Serialize {
  let compiled: Serialize | undefined
  return (data) => {
    compiled ??= compile()
    return compiled(data)
  }
}
