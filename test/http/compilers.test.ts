import type { FastifySchema } from 'fastify'
import t from 'tap'
import { components } from '../../src/components.js'
import { createSerializerCompiler, createValidatorCompiler } from '../../src/http/compilers.js'
import { createMock } from '../helpers/mock.js'

t.test('what is compiled on first use can be: every schema of every route', async (t) => {
  const routes: { readonly method: string; readonly url: string; readonly schema: FastifySchema }[] = []
  await createMock(t, {
    observe: (app) => {
      app.addHook('onRoute', ({ method, url, schema }) => {
        if (schema !== undefined) routes.push({ method: String(method), url, schema })
      })
    },
  })
  const validator = createValidatorCompiler()
  const serializer = createSerializerCompiler(components)
  for (const { method, url, schema } of routes) {
    for (const httpPart of ['body', 'querystring', 'params'] as const) {
      const ofPart = schema[httpPart] as object | undefined
      if (ofPart === undefined) continue
      t.type(
        validator({ method, url, httpPart, schema: ofPart })({}),
        'boolean',
        `${httpPart} of ${method} ${url}`,
      )
    }
    for (const [httpStatus, ofAnswer] of Object.entries((schema.response ?? {}) as Record<string, object>)) {
      t.doesNotThrow(
        () => attempt(serializer({ method, url, httpStatus, schema: ofAnswer })),
        `${httpStatus} of ${url}`,
      )
    }
  }
  t.ok(routes.length > 70)
})

/** Writes an answer that lacks everything; what a schema requires may be missed, and nothing else. */
function attempt(serialize: (data: unknown) => string): void {
  try {
    serialize({})
  } catch (error) {
    if (!/is required!|does not match schema definition/.test(String(error))) throw error
  }
}
