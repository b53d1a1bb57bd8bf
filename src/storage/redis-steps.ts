import { setImmediate } from '../lib/node-globals.js'
import type { Change, Collection, Expectation, Write } from './records.js'

/** So many steps, or so many characters, are encoded before others of this process get their turn. */
const maxSteps = 500
const maxCharacters = 500_000

/** A step of a change as the script of commits reads it; a collection is meant by its place in the head. */
type Step =
  | readonly ['same', place: number, version: number]
  | readonly ['is', place: number, id: string, version: number]
  | readonly ['put', place: number, id: string, position: number, size: number, text: string]
  | readonly ['delete', place: number, id: string]
  | readonly ['clear', place: number]

/** A change as the script of commits takes it. */
export interface EncodedChange {
  /** In the order in which the script calls them by their places, which begin with 1. */
  readonly collections: readonly Collection<unknown>[]
  /** Lists of steps, as JSON. */
  readonly lists: readonly (string | Buffer)[]
}

/** Encodes a change. A large one is encoded in parts, so that nobody waits for the whole. */
export async function encodeChange({ expected, writes }: Change): Promise<EncodedChange> {
  const places = new Map<string, number>()
  const collections: Collection<unknown>[] = []
  const placeOf = (collection: Collection<unknown>) => {
    const place = places.get(collection.name) ?? collections.push(collection)
    places.set(collection.name, place)
    return place
  }
  // The first that is written to is the first that is found full.
  for (const { collection } of writes) placeOf(collection)
  const lists: (string | Buffer)[] = []
  let list: Step[] = []
  let characters = 0
  for (const one of [...expected, ...writes]) {
    const step = stepOf(one, placeOf(one.collection))
    list.push(step)
    characters += step[0] === 'put' ? step[4] : 0
    if (list.length < maxSteps && characters < maxCharacters) continue
    lists.push(Buffer.from(JSON.stringify(list)))
    list = []
    characters = 0
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  lists.push(JSON.stringify(list))
  return { collections, lists }
}

function stepOf(one: Expectation | Write, place: number): Step {
  if (!('kind' in one)) {
    return 'id' in one ? ['is', place, one.id.toWellFormed(), one.version] : ['same', place, one.version]
  }
  if (one.kind === 'clear') return ['clear', place]
  const id = one.id.toWellFormed()
  if (one.kind === 'delete') return ['delete', place, id]
  // The script reads no half of a character, and the store would not keep it.
  const text = one.collection.codec.encode(one.draft.value).toWellFormed()
  return ['put', place, id, one.draft.position ?? 0, text.length, text]
}
