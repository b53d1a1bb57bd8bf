import { fail } from '../errors/api-error.js'
import type { Fault, FaultInput } from './fault.js'

/** More faults are not kept, of one workspace. */
const mostFaults = 1000

/** The faults of a workspace in its era, or those for all, an immutable value. */
export interface FaultList {
  /** The id of the era; empty for all. */
  readonly era: string
  /** Oldest first. */
  readonly faults: readonly Fault[]
  /** How many were made, for their ids. */
  readonly made: number
  /** How many of those for all it has heard of. */
  readonly heard: number
}

export const emptyList: FaultList = { era: '', faults: [], made: 0, heard: 0 }

/**
 * A list with one fault more.
 *
 * @throws {ApiError} `capacity_exceeded` when there are too many that may still happen.
 */
export function withFault(
  list: FaultList,
  { match = {}, times = null, probability = 1, respond }: FaultInput,
  isForAll: boolean,
): FaultList {
  const made = list.made + 1
  const id = `flt_${isForAll ? 'all_' : ''}${made}`
  const fault = { id, match, times, remaining: times, probability, respond }
  return { ...list, made, faults: [...withRoom(list.faults), fault] }
}

/** A list without a fault; undefined when it has none with this id. */
export function withoutFault(list: FaultList, id: string): FaultList | undefined {
  const faults = list.faults.filter((fault) => fault.id !== id)
  return faults.length === list.faults.length ? undefined : { ...list, faults }
}

/** A list with those for all of which it has not heard yet, as if none of them had happened. */
export function withNews(list: FaultList, forAll: FaultList): FaultList {
  if (list.heard >= forAll.made) return list
  const news = forAll.faults.filter(({ id }) => Number(id.slice('flt_all_'.length)) > list.heard)
  const fresh = news.map((fault) => ({ ...fault, remaining: fault.times }))
  return { ...list, heard: forAll.made, faults: [...list.faults, ...fresh] }
}

/** The faults without the oldest ones that are used up, where there are too many. */
function withRoom(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length < mostFaults) return faults
  const left = faults.filter(({ remaining }) => remaining !== 0)
  if (left.length < mostFaults) return left
  fail('capacity_exceeded', {
    message: `The workspace has ${mostFaults} faults and takes no more.`,
    fix: 'Remove some with DELETE /_mock/faults.',
  })
}
