import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { boolean, ref, stringOrNull } from '../lib/schema.js'

/** The query of a list (published OpenAPI: `limit`, `cursor`, `offset`, `include_total`). */
export function pageQuery(defaultLimit: number) {
  return Type.Object({
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: defaultLimit,
        description: 'The largest number of items on a page.',
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'The `nextCursor` of the page before. It cannot be sent together with `offset`.',
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10_000,
        default: 0,
        description: 'How many items to skip. To read a whole list, follow `nextCursor` instead.',
      }),
    ),
    include_total: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether the answer has `pagination.total`.' }),
    ),
  })
}

export type PageQuery = Static<ReturnType<typeof pageQuery>>

export const Pagination = Type.Object(
  {
    nextCursor: stringOrNull('Send it as `cursor` to get the next page. Null on the last page.'),
    hasMore: boolean('Whether there is a page after this one.'),
    total: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'The number of items on all pages. Absent after `include_total=false`.',
      }),
    ),
  },
  { $id: 'Pagination', additionalProperties: false, description: 'Where this page is in the list.' },
)

/**
 * The answer of a list, a component with the name `$id`.
 *
 * @param description what is on the page, and in which order.
 */
export function pageSchema<T extends TSchema>($id: string, item: T, description: string) {
  return Type.Object(
    { data: Type.Array(ref(item), { description: 'The items of this page.' }), pagination: ref(Pagination) },
    { $id, additionalProperties: false, description },
  )
}

/** The pattern of a parameter that has one of these values, or several with commas between. */
export function listPattern(values: readonly string[]): string {
  const any = `(?:${values.join('|')})`
  return `^${any}(?:, ?${any})*$`
}

/** An item of a list, with a position that never changes. */
interface Positioned {
  readonly position: number
}

/**
 * One page of a list that is sorted from high positions to low. A cursor names the position of the last item before the
 * page, so it stays valid when items before it are removed.
 *
 * @param defaultLimit how many items a page has when the query has no limit.
 * @throws {ApiError} `invalid_params` for a cursor that this server did not make, or one together with an offset.
 */
export function paginate<T extends Positioned>(all: readonly T[], query: PageQuery, defaultLimit: number) {
  const { limit = defaultLimit, cursor, offset = 0, include_total: isTotalWanted = true } = query
  const after = cursor === undefined ? Number.POSITIVE_INFINITY : positionIn(cursor, offset)
  const rest = all.filter(({ position }) => position < after).slice(offset)
  const items = rest.slice(0, limit)
  const hasMore = rest.length > items.length
  return { items, pagination: paginationOf(items, hasMore, isTotalWanted ? all.length : undefined) }
}

/** What a list asks for its page. */
interface WantedPage {
  readonly limit: number
  readonly skip: number
  readonly before: number | undefined
  readonly isNewestFirst: true
}

/**
 * The same page of a list of which only the page is read.
 *
 * @param read finds items from high positions to low, and how many there are on all pages.
 * @throws {ApiError} as `paginate` does.
 */
export async function readPage<T extends Positioned>(
  query: PageQuery,
  defaultLimit: number,
  read: (page: WantedPage) => MaybePromise<{ readonly records: readonly T[]; readonly count: number }>,
) {
  const { limit = defaultLimit, cursor, offset: skip = 0, include_total: isTotalWanted = true } = query
  const before = cursor === undefined ? undefined : positionIn(cursor, skip)
  const { records, count } = await read({ limit: limit + 1, skip, before, isNewestFirst: true })
  const items = records.slice(0, limit)
  return { items, pagination: paginationOf(items, records.length > limit, isTotalWanted ? count : undefined) }
}

/** Where a page is in its list. */
function paginationOf(items: readonly Positioned[], hasMore: boolean, total: number | undefined) {
  const last = items.at(-1)
  return {
    nextCursor: hasMore && last ? Buffer.from(`p${last.position}`).toString('base64url') : null,
    hasMore,
    ...(total !== undefined && { total }),
  }
}

/** The answer of a list without paging: all items on one page. */
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
          : 'The query has both cursor and offset.',
      fix: 'Send the nextCursor of the page before, without offset, or leave cursor out to begin again.',
      field: 'cursor',
      value_received: maskForResponse(cursor),
    })
  }
  return Number(position)
}
