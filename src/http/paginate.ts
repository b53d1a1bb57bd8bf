import { type Static, Type } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

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

/** Something with a place in its list that never changes. */
interface Positioned {
  readonly position: number
}

/**
 * One page of a list that goes from high positions to low. A cursor names the position after which to go on, so it
 * stays good when items before it are removed.
 *
 * @param defaultLimit how many items a page has when the query does not say.
 * @throws {ApiError} `invalid_params` for a cursor that this server did not make, or one together with an offset.
 */
export function paginate<T extends Positioned>(all: readonly T[], query: PageQuery, defaultLimit: number) {
  const { limit = defaultLimit, cursor, offset = 0, include_total: isTotalWanted = true } = query
  const after = cursor === undefined ? Number.POSITIVE_INFINITY : positionIn(cursor, offset)
  const rest = all.filter(({ position }) => position < after).slice(offset)
  const items = rest.slice(0, limit)
  const hasMore = rest.length > items.length
  const last = items.at(-1)
  const pagination = {
    nextCursor: hasMore && last ? Buffer.from(`p${last.position}`).toString('base64url') : null,
    hasMore,
    ...(isTotalWanted && { total: all.length }),
  }
  return { items, pagination }
}

/** A list that comes whole, because the published one takes no page. */
export function whole<T>(data: readonly T[]) {
  return { data: [...data], pagination: { nextCursor: null, hasMore: false, total: data.length } }
}

function positionIn(cursor: string, offset: number): number {
  const [, position] = /^p(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (position === undefined || offset > 0) {
    fail('invalid_params', {
      message:
        position === undefined
          ? `cursor is ${maskForResponse(JSON.stringify(cursor))}, which is no cursor of this list.`
          : 'cursor and offset are both there.',
      fix: 'Send the nextCursor of the page before, without offset, or leave cursor out to begin again.',
      field: 'cursor',
      value_received: maskForResponse(cursor),
    })
  }
  return Number(position)
}
