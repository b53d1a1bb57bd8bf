import { type Collection, jsonCodec } from '../storage/records.js'
import type { Fault } from './fault.js'

/** So many faults a workspace may have of its own, and as many for all. */
export const maxFaults = 1000

/** The faults of a workspace, by their ids. */
export const faultRecords: Collection<Fault> = {
  name: 'faults',
  codec: jsonCodec(),
  maxItems: 2 * maxFaults,
  maxSize: 64_000_000,
  overflow: 'refuse',
}
