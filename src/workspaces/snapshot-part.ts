import type { Static, TSchema } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { isoTime } from '../lib/clock.js'
import type { Steps } from '../lib/steps.js'
import type { Contents } from '../storage/records.js'
import type { Transaction } from './transaction.js'

/** What a snapshot holds of one resource, which may be very much. Snapshots that were taken before there was such a part lack it. */
export interface SnapshotPart<Kept, Schema extends TSchema> {
  /** How it leaves the server: as it is kept, with instants as text. */
  readonly schema: Schema
  /** What a snapshot without this part holds of it. */
  readonly none: Kept
  /** Reads it from what a workspace holds. */
  take(contents: Contents): Steps<Kept>
  /** Writes it as a part of what replaces a workspace. */
  put(tx: Transaction, kept: Kept): Steps<void>
  present(kept: Kept): Steps<Static<Schema>>
  read(presented: Static<Schema>): Steps<Kept>
  /**
   * Refuses what no workspace could hold.
   *
   * @throws {ApiError} `invalid_body`.
   */
  requireValid(kept: Kept): Steps<void>
}

/** A record with the type of its instants, the members whose names end in `At`, changed. */
type Converted<T> = { [Name in keyof T]: Name extends `${string}At` ? Instant<T[Name]> : Mutable<T[Name]> }
type Instant<T> = T extends null | undefined ? T : T extends number ? string : number
type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : T

/** A record as it leaves the server: its instants, the members whose names end in `At`, as text. */
export function withTexts<T extends object>(record: T): Converted<T> {
  return convert(record, (epochMs) => isoTime(epochMs as number))
}

/** A record as it came back: its instants in epoch milliseconds. */
export function withNumbers<T extends object>(record: T): Converted<T> {
  return convert(record, (text) => Date.parse(text as string))
}

function convert<T extends object>(record: T, instantOf: (value: unknown) => unknown): Converted<T> {
  const entries = Object.entries(record).map(([name, value]): [string, unknown] => [
    name,
    name.endsWith('At') && value !== null ? instantOf(value) : value,
  ])
  return Object.fromEntries(entries) as Converted<T>
}

/** @throws {ApiError} `invalid_body`, always: a member of a snapshot that can not be. */
export function refuseSnapshot(field: string, problem: string): never {
  fail('invalid_body', {
    message: `${field} ${problem}. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field,
  })
}
