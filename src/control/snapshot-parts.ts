import { type Static, type TOptional, type TSchema, Type } from '@sinclair/typebox'
import { disconnectedPart, policiesPart } from '../connections/snapshot.js'
import { mapSteps, type Steps } from '../lib/steps.js'
import { sandboxPart } from '../sandbox/snapshot.js'
import type { Contents } from '../storage/records.js'
import { webhooksPart } from '../webhooks/snapshot.js'
import type { SnapshotPart } from '../workspaces/snapshot-part.js'
import type { Transaction } from '../workspaces/transaction.js'

/** What a snapshot holds beside clock, sessions, connections and faults, by the name of its member. */
const parts = {
  webhooks: webhooksPart,
  sandbox: sandboxPart,
  disconnectedAccounts: disconnectedPart,
  writePolicies: policiesPart,
}

type Parts = typeof parts
type Name = keyof Parts

/** All parts as a workspace keeps them. */
export type KeptParts = { readonly [N in Name]: Parts[N]['none'] }

/** All parts as they leave the server. */
type PresentedParts = { [N in Name]: Static<Parts[N]['schema']> }

/** The schemas of all parts. */
export const partSchemas = mapParts((part) => Type.Optional(part.schema)) as {
  [N in Name]: TOptional<Parts[N]['schema']>
}

/** What an empty workspace keeps. */
export const noParts = mapParts((part) => part.none) as KeptParts

export function* takeParts(contents: Contents): Steps<KeptParts> {
  return (yield* partSteps((part) => part.take(contents))) as KeptParts
}

export function* putParts(tx: Transaction, kept: KeptParts): Steps<void> {
  yield* partSteps((part, name) => part.put(tx, kept[name]))
}

export function* presentParts(kept: KeptParts): Steps<PresentedParts> {
  return (yield* partSteps((part, name) => part.present(kept[name]))) as PresentedParts
}

export function* readParts(presented: Partial<PresentedParts>): Steps<KeptParts> {
  const read = yield* partSteps((part, name) => {
    const own = presented[name]
    return own === undefined ? mapSteps([], () => {}) : part.read(own)
  })
  return {
    ...read,
    ...mapParts((part, name) => (presented[name] === undefined ? part.none : read[name])),
  } as KeptParts
}

/** @throws {ApiError} `invalid_body` for a part that no workspace could hold. */
export function* requireValidParts(kept: KeptParts): Steps<void> {
  yield* partSteps((part, name) => part.requireValid(kept[name]))
}

/** Does the same with each part. */
function* partSteps(
  steps: (part: SnapshotPart<unknown, TSchema>, name: Name) => Steps<unknown>,
): Steps<Record<Name, unknown>> {
  const all = mapParts(steps) as Record<Name, Steps<unknown>>
  const done: Partial<Record<Name, unknown>> = {}
  for (const name of Object.keys(all) as Name[]) done[name] = yield* all[name]
  return done as Record<Name, unknown>
}

/** What becomes of each part, by its name. */
function mapParts(map: (part: SnapshotPart<unknown, TSchema>, name: Name) => unknown): Record<Name, unknown> {
  const mapped = Object.entries(parts).map(([name, part]) => [
    name,
    map(part as SnapshotPart<unknown, TSchema>, name as Name),
  ])
  return Object.fromEntries(mapped)
}
