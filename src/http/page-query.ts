import { type Static, Type } from '@sinclair/typebox'

/** The query of a list (published OpenAPI: `limit`, `cursor`, `offset`, `include_total`). */
export function pageQuery(defaultLimit: number) {
  return Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: defaultLimit })),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: 'nextCursor of the page before; not beside an offset.' }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
    include_total: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether pagination.total is wanted.' }),
    ),
  })
}

export type PageQuery = Static<ReturnType<typeof pageQuery>>
