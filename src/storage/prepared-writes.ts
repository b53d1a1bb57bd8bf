import { type Growth, recordBytes, workspaceBytes } from './memory-budget.js'
import type { MemoryCollection } from './memory-collection.js'
import type { Change, Collection, CollectionSize, Write } from './records.js'
import type { StoredText } from './stored-text.js'

/** The collections of a workspace, by name. */
export type Collections = Map<string, MemoryCollection>

/** A change that adds no record to larger collections, and no more bytes than this, only goes on with what there is. */
const smallBytes = 2048

/** A write, the text that it puts, and the record before. */
export interface PreparedWrite {
  readonly write: Write
  readonly text: string
  readonly kept: MemoryCollection | undefined
  readonly before: StoredText | undefined
  /** Bytes of the heap that the record takes afterwards, and before. */
  readonly bytes: number
  readonly bytesBefore: number
}

export function prepare(collections: Collections, { cleared }: Change, write: Write): PreparedWrite {
  const { collection, id } = write
  const isCleared = cleared?.some(({ name }) => name === collection.name)
  const kept = isCleared ? undefined : collections.get(collection.name)
  const text = write.kind === 'put' ? collection.codec.encode(write.value) : ''
  const before = kept?.get(id)
  return {
    write,
    text,
    kept,
    before,
    bytes: write.kind === 'put' ? recordBytes(id, text) : 0,
    bytesBefore: before === undefined ? 0 : recordBytes(id, before.text),
  }
}

/**
 * The name of the first collection that writes would fill beyond its bound; undefined when all have room. The script of
 * commits counts the same way, because a commit there is one call.
 */
export function findFull(writes: readonly PreparedWrite[]): string | undefined {
  const totals: { readonly collection: Collection<unknown>; count: number; size: number }[] = []
  for (const { write, text, kept, before } of writes) {
    const { collection } = write
    if (collection.overflow !== 'refuse') continue
    let total = totals.find((one) => one.collection.name === collection.name)
    if (total === undefined) {
      total = { collection, count: kept?.count ?? 0, size: kept?.size ?? 0 }
      totals.push(total)
    }
    total.count += Number(write.kind === 'put') - Number(before !== undefined)
    total.size += text.length - (before?.text.length ?? 0)
  }
  return totals.find((total) => isOver(total.collection, total))?.collection.name
}

export function isOver({ maxItems, maxSize }: Collection<unknown>, { count, size }: CollectionSize): boolean {
  return count > maxItems || size > maxSize
}

/**
 * How much more a workspace takes after a change. The few records of the server itself do not count: their own bound is low,
 * and an eviction writes them.
 */
export function growthOf(
  { isReplacing, cleared = [] }: Change,
  writes: readonly PreparedWrite[],
  collections: Collections | undefined,
): Growth {
  let bytes = isReplacing || collections === undefined ? workspaceBytes - bytesOf(collections) : 0
  if (!isReplacing) for (const { name } of cleared) bytes -= collections?.get(name)?.bytes ?? 0
  let isAdding = false
  let isDeleting = false
  for (const one of writes) {
    const { collection, kind } = one.write
    if (collection.per === 'server') continue
    bytes += one.bytes - one.bytesBefore
    if (kind === 'delete') isDeleting ||= one.before !== undefined
    else if (one.before === undefined && collection.maxSize > smallBytes) isAdding = true
  }
  return { bytes, isNewWork: !isDeleting && (isAdding || bytes > smallBytes) }
}

export function bytesOf(collections: Collections | undefined): number {
  if (collections === undefined) return 0
  let bytes = workspaceBytes
  for (const kept of collections.values()) bytes += kept.bytes
  return bytes
}
