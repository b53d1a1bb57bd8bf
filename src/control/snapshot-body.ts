import type { TSchema } from '@sinclair/typebox'
import type { ErrorObject } from 'ajv'
import { fail } from '../errors/api-error.js'
import { formatSize } from '../errors/capacity.js'
import { createValidatorCompiler } from '../http/compilers.js'
import { fieldError } from '../http/error-handler.js'
import { type JsonLimits, LargeJsonError, parseSteps } from '../http/large-json.js'
import { bounds } from '../lib/bounds.js'
import { eachStep, type Steps } from '../lib/steps.js'
import type { Presented } from './snapshot.js'
import { SnapshotRecord } from './snapshot-schema.js'

const byteOrderMark = Buffer.from('\ufeff')

/** The body of a restore as it came. It is no object with members, so nobody goes through them before it is read. */
export class SnapshotBody {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    const hasMark = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)
    this.#bytes = hasMark ? bytes.subarray(byteOrderMark.length) : bytes
  }

  /** Whether it is so large that others should not be read at the same time. */
  get isLarge(): boolean {
    return this.#bytes.length > largeSize
  }

  /**
   * Reads the snapshot, in the form of its schema.
   *
   * @throws {ApiError} `invalid_body` for what is no snapshot, or one beyond its bounds.
   */
  *read(): Steps<Presented> {
    try {
      const read = yield* parseSteps(this.#bytes, limits)
      yield* checkSteps(read)
      return read as Presented
    } catch (error) {
      if (error instanceof LargeJsonError) refuseJson(error.limit)
      throw error
    }
  }
}

const largeSize = 256 * 1024

const { maxItems: maxRecords } = bounds.snapshots

const limits: JsonLimits = {
  maxDepth: 64,
  maxItems: maxRecords,
  maxValues: 1_500_000,
  maxValueBytes: 512 * 1024,
}

/** What goes beyond a limit, and the remedy. */
const problems: Readonly<Record<keyof JsonLimits, readonly [problem: string, fix: string]>> = {
  maxDepth: [`is nested deeper than ${limits.maxDepth}`, 'Send a snapshot that is nested less deeply.'],
  maxItems: [
    `has a list of more than ${maxRecords} items`,
    `Send a snapshot of ${maxRecords} records at most.`,
  ],
  maxValues: ['has more values than a workspace can', 'Send a snapshot of fewer records.'],
  maxValueBytes: [
    `has a value of more than ${formatSize(limits.maxValueBytes)}`,
    'Send a snapshot with shorter texts.',
  ],
}

function refuseJson(limit: keyof JsonLimits | null): never {
  if (limit === null) {
    fail('invalid_body', {
      message: 'The body is not valid JSON in UTF-8.',
      fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    })
  }
  const [problem, fix] = problems[limit]
  fail('invalid_body', { message: `The snapshot ${problem}. Nothing was changed.`, fix })
}

type Check = ReturnType<ReturnType<typeof createValidatorCompiler>>

/** A list of records in a snapshot, and what checks each of them. */
interface RecordList {
  readonly path: readonly string[]
  readonly check: Check
}

const compile = createValidatorCompiler()
const checkOf = (schema: object) =>
  compile({ schema, method: 'PUT', url: '/_mock/snapshot', httpPart: 'body' })

const lists: RecordList[] = []
const checkRest = checkOf(withoutRecords(SnapshotRecord, []))

/** A schema without those of the records in its lists, which are checked one after the other. */
function withoutRecords(schema: TSchema, path: readonly string[]): object {
  const { properties, type, items, ...rest } = schema
  if (type === 'array' && items.type === 'object') {
    lists.push({ path, check: checkOf(items) })
    return { ...rest, type }
  }
  if (type !== 'object' || properties === undefined) return schema
  const members = Object.entries(properties as Record<string, TSchema>)
  return {
    ...rest,
    type,
    properties: Object.fromEntries(
      members.map(([name, one]) => [name, withoutRecords(one, [...path, name])]),
    ),
  }
}

/** @throws {ApiError} `invalid_body` for the first field that the schema does not take, and for too many records. */
function* checkSteps(value: unknown): Steps<void> {
  if (!checkRest(value)) throw fieldError('invalid_body', checkRest.errors)
  let count = 0
  for (const { path, check } of lists) {
    const records = path.reduce<unknown>((within, name) => (within as Record<string, unknown>)?.[name], value)
    if (records === undefined) continue
    count += (records as unknown[]).length
    if (count > maxRecords) refuseJson('maxItems')
    yield* eachStep(records as unknown[], (record, at) => {
      if (check(record)) return
      const place = `/${path.join('/')}/${at}`
      const errors = (check.errors as ErrorObject[]).map((error) => ({
        ...error,
        instancePath: `${place}${error.instancePath}`,
      }))
      throw fieldError('invalid_body', errors)
    })
  }
}
