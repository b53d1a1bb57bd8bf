import type { Static } from '@sinclair/typebox'
import { type TSchema, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { workspaceOrNull } from '../http/context.js'
import { Pagination, readPage } from '../http/lists.js'
import { ref } from '../lib/schema.js'
import { othersFirst } from '../lib/steps.js'
import type { Page } from '../storage/records.js'
import type { Workspaces } from '../workspaces/workspaces.js'

export const ListQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most, the newest.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'The `nextCursor` of the page before, for those that are older. Lists over all workspaces have only one page, so they need a key or `workspace` for it.',
    }),
  ),
})

type Query = Static<typeof ListQuery>

const defaultLimit = 100

/** So many workspaces are asked at a time. */
const batch = 100

/** The answer of a list of the newest. */
export function pageOf<T extends TSchema>(item: T, description: string) {
  return Type.Object(
    { data: Type.Array(ref(item), { description }), pagination: ref(Pagination) },
    { description },
  )
}

/** A page of what one workspace has. */
interface Found<T> {
  readonly records: readonly (T & { readonly position: number })[]
  readonly count: number
}

export interface Newest<T> {
  readonly workspaces: Workspaces
  /** Finds what a workspace has, newest first. */
  readonly read: (workspaceId: string, page: Page) => Promise<Found<T>>
  /** Epoch milliseconds. */
  readonly createdAt: (item: T) => number
}

/** The newest items of the workspace of a call, or of all, the oldest of them first, each with its workspace. */
export async function newestOf<T>(
  request: FastifyRequest,
  query: Query,
  { workspaces, read, createdAt }: Newest<T>,
) {
  const own = workspaceOrNull(request)
  if (own !== null) {
    const { items, pagination } = await readPage(query, defaultLimit, (page) => read(own.id, page))
    return { items: items.toReversed().map((item) => ({ workspaceId: own.id, item })), pagination }
  }
  const { limit = defaultLimit, cursor } = query
  if (cursor !== undefined) refuseCursor(cursor)
  const inAll = async (ids: readonly string[], wanted: number) => {
    let total = 0
    let found: { workspaceId: string; item: T }[] = []
    for (let at = 0; at < ids.length; at += batch) {
      const some = ids.slice(at, at + batch)
      const lists = await Promise.all(
        some.map((id) => read(id, { limit: Math.min(wanted, limit + 1), isNewestFirst: true })),
      )
      for (const [index, { records, count }] of lists.entries()) {
        total += count
        found.push(...records.map((item) => ({ workspaceId: some[index] as string, item })))
      }
      found = found.sort((one, other) => createdAt(other.item) - createdAt(one.item)).slice(0, limit + 1)
      await othersFirst()
    }
    return { found, total }
  }
  // Others than those with the newest items of all cannot have one on the page.
  const { found: firsts, total } = await inAll(await workspaces.ids(), 1)
  const { found } = await inAll([...new Set(firsts.map(({ workspaceId }) => workspaceId))], limit + 1)
  const hasMore = found.length > limit
  return { items: found.slice(0, limit).toReversed(), pagination: { nextCursor: null, hasMore, total } }
}

function refuseCursor(cursor: string): never {
  fail('invalid_params', {
    message: 'The query has a cursor, and nothing says of which workspace.',
    fix: 'Send the API key of the workspace as x-api-key, or its id as ?workspace=, or leave cursor out.',
    field: 'cursor',
    value_received: cursor,
  })
}
