import type { Test } from 'tap'
import type { AnyBody } from './answers.js'
import type { Mock } from './mock.js'

/** Walks a list item by item: all of it comes, each once; an offset and no total do what they say. */
export async function walkList(t: Test, { call }: Mock, path: string, hasTotalSwitch = true): Promise<void> {
  const join = path.includes('?') ? '&' : '?'
  const whole = (await call('GET', path)).body
  t.strictSame(whole.pagination, { nextCursor: null, hasMore: false, total: whole.data.length }, path)
  const walked: AnyBody[] = []
  let cursor: string | null = null
  do {
    const next: string = cursor === null ? '' : `&cursor=${cursor}`
    const { data, pagination } = (await call('GET', `${path}${join}limit=1${next}`)).body
    t.equal(pagination.total, whole.data.length)
    walked.push(...data)
    cursor = pagination.nextCursor
    t.equal(pagination.hasMore, cursor !== null)
  } while (cursor !== null && walked.length < 20)
  t.strictSame(walked, whole.data)
  t.strictSame((await call('GET', `${path}${join}offset=1`)).body.data, whole.data.slice(1))
  t.equal((await call('GET', `${path}${join}limit=101`)).code, 'invalid_params')
  const untold = await call('GET', `${path}${join}include_total=0`)
  if (hasTotalSwitch) t.strictSame(untold.body.pagination, { nextCursor: null, hasMore: false })
  else t.equal(untold.code, 'unknown_params')
}

/** Asks a list for what each query leaves of it, named by the last digit of the ids. */
export async function checkFilters(
  t: Test,
  { call }: Mock,
  path: string,
  idOf: (item: AnyBody) => string,
  cases: readonly (readonly [string, string])[],
): Promise<void> {
  for (const [query, left] of cases) {
    const { status, body } = await call('GET', `${path}?${query}`)
    t.equal(status, 200, `${path}?${query}`)
    const digits = body.data.map((item: AnyBody) => idOf(item).slice(-1))
    t.equal(digits.join(''), left, `${path}?${query}`)
  }
}
